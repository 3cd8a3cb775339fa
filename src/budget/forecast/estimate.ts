import { seededRandom } from '../../base/random';
import type { ModelMeasures } from '../../measures';
import type { TokenPrice } from '../../model';
import { budgetForLevel } from '../levels';
import type { MeasuredRates } from '../rates';
import { solveRateOf } from '../solveRate';
import type { BudgetLevel, ComputeBudget, CostEstimate, CostQuantile } from '../types';
import { fitCall, type CallSize } from '../fitCall';
import { costOf, secondsUntilConfirmed, sharesPrompt, tokensOf, type CallPrices } from './callCost';
import { addCost, NOTHING_EARLIER, type EarlierPart } from './earlier';
import type { SimulatedEscalation } from './escalation';
import { PLAIN, type FollowUp } from './followUp';
import { quantileOf } from './quantile';
import { simulateRun, type NextCall, type SimulatedCall, type SimulatedRun, type SimulationInput } from './simulate';
import type { Stops } from './samples';

/** What is known of a task and a model before anything runs. */
export interface EstimateInput {
  readonly level: BudgetLevel;
  readonly limits?: ComputeBudget;
  /** Of the task, that were understood. */
  readonly examples: number;
  /** Without examples, whether answers can be compared on made-up inputs; the run stops after the fast answer where they cannot. */
  readonly canCompare: boolean;
  /** Whether an answer goes on from the task's own opening, or has to give the whole function. */
  readonly answers: 'body' | 'whole';
  readonly stops: Stops;
  readonly promptTokens: number;
  /** Of the model's answers. */
  readonly measures: ModelMeasures;
  /** Null: nothing measured yet on this machine; a prior stands in. */
  readonly rates: MeasuredRates | null;
  readonly busyCores: number;
  readonly location: 'local' | 'remote';
  /** Of a server; absent: not known. */
  readonly price?: TokenPrice;
  /** Sizes of the batches that follow the fast answer, in order. */
  readonly batchSizes: readonly number[];
  /** After a first pass, so many further samples may look for a second that behaves like it. */
  readonly secondOpinions: number;
  /** Longest answer, in tokens, and the shortest for which a call is made. */
  readonly maxAnswerTokens: number;
  readonly minAnswerTokens: number;
  /** How the first model goes on after the fast answer; null: not at all. Default: by batches over the plain prompt. */
  readonly followUp?: FollowUp | null;
  /** What the run goes on with, which counts as part of it. Default: it begins anew. */
  readonly earlier?: EarlierPart;
  /** Models that the run may go on with. */
  readonly escalation?: SimulatedEscalation;
}

/** Runs that are simulated for one forecast: the 90th percentile of so many is within a few percent, in a few milliseconds. */
const SIMULATIONS = 400;
/** All forecasts simulate the same chances, so that more of a budget never looks worse than less. */
const SEED = 0x5eed;

/** Forecast of a run's cost, from simulated runs. Pure: looks at numbers only and spends nothing. */
export function estimateCost(input: EstimateInput): CostEstimate {
  const budget = budgetForLevel(input.level, input.limits);
  const random = seededRandom(SEED);
  const prices: CallPrices = { ...input, models: input.escalation?.models ?? [] };
  const { earlier = NOTHING_EARLIER, followUp = PLAIN } = input;
  const simulation: SimulationInput = {
    ...input,
    earlier,
    followUp,
    escalation: input.examples > 0 ? (input.escalation ?? null) : null,
    fit: (calls, call) => fitted(call, (budget.maxTokens ?? Infinity) - earlier.cost.tokens - tokensOf(calls, prices), input, prices),
    secondsOf: (calls) => earlier.cost.seconds + secondsUntilConfirmed(calls, prices),
    solveRate: solveRateOf(input.measures, { examples: input.examples, promptTokens: input.promptTokens, fastLogprob: null }),
    lengths: input.measures.answerTokens[input.answers],
    hasExamples: input.examples > 0,
    callSizes: callSizes(input.batchSizes, budget.maxSamples ?? Infinity),
  };
  const runs = Array.from({ length: SIMULATIONS }, (_, index) => priced(simulateRun(simulation, random.fork(index)), (calls) => addCost(earlier.cost, costOf(calls, prices)), budget));
  const p90 = costQuantile(runs.map(({ cost }) => cost), 0.9);
  return {
    p50: costQuantile(runs.map(({ cost }) => cost), 0.5),
    p90,
    energySource: p90.joules === null ? 'unknown' : 'modelled',
    verifiedProbability: input.examples > 0 ? runs.filter(({ isVerified }) => isVerified).length / SIMULATIONS : null,
  };
}

