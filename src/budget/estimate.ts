import { budgetForLevel } from './levels';
import { decodeRate, prefillRate, type MeasuredRates } from './rates';
import { MODELLED_WATTS_PER_CORE } from './energy';
import type { BudgetLevel, ComputeBudget, CostEstimate, CostQuantile, EnergySource } from './types';

/** What is known of a task and a model before anything runs. */
export interface EstimateInput {
  readonly level: BudgetLevel;
  readonly limits?: ComputeBudget;
  /** Without examples the run stops after the fast answer. */
  readonly hasExamples: boolean;
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

/** Generated tokens of one answer: median and 90th percentile for functions of benchmark size. */
const ANSWER_TOKENS = { p50: 130, p90: 300 } as const;
/** One check of one candidate with a warm sandbox, and the confirmation in a fresh one, in seconds. */
const VERIFY_SECONDS = { perSample: 0.1, confirm: 1.5 } as const;

/** Forecast of a run's cost. Pure: looks at numbers only and spends nothing. */
export function estimateCost(input: EstimateInput): CostEstimate {
  const budget = budgetForLevel(input.level, input.limits);
  const plan = stopDistribution(input, budget.maxSamples ?? Infinity);
  const p50 = capped(costAt(quantile(plan, 0.5), ANSWER_TOKENS.p50, input), budget);
  const p90 = capped(costAt(quantile(plan, 0.9), ANSWER_TOKENS.p90, input), budget);
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
    return [{ calls: [1], probability: 1, verified: false }];
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
    .filter((point) => point.verified && fits(costAt(point, ANSWER_TOKENS.p50, input), budget))
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
