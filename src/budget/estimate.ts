import { budgetForLevel } from './levels';
import { decodeRate, prefillRate, type MeasuredRates } from './rates';
import { MODELLED_WATTS_PER_CORE } from './energy';
import type { BudgetLevel, ComputeBudget, CostEstimate, CostQuantile, EnergySource } from './types';

/** What is known of a task and a model before anything runs. */
export interface EstimateInput {
  readonly level: BudgetLevel;
  readonly limits?: ComputeBudget;
  readonly hasExamples: boolean;
  /** Without examples, whether answers can be compared on made-up inputs; the run stops after the fast answer where they cannot. */
  readonly canCompare: boolean;
  /** Whether an answer goes on from the task's own opening, or has to give the whole function. */
  readonly answers: 'body' | 'whole';
  /** Two passing candidates must agree before the run stops. */
  readonly wantsAgreement: boolean;
  readonly promptTokens: number;
  /** Null: nothing measured yet on this machine; a prior stands in. */
  readonly rates: MeasuredRates | null;
  readonly busyCores: number;
  readonly location: 'local' | 'remote';
  /** Sizes of the batches that follow the fast answer, in order. */
  readonly batchSizes: readonly number[];
}

/**
 * Solve rate of a fresh problem ~ Beta(alpha, beta), so that after n failures the next sample
 * passes with probability alpha / (alpha + beta + n). Moments from the default model's measured
 * 56% of samples and 76% of problems with any of four right.
 */
export const SOLVE_RATE_PRIOR = { alpha: 0.456, beta: 0.344 } as const;

/** Generated tokens of one answer: median and 90th percentile for functions of benchmark size (1,541 bodies by the default model). */
const ANSWER_TOKENS = { body: { p50: 70, p90: 180 }, whole: { p50: 130, p90: 300 } } as const;
/** Without examples, the share of comparisons in which one group leads clearly. A prior: not measured. */
const SETTLED_SHARE = 0.6;
/** One check of one candidate with a warm sandbox, and the confirmation in a fresh one, in seconds. */
const VERIFY_SECONDS = { perSample: 0.1, confirm: 1.5 } as const;

/** Forecast of a run's cost. Pure: looks at numbers only and spends nothing. */
export function estimateCost(input: EstimateInput): CostEstimate {
  const budget = budgetForLevel(input.level, input.limits);
  const plan = stopDistribution(input, budget.maxSamples ?? Infinity);
  const p50 = capped(costAt(quantile(plan, 0.5), ANSWER_TOKENS[input.answers].p50, input), budget);
  const p90 = capped(costAt(quantile(plan, 0.9), ANSWER_TOKENS[input.answers].p90, input), budget);
  const energySource: EnergySource = input.location === 'remote' ? 'unknown' : 'modelled';
  return { p50, p90, energySource, verifiedProbability: input.hasExamples ? verifiedProbability(plan, input, budget) : null };
}

interface StopPoint {
  /** Samples drawn in each call so far, the fast answer first. */
  readonly calls: readonly number[];
  readonly probability: number;
  readonly verified: boolean;
}

/** Where the run may stop, with what probability, in the order of growing cost. */
function stopDistribution(input: EstimateInput, maxSamples: number): StopPoint[] {
  if (!input.hasExamples) {
    return comparisons(input, maxSamples);
  }
  const sizes = [1, ...input.batchSizes];
  const points: StopPoint[] = [];
  let alive = 1;
  let drawn = 0;
  const calls: number[] = [];
  for (const size of sizes) {
    const count = Math.min(size, maxSamples - drawn);
    if (count <= 0) {
      break;
    }
    calls.push(count);
    const missed = missProbability(drawn, count);
    drawn += count;
    const canStop = !input.wantsAgreement || calls.length > 1 || maxSamples === 1;
    if (canStop) {
      const before = input.wantsAgreement && calls.length === 2 ? missProbability(0, drawn) : missed;
      points.push({ calls: [...calls], probability: alive * (1 - before), verified: true });
      alive *= before;
    }
  }
  points.push({ calls: [...calls], probability: alive, verified: false });
  return points;
}

