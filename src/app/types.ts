import type { Precision } from '../backends/onnx';
import type { Clock } from '../base/clock';
import type { CallPurpose } from '../budget/ledger';
import type { BudgetLevel, ComputeBudget, CostEstimate, Dollars, Energy } from '../budget/types';
import type { LanguageModel, LoadProgress, Prompt, StreamPart, GenerateOptions, TokenPrice, Usage } from '../model';
import type { Question } from '../prompts';
import type { ReasoningEvent, ReasoningResult } from '../reasoning/events';
import type { QuestionEvent, QuestionResult } from '../reasoning/questions';
import type { StrategyName } from '../reasoning';
import type { ContextScope } from '../retrieval';
import type { FoundTests, OwnTestsOutcome, OwnTestsRequest, TestPlan } from '../verification/ownTests';
import type { QuestionReplay, QuestionTrace, QuestionTraceRecorder, Trace, TraceRecorder, TraceReplay } from '../trace';
import type { CodeTask, IsolationReport, Language, Verdict } from '../verification/types';
import type { MinimumIsolation } from '../verification/verifier';
import type { ResourceLimits } from '../verification/limits';
import type { WeightsStore } from '../weights';
import type { EvaluationRequest } from './evaluation';
import type { EvaluationDocument } from './evaluationFile';

/** Which model answers. Local: a catalogue id or a GGUF path. Remote: `openai-compatible:NAME` with an endpoint. */
export interface ModelReference {
  readonly model: string;
  readonly endpoint?: string;
  /** Of a remote one; absent: not known. */
  readonly price?: TokenPrice;
}

/** How candidates are run. */
export interface VerificationOptions {
  /** Below this level nothing runs. Default: `contained`. */
  readonly minimumIsolation?: MinimumIsolation;
  /** What a candidate may take, where it differs from the defaults. */
  readonly limits?: Partial<ResourceLimits>;
}

/** How local models run. */
export interface EngineOptions {
  /** CPU threads; default: one a core. */
  readonly threads?: number;
  /** Default: `compact`. */
  readonly precision?: Precision;
  /** Frees a model's process and memory when it was not asked for this long. Default: never. */
  readonly unloadAfterSeconds?: number;
}

/** How the ledger is kept. Each is asked when it matters, so that a setting can change meanwhile. */
export interface LedgerChoices {
  isEnabled(): boolean;
  /** Days that are kept, today included; null keeps all. */
  keptDays(): number | null;
  /** Folder that the work is for; null where there is none. */
  workspace(): string | null;
  /** Told once, as a sentence, why the ledger cannot be written. */
  warn(sentence: string): void;
  /** After each entry that is on file. */
  onRecorded?(): void;
}

export interface ReckonOptions {
  /** Folder of the built process scripts (`engine.js`, `sandbox-python.js`, `sandbox-javascript.js`). */
  readonly scriptsFolder: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly clock?: Clock;
  readonly engine?: EngineOptions;
  readonly verification?: VerificationOptions;
  /** Absent: calls are not written down. */
  readonly ledger?: LedgerChoices;
  /** Key of a remote endpoint; undefined when there is none. */
  apiKey?(endpoint: string): Promise<string | undefined>;
  /** Replaces how models are made; tests pass a scripted one. */
  createModel?(reference: ModelReference): Promise<LanguageModel>;
}

export interface TaskRequest {
  readonly text: string;
  readonly language?: Language;
  readonly functionName?: string;
  /** Only its extension is looked at. */
  readonly fileName?: string;
  /** Taken where neither the file's name nor the text says a language. */
  readonly likelyLanguage?: Language;
  /** Refuses a text with several functions where not exactly one of them is unfinished, unless `functionName` says which is meant. */
  readonly mustBeClear?: boolean;
}

/** A task of a file, and how much of the project around it a model is to be shown. */
export interface ContextTaskRequest {
  readonly task: CodeTask;
  /** Absolute path of the file that the task is in. */
  readonly file: string;
  /** Its text, as an editor has it. */
  readonly fileText: string;
  /** Folder outside of which nothing is read. */
  readonly project: string;
  readonly scope: ContextScope;
  /** Of the run: a small budget has less room for a context. */
  readonly level: BudgetLevel;
  readonly limits?: ComputeBudget;
  readonly abortSignal?: AbortSignal;
}

/** The project whose own tests judge the winner, and the file in which the task's function is. */
export interface SolveOwnTests extends Pick<OwnTestsRequest, 'plan' | 'isTrusted' | 'consent' | 'onProgress'> {
  readonly file: string;
}

