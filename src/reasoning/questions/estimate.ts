import { decodeRate, MODELLED_WATTS_PER_CORE, prefillRate, type ComputeBudget, type CostEstimate, type CostQuantile, type MeasuredRates } from '../../budget';
import { dollarsOf, type Priced } from '../../model';
import type { QuestionForm } from '../../prompts';
import { callSizes, isAgreed, type AgreementRule } from './policy';

/** What is known of a question and a model before anything runs. */
export interface QuestionEstimateInput extends Priced {
  readonly form: QuestionForm;
  readonly rule: AgreementRule;
  readonly budget: ComputeBudget;
  readonly promptTokens: number;
  /** Null: nothing measured yet on this machine; a prior stands in. */
  readonly rates: MeasuredRates | null;
  readonly busyCores: number;
}

/** Generated tokens of one chain of thought and of one text: median and 90th percentile. Rough: seen in some 25 answers of the default model, not fitted. */
const THOUGHT_TOKENS = { p50: 130, p90: 330 } as const;
const TEXT_TOKENS = { p50: 260, p90: 600 } as const;
/**
 * How often one sample gives the leading answer, over questions: easy ones, open ones and those that the model
 * guesses. A prior; which of them a question is shows only in its samples.
 */
const LEADING_SHARES = [{ weight: 0.4, leading: 0.9 }, { weight: 0.3, leading: 0.6 }, { weight: 0.3, leading: 0.3 }] as const;
/** Of the answers that are not the leading one, how many are the runner-up. */
const RUNNER_UP_SHARE = 0.5;

interface StopPoint {
  /** Samples that were drawn to their end. */
  readonly samples: number;
  readonly probability: number;
}

/** Forecast of what a question costs. Pure: looks at numbers only and spends nothing. There is no probability of a verified answer, since nothing is verified. */
export function estimateQuestion(input: QuestionEstimateInput): CostEstimate {
  const maxSamples = Math.max(1, input.budget.maxSamples ?? Infinity);
  const stops = input.form === 'free' ? [{ samples: 1, probability: 1 }] : stopPoints(input.rule, maxSamples);
  const tokens = input.form === 'free' ? TEXT_TOKENS : THOUGHT_TOKENS;
  const at = (share: number, answerTokens: number): CostQuantile => capped(costOf(quantile(stops, share), answerTokens, input), input.budget);
  return {
    p50: at(0.5, tokens.p50),
    p90: at(0.9, tokens.p90),
    energySource: input.location === 'remote' ? 'unknown' : 'modelled',
    verifiedProbability: null,
  };
}

/** Most samples that are looked ahead, where the budget has no limit. */
const LOOK_AHEAD = 64;

/** After how many samples a run stops, with what probability, by the counts that samples of the prior's questions lead to. */
function stopPoints(rule: AgreementRule, maxSamples: number): StopPoint[] {
  const most = Math.min(maxSamples, LOOK_AHEAD);
  const stops = Array.from({ length: most }, (_, index) => ({ samples: index + 1, probability: 0 }));
  for (const { weight, leading } of LEADING_SHARES) {
    let alive: readonly Counted[] = [{ first: 0, second: 0, probability: weight }];
    for (const stop of stops) {
      const counted = merged(alive.flatMap((state) => outcomes(state, leading)));
      const isOver = ({ first, second }: Counted): boolean =>
        stop.samples === most || isAgreed(rule, { largest: Math.max(first, second), second: Math.min(first, second), all: maxSamples });
      stop.probability += counted.filter(isOver).reduce((sum, { probability }) => sum + probability, 0);
      alive = counted.filter((state) => !isOver(state));
    }
  }
  return stops;
}

interface Counted {
  readonly first: number;
  readonly second: number;
  readonly probability: number;
}

/** States with the same counts as one. */
function merged(states: readonly Counted[]): Counted[] {
  const byCounts = new Map<string, Counted>();
  for (const state of states) {
    const key = `${state.first} ${state.second}`;
    byCounts.set(key, { ...state, probability: state.probability + (byCounts.get(key)?.probability ?? 0) });
  }
  return [...byCounts.values()];
}

function outcomes({ first, second, probability }: Counted, leading: number): Counted[] {
  const runnerUp = (1 - leading) * RUNNER_UP_SHARE;
  return [
    { first: first + 1, second, probability: probability * leading },
    { first, second: second + 1, probability: probability * runnerUp },
    { first, second, probability: probability * (1 - leading - runnerUp) },
  ];
}

function quantile(stops: readonly StopPoint[], share: number): number {
  let sum = 0;
  for (const { samples, probability } of stops) {
    sum += probability;
    if (sum >= share) {
      return samples;
    }
  }
  return stops.at(-1)?.samples ?? 1;
}

/** A call that is ended early has written its other samples in part, which counts as whole: the forecast errs towards "more". */
function costOf(samples: number, answerTokens: number, input: QuestionEstimateInput): CostQuantile {
  const calls = callsUpTo(samples, input.budget.maxSamples ?? LOOK_AHEAD);
  const drawn = calls.reduce((sum, count) => sum + count, 0);
  const isLocal = input.location === 'local';
  const decodeSeconds = calls.reduce((sum, count) => sum + (count * answerTokens) / decodeRate(input.rates, count, input.promptTokens + answerTokens), 0);
  const seconds = input.promptTokens / prefillRate(input.rates, input.promptTokens) + decodeSeconds;
  // A local prompt is read once and counted in every call; a server bills it with every sample.
  const promptTokens = (isLocal ? calls.length : drawn) * input.promptTokens;
  return {
    tokens: Math.round(promptTokens + drawn * answerTokens),
    seconds,
    joules: isLocal ? seconds * input.busyCores * MODELLED_WATTS_PER_CORE : null,
    dollars: dollarsOf(input, { promptTokens, completionTokens: drawn * answerTokens }),
  };
}

function callsUpTo(samples: number, maxSamples: number): number[] {
  const calls: number[] = [];
  let drawn = 0;
  for (const size of callSizes(Math.min(maxSamples, LOOK_AHEAD))) {
    if (drawn >= samples) {
      break;
    }
    calls.push(size);
    drawn += size;
  }
  return calls;
}

/** A run never costs more than its limits. */
function capped(cost: CostQuantile, { maxTokens = Infinity, maxSeconds = Infinity, maxJoules = Infinity, maxDollars = Infinity }: ComputeBudget): CostQuantile {
  const paid = cost.dollars === null || cost.dollars === 0 ? 1 : Math.min(1, maxDollars / cost.dollars);
  const tokens = Math.min(Math.floor(cost.tokens * paid), maxTokens);
  // Fewer tokens take less time, too.
  const seconds = Math.min(cost.seconds * (tokens / cost.tokens), maxSeconds);
  return {
    tokens,
    seconds,
    joules: cost.joules === null ? null : Math.min(cost.joules * (seconds / cost.seconds), maxJoules),
    dollars: cost.dollars === null ? null : Math.min(cost.dollars, maxDollars),
  };
}