/** Without examples: after each batch that follows the fast answer, the answers are compared, until one group leads clearly. */
function comparisons({ canCompare, batchSizes }: EstimateInput, maxSamples: number): StopPoint[] {
  const points: StopPoint[] = [];
  let [alive, drawn, calls] = [1, 1, [1] as readonly number[]];
  for (const size of canCompare ? batchSizes : []) {
    const count = Math.min(size, maxSamples - drawn);
    if (count <= 0) {
      break;
    }
    [drawn, calls] = [drawn + count, [...calls, count]];
    points.push({ calls, probability: alive * SETTLED_SHARE, verified: false });
    alive *= 1 - SETTLED_SHARE;
  }
  return [...points, { calls, probability: alive, verified: false }];
}

/** Probability that `count` more samples all fail after `failures` failed (Beta-Bernoulli). */
export function missProbability(failures: number, count: number): number {
  const { alpha, beta } = SOLVE_RATE_PRIOR;
  let product = 1;
  for (let i = 0; i < count; i += 1) {
    product *= (beta + failures + i) / (alpha + beta + failures + i);
  }
  return product;
}

/** Probability that the next sample passes after `failures` failed ones. */
export function nextPassProbability(failures: number): number {
  return 1 - missProbability(failures, 1);
}

function quantile(points: readonly StopPoint[], q: number): StopPoint {
  let sum = 0;
  for (const point of points) {
    sum += point.probability;
    if (sum >= q) {
      return point;
    }
  }
  return points[points.length - 1] as StopPoint;
}

/** Of the points at which the run may stop verified, only those count that it reaches within its limits with answers of median length. */
function verifiedProbability(points: readonly StopPoint[], input: EstimateInput, budget: ComputeBudget): number {
  return points
    .filter((point) => point.verified && fits(costAt(point, ANSWER_TOKENS[input.answers].p50, input), budget))
    .reduce((sum, point) => sum + point.probability, 0);
}

/** What is unknown fits no limit: the first call would be refused. */
function fits(cost: CostQuantile, { maxTokens, maxSeconds, maxJoules, maxDollars }: ComputeBudget): boolean {
  const isWithin = (value: number | null, limit: number | undefined): boolean => limit === undefined || (value !== null && value <= limit);
  return isWithin(cost.tokens, maxTokens) && isWithin(cost.seconds, maxSeconds) && isWithin(cost.joules, maxJoules) && isWithin(cost.dollars, maxDollars);
}

function costAt(point: StopPoint, answerTokens: number, input: EstimateInput): CostQuantile {
  const samples = point.calls.reduce((sum, count) => sum + count, 0);
  // A local prompt is read once and counted in every call; a server bills it with every sample.
  const prompts = input.location === 'local' ? point.calls.length : samples;
  const tokens = prompts * input.promptTokens + samples * answerTokens;
  const decodeSeconds = point.calls.reduce(
    (sum, count) => sum + (count * answerTokens) / decodeRate(input.rates, count, input.promptTokens + answerTokens),
    0,
  );
  const verifySeconds = input.hasExamples ? samples * VERIFY_SECONDS.perSample + VERIFY_SECONDS.confirm : 0;
  const seconds = input.promptTokens / prefillRate(input.rates, input.promptTokens) + decodeSeconds + verifySeconds;
  const local = input.location === 'local';
  return {
    tokens: Math.round(tokens),
    seconds,
    joules: local ? seconds * input.busyCores * MODELLED_WATTS_PER_CORE : null,
    dollars: local ? 0 : null,
  };
}

/** A run never costs more than its limits. */
function capped(cost: CostQuantile, budget: ComputeBudget): CostQuantile {
  const seconds = Math.min(cost.seconds, budget.maxSeconds ?? Infinity);
  return {
    tokens: Math.min(cost.tokens, budget.maxTokens ?? Infinity),
    seconds,
    joules: cost.joules === null ? null : Math.min(cost.joules * (seconds / cost.seconds), budget.maxJoules ?? Infinity),
    dollars: cost.dollars === null ? null : Math.min(cost.dollars, budget.maxDollars ?? Infinity),
  };
}