export interface SolveRequest {
  readonly task: CodeTask;
  readonly level: BudgetLevel;
  /** Overrides of the level's limits. */
  readonly limits?: ComputeBudget;
  readonly model: ModelReference;
  /** Models to go on with, in this order, when the first one is not enough; each is loaded only when the policy chooses it. */
  readonly escalate?: readonly ModelReference[];
  readonly seed?: number;
  /** Ways to spend compute that may follow the fast answer. Default: those that were measured to pay. */
  readonly strategies?: readonly StrategyName[];
  /** A run over the same task to go on with: its samples are kept, and what it took counts against the limits. */
  readonly previous?: ReasoningResult;
  /** Under which the run's calls stand in the ledger; made up where it is left out. */
  readonly run?: string;
  /** Absent where the project's own tests have no say. */
  readonly ownTests?: SolveOwnTests;
  /** Writes the run down. */
  readonly trace?: TraceRecorder;
  readonly abortSignal?: AbortSignal;
  onLoadProgress?(progress: LoadProgress): void;
}

export interface ReplayTraceRequest {
  readonly trace: Trace;
  /** Default: that of the recorded run. */
  readonly level?: BudgetLevel;
  /** Overrides of the level's limits. */
  readonly limits?: ComputeBudget;
  /** Makes checks that are not in the record, in the sandbox. Default: they stay unknown. */
  readonly runChecks?: boolean;
  readonly abortSignal?: AbortSignal;
}

/** A question that is not about one function to write. */
export interface AskRequest {
  readonly question: Question;
  readonly level: BudgetLevel;
  /** Overrides of the level's limits. */
  readonly limits?: ComputeBudget;
  readonly model: ModelReference;
  readonly seed?: number;
  /** Writes the run down. */
  readonly trace?: QuestionTraceRecorder;
  readonly abortSignal?: AbortSignal;
  onLoadProgress?(progress: LoadProgress): void;
}

export interface EstimateRequest {
  readonly task: CodeTask;
  readonly level: BudgetLevel;
  readonly limits?: ComputeBudget;
  readonly model: ModelReference;
  /** Models that the run may go on with. */
  readonly escalate?: readonly ModelReference[];
  /** Ways to spend compute that are named for it. */
  readonly strategies?: readonly StrategyName[];
  /** A run to go on with: the forecast is then of both parts together, as the limits are. */
  readonly previous?: ReasoningResult;
}

export interface EstimateQuestionRequest extends Pick<EstimateRequest, 'level' | 'limits' | 'model'> {
  readonly question: Question;
}

export interface ReplayQuestionRequest {
  readonly trace: QuestionTrace;
  /** Default: that of the recorded run. */
  readonly level?: BudgetLevel;
  /** Overrides of the level's limits. */
  readonly limits?: ComputeBudget;
  readonly abortSignal?: AbortSignal;
}

export interface VerifyRequest {
  readonly task: CodeTask;
  readonly candidate: string;
  readonly abortSignal?: AbortSignal;
}

export interface CompleteRequest {
  readonly prompt: Prompt;
  readonly count: number;
  readonly model: ModelReference;
  readonly options: GenerateOptions;
  onLoadProgress?(progress: LoadProgress): void;
}

/** What a completion took beside the tokens and times of its last part. */
export interface CompletionCost {
  /** Wall seconds from the model being ready to the end. */
  readonly seconds: number;
  /** Import and load of the model, apart from `seconds`; 0 when it was loaded. */
  readonly loadSeconds: number;
  readonly energy: Energy;
  readonly dollars: Dollars;
}

/** What one workload of the engine's benchmark took. */
export interface BenchmarkPoint {
  /** Drawn at once over one prompt. */
  readonly samples: number;
  readonly usage: Usage;
  /** Wall seconds, the reading of the prompt included. */
  readonly seconds: number;
  readonly energy: Energy;
}

/** What the rows of the engine's benchmark come to. */
export interface BenchmarkResult {
  /** Of the model's load. */
  readonly loadSeconds: number;
  /** In a sentence each, where rows contradict each other; forecasts then do not use them. */
  readonly contradictions: readonly string[];
}

export interface BenchmarkRequest {
  readonly model: ModelReference;
  readonly abortSignal?: AbortSignal;
  onLoadProgress?(progress: LoadProgress): void;
}

/** `model`: null where the samples are there already and nothing is drawn. */
export interface EvaluateRequest extends Omit<EvaluationRequest, 'model'> {
  readonly model: ModelReference | null;
}

