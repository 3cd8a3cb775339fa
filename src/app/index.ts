export { BUDGET_LEVELS, LEVEL_BUDGETS } from '../budget';
export { openLedger } from './books';
export { ledgerWords, todayWords, type LedgerWords } from './ledgerWords';
export { LEDGER_GROUPINGS, type Ledger, type LedgerEntry, type LedgerGrouping, type LedgerRange, type LedgerSum, type LedgerTotal, type LedgerTotals } from '../budget/ledger';
export { createInlineCompleter, type InlineCompleter } from '../completions';
export { questionOf, type Question, type WantedForm } from '../prompts';
export {
  basisWords, earlierWords, htmlReport, isQuestionTrace, knownEvents, markdownReport, MAX_TRACE_BYTES, QuestionTraceRecorder, readAnyTrace, readTrace, resultOf, TraceRecorder,
  type AnyTrace, type QuestionReplay, type QuestionTrace, type RecordEnd, type Trace, type TraceReplay,
} from '../trace';
export { STRATEGY_NAMES, type StrategyName } from '../reasoning';
export { CONTEXT_SCOPES, type ContextScope } from '../retrieval';
export { contextLine } from '../verification/task/contextLine';
export { functionAt, importsOf, withoutRepeated, type TextSpan } from '../verification/task/editing';
export { RESOURCE_RANGES } from '../verification/limits';
export { actualText, missText } from '../verification/miss';
export { functionsNotChecked, hasNoBody } from '../verification/task/notChecked';
export { languageOfFile } from '../verification/task/language';
export { notCheckedOf } from '../verification/notChecked';
export { fitEvaluations, type FitResult } from './fitting';
export { evaluationPlot, type EvaluationProgress } from './evaluation';
export type { EvaluationDocument } from './evaluationFile';
export { ratesOf } from './engineBenchmark';
export { examineMachine, type CheckState, type ExamineOptions, type MachineCheck, type MachineReport } from './doctor';
export { isRemote, modelIdOf, REMOTE_PREFIX } from './models';
export { createReckon } from './reckon';
export { PRECISIONS, type Precision } from '../backends/onnx';
export type {
  AskRequest,
  BenchmarkPoint,
  BenchmarkRequest,
  BenchmarkResult,
  CompleteRequest,
  CompletionCost,
  ContextTaskRequest,
  EstimateQuestionRequest,
  EstimateRequest,
  EvaluateRequest,
  EngineOptions,
  LedgerChoices,
  ModelReference,
  Reckon,
  ReckonOptions,
  ReplayQuestionRequest,
  ReplayTraceRequest,
  SolveOwnTests,
  SolveRequest,
  TaskRequest,
  VerificationOptions,
  VerifyRequest,
} from './types';