function callSizes(batchSizes: readonly number[], maxSamples: number): readonly number[] {
  const sizes: number[] = [];
  let left = maxSamples;
  for (const size of [1, ...batchSizes]) {
    const count = Math.min(size, left);
    left -= count;
    sizes.push(...(count > 0 ? [count] : []));
  }
  return sizes;
}

/** Shrinks the call as the run does; null where the smallest one takes more than is left. */
function fitted({ model, samples, way }: NextCall, remainingTokens: number, { promptTokens, maxAnswerTokens, minAnswerTokens }: EstimateInput, prices: CallPrices): CallSize | null {
  const size = fitCall({
    promptTokens: promptTokens * way.promptRatio, sharesPrompt: sharesPrompt(model, prices), samples, maxOutputTokens: maxAnswerTokens, minOutputTokens: minAnswerTokens,
  }, { tokens: remainingTokens });
  return size.tokens > remainingTokens ? null : size;
}

/** What a run costs within its limits; verified where its first pass and the last check come within them, whatever they cut off after that. */
function priced({ calls, untilPass }: SimulatedRun, totalOf: (calls: readonly SimulatedCall[]) => CostQuantile, budget: ComputeBudget): { readonly cost: CostQuantile; readonly isVerified: boolean } {
  return { cost: capped(totalOf(calls), budget), isVerified: untilPass !== null && fits(totalOf(untilPass), budget) };
}

/** What is unknown fits no limit: the first call would be refused. */
function fits(cost: CostQuantile, { maxTokens, maxSeconds, maxJoules, maxDollars }: ComputeBudget): boolean {
  const isWithin = (value: number | null, limit: number | undefined): boolean => limit === undefined || (value !== null && value <= limit);
  return isWithin(cost.tokens, maxTokens) && isWithin(cost.seconds, maxSeconds) && isWithin(cost.joules, maxJoules) && isWithin(cost.dollars, maxDollars);
}

/** A run never costs more than its limits, and what one of them ends takes nothing more of the others. */
function capped({ tokens, seconds, joules, dollars }: CostQuantile, budget: ComputeBudget): CostQuantile {
  const ends = [[seconds, budget.maxSeconds], [joules, budget.maxJoules], [dollars, budget.maxDollars]] as const;
  const done = Math.min(1, ...ends.map(([value, limit = Infinity]) => (value === null || value === 0 ? 1 : limit / value)));
  // A product of rounded numbers may come out a little above its limit.
  const within = (value: number, limit = Infinity): number => Math.min(value * done, limit);
  return {
    tokens: Math.floor(within(tokens, budget.maxTokens)),
    seconds: within(seconds, budget.maxSeconds),
    joules: joules === null ? null : within(joules, budget.maxJoules),
    dollars: dollars === null ? null : within(dollars, budget.maxDollars),
  };
}

/** Of each quantity by itself. What is unknown in one run is in all. */
function costQuantile(costs: readonly CostQuantile[], q: number): CostQuantile {
  const at = (values: readonly number[]): number => quantileOf(values, q);
  const known = (values: readonly (number | null)[]): number | null => {
    const numbers = values.filter((value) => value !== null);
    return numbers.length < values.length ? null : at(numbers);
  };
  return {
    tokens: at(costs.map(({ tokens }) => tokens)),
    seconds: at(costs.map(({ seconds }) => seconds)),
    joules: known(costs.map(({ joules }) => joules)),
    dollars: known(costs.map(({ dollars }) => dollars)),
  };
}
