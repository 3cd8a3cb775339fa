import type { SerializedError } from '../base/errors';
import type { ComputeBudget, CostEstimate, Spent } from '../budget/types';
import type { NotChecked } from '../verification/notChecked';
import type { Candidate, CodeTask, Evidence, Verdict } from '../verification/types';
import type { StrategyId } from './strategies/ids';

export type StepKind = 'earlier' | 'fast-answer' | 'samples' | 'plans' | 'load' | 'tests' | 'agreement' | 'difference' | 'confirm' | 'own-tests';
export type StepOutcome = 'passed' | 'failed' | 'inconclusive' | 'stopped';

/** Why a run ended. */
export type StopReason =
  | 'verified'
  | 'agreement'
  | 'budget-tokens'
  | 'budget-seconds'
  | 'budget-samples'
  | 'budget-dollars'
  | 'budget-joules'
  | 'no-examples'
  | 'no-strategy'
  | 'model-failed'
  | 'cancelled';

export type ResultStatus = 'verified' | 'unverified' | 'abstained';

/** What the policy chose and why, with the numbers it looked at. */
export interface EscalationDecision {
  readonly action: 'stop' | 'sample';
  /** How the next samples are drawn; null when stopping. */
  readonly strategy: StrategyId | null;
  /** Samples to draw next; 0 when stopping. */
  readonly count: number;
  /** A sentence a person understands. */
  readonly reason: string;
  /** Estimated probability that the next sample passes; null where nothing is foretold: without examples, and once an answer is enough. */
  readonly passProbability: number | null;
  /** The further model that is asked; absent where it is the first one. */
  readonly model?: string;
  /** Absent in traces of before decisions kept it. */
  readonly basis?: DecisionBasis;
}

/** The numbers that a decision was made from. What is absent was not looked at. */
export interface DecisionBasis {
  /** Candidates that were judged by then. */
  readonly judged: { readonly passes: number; readonly failures: number };
  /** Of the task before anything of it was judged, as a Beta distribution. */
  readonly solveRate?: { readonly alpha: number; readonly beta: number };
  /** Strategies of the first model, the best first; costs in tokens of the next sample. */
  readonly strategies?: readonly ComparedOffer[];
  /** Models, the best first; costs in seconds of the whole call. Absent where the run has one. */
  readonly models?: readonly ComparedOffer[];
  /** Sizes of the two leading groups of candidates that behave alike; 0 where there is none. */
  readonly groups?: { readonly largest: number; readonly second: number };
}

/** What one way to go on promised. */
export interface ComparedOffer {
  /** Of the strategy or the model. */
  readonly name: string;
  /** Probability that its next sample passes. */
  readonly passProbability: number;
  readonly cost: number;
  /** Cost over the probability that what it buys passes. The lowest is the best: Weitzman's index is what an answer is worth less this. Null where nothing of it would pass. */
  readonly costOfPass: number | null;
}

/** A candidate with where it came from. */
export interface DrawnCandidate extends Candidate {
  readonly strategy: StrategyId;
  /** Id of the model that wrote it; absent in traces of before runs had several, where it is the run's. */
  readonly model?: string;
  readonly sampleIndex: number;
  readonly completionTokens: number;
  readonly meanLogprob: number | null;
  readonly finishReason: 'stop' | 'length' | 'cancelled';
}

export interface JudgedCandidate {
  readonly candidate: DrawnCandidate;
  /** Null when the run ended before it was judged. */
  readonly verdict: Verdict | null;
  /** Letter of the behaviour cluster, `A` the largest; null when not compared. */
  readonly cluster: string | null;
  /** Absent where no tests were generated, or it was not run on them. */
  readonly generated?: MetExpectations;
}

/** How a candidate did on tests that a model wrote: guesses, which speak for it and prove nothing. */
export interface MetExpectations {
  readonly passed: number;
  readonly total: number;
  /** Candidates that meet the same tests, times those tests, as a share of the highest such number: 0 to 1. */
  readonly score: number;
}

/** An input on which the two leading groups of candidates differ, which a person can settle by an example. */
export interface Difference {
  /** Such as `f([1, 1])`. */
  readonly call: string;
  /** Of the group that led before it was judged first. */
  readonly outcomes: readonly [DifferingOutcome, DifferingOutcome];
  /** Which is right as far as something says so; null where nothing does. */
  readonly judged: OutcomeJudgement | null;
  /** How to say which is right, in a sentence. */
  readonly advice: string;
}

