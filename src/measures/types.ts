import type { LogisticModel } from './logistic';

/** Logarithms of answer lengths in tokens: normal around a median of each task's own, which is normal itself. */
export interface AnswerLengths {
  /** Over tasks with prompts of `promptTokens` whose samples never pass, in tokens. */
  readonly median: number;
  readonly promptTokens: number;
  /** By which power of the prompt's length the median grows: long descriptions ask for long answers. */
  readonly promptPower: number;
  /** What the median's logarithm is more by where all samples pass, in proportion where some do: what is easy is short. */
  readonly whenSolved: number;
  /** Standard deviation of the medians' logarithms from task to task. */
  readonly betweenTasks: number;
  /** Standard deviation of the logarithms within a task. */
  readonly withinTask: number;
}

/** What a strategy's samples are like, compared with further samples over the plain prompt after the same failures. */
export interface StrategyMeasure {
  /** Of the probability to pass. */
  readonly passRatio: number;
  /** Of the generated tokens of a sample. */
  readonly tokenRatio: number;
  /** Of the tokens of prompts for each sample: a strategy with a prompt for each has several times those of a batch. */
  readonly promptRatio: number;
  /** How many it comes from; absent: a guess. */
  readonly samples?: number;
}

/** Problems of an evaluation. */
export interface FittedTo {
  readonly data: string;
  readonly sha256: string;
  readonly problems: number;
  /** Of each problem, the greedy answer included. */
  readonly samples: number;
  /** In which policies were replayed, and by which seed. */
  readonly orders: number;
  readonly seed: number;
}

/** What was measured of one model's answers. */
export interface ModelMeasures {
  /** Where the figures come from, for people: problems, and the command that fitted them. */
  readonly fittedTo: readonly FittedTo[];
  readonly fittedBy: string;
  /** Mean share of samples that pass a task's examples, by what is known before and after the fast answer. */
  readonly solveRate: LogisticModel;
  /** Alpha plus beta of the solve rate's Beta distribution around that mean: the lower, the more tasks are all or nothing. */
  readonly solveRateConcentration: number;
  /** Probability that two answers which pass the examples behave alike on made-up inputs. */
  readonly passingAgree: number;
  /** Without examples, the share of comparisons after which one group leads clearly. */
  readonly settled: number;
  /** Of answers that go on from the task's opening, and of those that give the whole function. */
  readonly answerTokens: { readonly body: AnswerLengths; readonly whole: AnswerLengths };
  /** Where those of strategies come from; the command is null where none was measured. */
  readonly strategiesFittedTo: readonly FittedTo[];
  readonly strategiesFittedBy: string | null;
  /** Strategies that were measured alone (`reckon bench fit --strategies`), by name. */
  readonly strategies: Readonly<Record<string, StrategyMeasure>>;
  /** Probability that an answer which passed its examples, twice, is right. */
  readonly rightWhenVerified: LogisticModel;
}

/** The data file. */
export interface Measures {
  /** Taken for models that were not measured themselves. */
  readonly defaultModel: string;
  readonly models: Readonly<Record<string, ModelMeasures>>;
}
