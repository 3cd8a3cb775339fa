export { MAX_TRACE_BYTES, TRACE_FORMAT, TRACE_SCHEMA_VERSION, type Trace, type TracedCall, type TracedCheck, type TracedEscalation, type TracedSample, type TraceMachine, type TraceRequest } from './document';
export { readTrace } from './read';
export { TraceRecorder, type TraceRecorderOptions } from './recorder';
export type { RecordEnd } from './replay/path';
export { replayTrace, type TraceReplay, type TraceReplayRequest } from './replay/replay';
export { htmlReport } from './report/html';
export { markdownReport } from './report/markdown';