export interface DifferingOutcome {
  readonly candidateId: string;
  /** For people: a value, or `raises ValueError`. */
  readonly outcome: string;
}

export interface OutcomeJudgement {
  /** Whose outcome it is for. */
  readonly candidateId: string;
  readonly by: 'properties' | 'types' | 'crash' | 'model';
  /** Half a sentence, such as `5 of 6 short answers of the model are for it`. */
  readonly reason: string;
}

/** A test that a model wrote, such as `f([]) == 0`. */
export interface GeneratedTest {
  readonly label: string;
  /** Ids of the candidates that meet it. */
  readonly agreeing: readonly string[];
}

export interface RunModel {
  readonly id: string;
  readonly digest: string | null;
  readonly location: 'local' | 'remote';
}

/** A model after the first one that a run could go on with, and what became of it. */
export interface FurtherModelOutcome {
  readonly id: string;
  readonly location: 'local' | 'remote';
  /** Candidates that it wrote. */
  readonly candidates: number;
  /** Inside the run's time; null where it was not loaded. */
  readonly loadSeconds: number | null;
  /** Why it was not asked, or not again; null where nothing was in the way. */
  readonly failure: SerializedError | null;
}

export interface ReasoningResult {
  readonly status: ResultStatus;
  /** Best code in hand; null when abstained. */
  readonly code: string | null;
  readonly selectedId: string | null;
  readonly candidates: readonly JudgedCandidate[];
  readonly evidence: readonly Evidence[];
  /** Tests that the model wrote for the task; absent where it was not asked for any, or wrote none that could be read. */
  readonly generatedTests?: readonly GeneratedTest[];
  /** Where the two leading groups of candidates differ; absent where nobody looked, or nothing told them apart. */
  readonly difference?: Difference;
  /** What the verdict on the answer says nothing about; empty without an answer. */
  readonly notChecked: readonly NotChecked[];
  readonly stopReason: StopReason;
  /** What the model failed with after a candidate was drawn; null when it did not. */
  readonly failure: SerializedError | null;
  /** One sentence for people. */
  readonly summary: string;
  /** Probability that a verified answer is right, fitted to hidden tests of other problems. Null when nothing was confirmed. */
  readonly confidence: number | null;
  readonly spent: Spent;
  readonly loadSeconds: number;
  readonly budget: ComputeBudget;
  readonly estimate: CostEstimate;
  /** The first one. */
  readonly model: RunModel;
  /** Those that the run could go on with, in their order; absent where there were none, or the first one never became ready. */
  readonly further?: readonly FurtherModelOutcome[];
  readonly task: CodeTask;
}

/** What a run that goes on with an earlier one takes over of it. */
export type EarlierRun = Pick<ReasoningResult, 'candidates' | 'spent'>;

/** Everything a watcher of a run learns, in order. The panel, the terminal and the trace show nothing else. */
export type ReasoningEvent =
  | { readonly type: 'run-started'; readonly task: CodeTask; readonly budget: ComputeBudget; readonly estimate: CostEstimate; readonly model: RunModel; /** Ids of the models that it may go on with. */ readonly further?: readonly string[] }
  | { readonly type: 'model-ready'; readonly loadSeconds: number }
  | { readonly type: 'step-started'; readonly stepId: string; readonly kind: StepKind; readonly title: string }
  | { readonly type: 'text-delta'; readonly stepId: string; readonly sampleIndex: number; readonly text: string }
  | { readonly type: 'candidate-drawn'; readonly stepId: string; readonly candidate: DrawnCandidate }
  | { readonly type: 'candidate-judged'; readonly stepId: string; readonly verdict: Verdict }
  | { readonly type: 'clusters'; readonly stepId: string; readonly clusters: Readonly<Record<string, string>>; readonly inputs: number }
  | { readonly type: 'spent'; readonly spent: Spent }
  | { readonly type: 'step-finished'; readonly stepId: string; readonly outcome: StepOutcome; readonly detail: string; readonly seconds: number }
  | { readonly type: 'decision'; readonly decision: EscalationDecision }
  | { readonly type: 'run-finished'; readonly result: ReasoningResult };
