export { solveTask, type ReasoningDependencies, type ReasoningRequest } from './controller';
export * from './events';
export type { OwnTestsJudge } from './ownTestsJudge';
export { batchSizes, type StoppingRule } from './policy';
export { TRACE_SCHEMA_VERSION, TraceRecorder, type Trace } from './trace';
