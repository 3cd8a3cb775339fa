import type { Random } from '../../base/random';
import type { AnswerLengths, ModelMeasures } from '../../measures';
import type { CallSize } from '../fitCall';
import { nextPassProbability, type SolveRate } from '../solveRate';
import { betaDistributed, normal } from './distributions';
import type { FurtherCall, SimulatedEscalation, SimulatedState } from './escalation';
import { PLAIN, type FollowUp } from './followUp';
import { quantileOf } from './quantile';
import { Samples, type StoppingInput } from './samples';

/** What one call of a simulated run drew. */
export interface SimulatedCall {
  /** Of the model among those of the run; 0 is the first one. */
  readonly model: number;
  /** Tokens of each row; those that were stopped early are as long as they were then. */
  readonly lengths: readonly number[];
  readonly passing: number;
  /** Default: plain. */
  readonly way?: FollowUp;
}

export interface SimulatedRun {
  readonly calls: readonly SimulatedCall[];
  /** Those until its first pass, the last one as far as it was then; empty where the run goes on with what passed before; null where nothing passes. Wherever the run ends after that, it confirms what passed. */
  readonly untilPass: readonly SimulatedCall[] | null;
}

export interface SimulationInput extends StoppingInput {
  /** Of tasks as hard as this one. */
  readonly solveRate: SolveRate;
  readonly lengths: AnswerLengths;
  readonly promptTokens: number;
  readonly measures: Pick<ModelMeasures, 'passingAgree' | 'settled'>;
  readonly hasExamples: boolean;
  /** Without examples, whether answers can be compared. */
  readonly canCompare: boolean;
  /** Samples of each call of the first model, the fast answer first. */
  readonly callSizes: readonly number[];
  /** Longest answer, in tokens. */
  readonly maxAnswerTokens: number;
  /** How the first model goes on after the fast answer; null: not at all. */
  readonly followUp: FollowUp | null;
  /** Null without examples, by which the policy knows that answers fail, and without further models. */
  readonly escalation: SimulatedEscalation | null;
  /** The next call as the budget lets it be; null: not at all. */
  fit(calls: readonly SimulatedCall[], call: NextCall): CallSize | null;
  /** What calls took, after what was before. */
  secondsOf(calls: readonly SimulatedCall[]): number;
}

/** A call that is chosen. */
export interface NextCall {
  readonly model: number;
  readonly samples: number;
  readonly way: FollowUp;
}

/** One run as it may come: how hard the task turns out to be, how long answers are, which of them pass. */
export function simulateRun(input: SimulationInput, random: Random): SimulatedRun {
  const { hasExamples, earlier } = input;
  const solved = solvedShare(input, random);
  const median = medianOf(input, solved, random);
  const samples = new Samples(input, solved, random);
  const calls: SimulatedCall[] = [];
  let untilPass: SimulatedRun['untilPass'] = earlier.passing > 0 ? [] : null;
  for (let next = nextCall(input, calls); next !== null; next = nextCall(input, calls)) {
    const { further, ...call } = next;
    const size = input.fit(calls, call);
    if (size === null) {
      break;
    }
    // As many as are wanted, whatever fits, so that other budgets see the same chances before and after.
    const rows = Array.from({ length: call.samples }, () => rowLength(median * call.way.tokenRatio, input, random)).slice(0, size.samples);
    const isCut = rows.map((length) => length > size.maxOutputTokens);
    const lengths = rows.map((length) => Math.min(length, size.maxOutputTokens));
    const passed = further === null ? isCut.map((cut) => hasExamples && samples.draw(cut ? 0 : samples.chance(call.way.passRatio))) : drawFurther(samples, further, isCut, input.solveRate);
    const drawn: SimulatedCall = { model: call.model, way: call.way, lengths, passing: passed.filter(Boolean).length };
    const ended = { ...drawn, lengths: untilFirstPass(lengths, passed, call.way) };
    untilPass ??= drawn.passing > 0 ? [...calls, ended] : null;
    calls.push(samples.isOneEnough ? ended : drawn);
    if (hasExamples ? samples.isSettled() : isSettledWithout(input, calls.length, random)) {
      break;
    }
  }
  return { calls, untilPass };
}