/** What surfaces (command line, extension) can ask of the core. One instance owns its processes. */
export interface Reckon {
  readonly weights: WeightsStore;
  /** Reads a task statically: language, function, examples. Runs nothing. */
  readTask(request: TaskRequest): Promise<CodeTask>;
  /** One task for each function that has examples of its own; the one of `readTask` where there are not several. Throws what `readTask` throws. */
  readTasks(request: TaskRequest): Promise<readonly CodeTask[]>;
  /** The task with the definitions of its project that it seems to need; as it was where nothing speaks for any, or the budget has no room. Reads files and runs nothing.
   * @throws ReckonError `file-not-found` without the project's folder, `invalid-input` for a file outside of it, `cancelled`. */
  withContext(request: ContextTaskRequest): Promise<CodeTask>;
  /** Forecast for one task at one budget. Spends nothing and starts no process.
   * @throws ReckonError `unknown-model` for a further one that nothing is known of, `invalid-input` for one that is named twice */
  estimate(request: EstimateRequest): Promise<CostEstimate>;
  /** Limits that apply at a level after overrides. */
  budgetFor(level: BudgetLevel, limits?: ComputeBudget): ComputeBudget;
  /** Events as they happen; the return value is the result. A candidate that fails, a used-up budget and a cancel are results.
   * @throws ReckonError when the model or the sandbox itself cannot work, `cancelled` while the model's file is still being checked, or, before anything is spent, own tests cannot judge this task or (`budget-exceeded`) a limit could not be kept with this model. */
  solve(request: SolveRequest): AsyncGenerator<ReasoningEvent, ReasoningResult>;
  /** What another budget would have done with a recorded run's samples. No model; no sandbox either unless `runChecks`.
   * @throws ReckonError `cancelled`, or what a check that is made now fails with */
  replayTrace(request: ReplayTraceRequest): Promise<TraceReplay>;
  /** Forecast for one question at one budget. Spends nothing and starts no process. */
  estimateQuestion(request: EstimateQuestionRequest): Promise<CostEstimate>;
  /** Answers a question in words; nothing is executed, and no answer is called verified. Events as they happen; the return value is the result.
   * @throws ReckonError when the model cannot work, `budget-exceeded` before anything is spent when a limit could not be kept with it. */
  ask(request: AskRequest): AsyncGenerator<QuestionEvent, QuestionResult>;
  /** What another budget would have done with the recorded samples of a question. No model.
   * @throws ReckonError `cancelled` */
  replayQuestion(request: ReplayQuestionRequest): Promise<QuestionReplay>;
  verify(request: VerifyRequest): Promise<Verdict>;
  /** How the project's own tests are run that have to do with `file`; reads files and runs nothing.
   * @throws ReckonError `file-not-found` when `project` is no folder. */
  findOwnTests(project: string, file: string): FoundTests;
  /** Whether own tests could judge answers to a task about a function of `file`; reads files and runs nothing.
   * @throws ReckonError that says why not: `invalid-input`, `file-not-found`, `function-not-found`. */
  requireOwnTestsPlace(plan: TestPlan, file: string, task: CodeTask): Promise<void>;
  /** What separates own tests from this machine. */
  ownTestsIsolation(): Promise<IsolationReport>;
  /** Runs a project's own tests with a candidate in a copy of it, where the folder is trusted and the person agreed.
   * @throws ReckonError `untrusted-workspace`, `consent-required`, `tests-unusable`, `invalid-input`, `file-not-found`, `function-not-found`, `busy`, `cancelled`. */
  verifyOwnTests(request: OwnTestsRequest): Promise<OwnTestsOutcome>;
  /** The model alone. Parts as they come; the return value is what it took, the load apart.
   * @throws ReckonError when the model cannot be loaded. */
  complete(request: CompleteRequest): AsyncGenerator<StreamPart, CompletionCost>;
  /** Measures how fast a local model is on this machine, and keeps that for forecasts where it does not contradict itself.
   * @throws ReckonError `invalid-input` for a remote model, or what the model fails with. */
  benchmark(request: BenchmarkRequest): AsyncGenerator<BenchmarkPoint, BenchmarkResult>;
  /** Replays policies over samples of a problem set and scores them with hidden tests.
   * @throws ReckonError `invalid-input`, `file-not-found`, what the model fails with, `cancelled`. */
  evaluate(request: EvaluateRequest): Promise<EvaluationDocument>;
  /** The model for a reference, whose calls stand in the ledger under `purpose`; the same one for the same two. Made on first use, started on first call. */
  languageModel(reference: ModelReference, purpose: CallPurpose): Promise<LanguageModel>;
  /** Stops every process that was started, and waits a moment for the last entries of the ledger. */
  dispose(): Promise<void>;
}
