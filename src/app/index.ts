export { TraceRecorder } from '../reasoning';
export { createReckon } from './reckon';
export type {
  CompleteRequest,
  ModelReference,
  Reckon,
  ReckonOptions,
  SolveRequest,
  TaskRequest,
  VerifyRequest,
} from './types';