/** Null where the samples of the budget are drawn, or nothing that the run may do is left. */
function nextCall(input: SimulationInput, calls: readonly SimulatedCall[]): (NextCall & { readonly further: FurtherCall | null }) | null {
  const { callSizes, earlier, escalation, followUp } = input;
  const maxSamples = callSizes.reduce((sum, size) => sum + size, 0);
  const drawn = earlier.samples + samplesOf(calls);
  const left = maxSamples - drawn;
  if (left <= 0) {
    return null;
  }
  const further = drawn === 0 ? null : (escalation?.choose(stateOf(calls, left, input)) ?? null);
  const way = further !== null || drawn === 0 ? PLAIN : followUp;
  return way && { further, model: further?.model ?? 0, samples: Math.min(left, further?.samples ?? sizeAt(callSizes, drawn)), way };
}

/** Of the first model's samples, which those that it drew before say something of (Beta-Bernoulli). */
function solvedShare({ solveRate: { alpha, beta }, earlier: { models: [first] } }: SimulationInput, random: Random): number {
  const { drawn, passing } = first ?? { drawn: 0, passing: 0 };
  return betaDistributed(alpha + passing, beta + drawn - passing, random);
}

/** Of the call that comes after so many samples, whichever model drew them. */
function sizeAt(callSizes: readonly number[], drawn: number): number {
  let end = 0;
  return callSizes.find((size) => (end += size) > drawn) ?? 0;
}

/** What the budget cut off does not pass. As with the first model, each failure of the same model makes its next sample less likely to pass, and each pass, of whichever, likelier. */
function drawFurther(samples: Samples, { passProbability }: FurtherCall, isCut: readonly boolean[], solveRate: SolveRate): boolean[] {
  const before = Math.max(0, solveRate.alpha / passProbability - solveRate.alpha - solveRate.beta);
  const passed: boolean[] = [];
  for (const cut of isCut) {
    const failures = passed.filter((each) => !each).length;
    const change = nextPassProbability(solveRate, before + failures, samples.passed) / nextPassProbability(solveRate, before);
    passed.push(samples.draw(cut ? 0 : Math.min(1, passProbability * change)));
  }
  return passed;
}

function stateOf(calls: readonly SimulatedCall[], remainingSamples: number, { escalation, earlier, secondsOf }: SimulationInput): SimulatedState {
  const models = (escalation?.models ?? []).map((_, index) => {
    const own = calls.filter(({ model }) => model === index);
    const before = earlier.models[index] ?? { drawn: 0, passing: 0 };
    return { drawn: before.drawn + samplesOf(own), passing: before.passing + own.reduce((sum, { passing }) => sum + passing, 0), isLoaded: own.length > 0 };
  });
  return {
    samples: earlier.samples + samplesOf(calls), remainingSamples, models,
    answerTokens: quantileOf([...earlier.lengths, ...calls.flatMap(({ lengths }) => lengths)], 0.5), seconds: secondsOf(calls),
  };
}

function samplesOf(calls: readonly SimulatedCall[]): number {
  return calls.reduce((sum, { lengths }) => sum + lengths.length, 0);
}

/** Without examples answers are compared after each batch that follows the fast answer. */
function isSettledWithout({ canCompare, stops, measures, earlier }: SimulationInput, calls: number, random: Random): boolean {
  return !canCompare || (stops !== 'never' && (calls > 1 || earlier.samples > 0) && random.next() < measures.settled);
}

/** Of the lengths of a task's answers, of which those that were drawn before say the more the more they are. @param solved share of the samples that pass */
function medianOf({ lengths, promptTokens, earlier }: SimulationInput, solved: number, random: Random): number {
  const { betweenTasks, withinTask } = lengths;
  const usual = Math.log(lengths.median * (promptTokens / lengths.promptTokens) ** lengths.promptPower) + lengths.whenSolved * solved;
  const known = earlier.lengths.map((length) => Math.log(Math.max(1, length)));
  const mean = known.reduce((sum, length) => sum + length, 0) / Math.max(1, known.length);
  const trust = known.length === 0 ? 0 : betweenTasks ** 2 / (betweenTasks ** 2 + withinTask ** 2 / known.length);
  return Math.exp(usual + trust * (mean - usual) + betweenTasks * Math.sqrt(1 - trust) * normal(random));
}

function rowLength(median: number, { lengths, maxAnswerTokens }: SimulationInput, random: Random): number {
  return Math.min(maxAnswerTokens, Math.max(1, Math.round(median * Math.exp(lengths.withinTask * normal(random)))));
}

/** The first that passes ends the others, which are as long as it by then, or never begun. */
function untilFirstPass(rows: readonly number[], passed: readonly boolean[], { isOneByOne }: FollowUp): readonly number[] {
  const first = passed.indexOf(true);
  if (isOneByOne && first >= 0) {
    return rows.slice(0, first + 1);
  }
  const end = Math.min(...rows.filter((_, index) => passed[index]));
  return rows.map((length) => Math.min(length, end));
}
