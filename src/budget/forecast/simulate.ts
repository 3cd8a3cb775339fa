import type { Random } from '../../base/random';
import type { AnswerLengths, ModelMeasures } from '../../measures';
import type { CallSize } from '../fitCall';
import { nextPassProbability, type SolveRate } from '../solveRate';
import { betaDistributed, normal } from './distributions';
import type { FurtherCall, SimulatedEscalation, SimulatedState } from './escalation';
import { quantileOf } from './quantile';
import { Samples, type StoppingInput } from './samples';

/** What one call of a simulated run drew. */
export interface SimulatedCall {
  /** Of the model among those of the run; 0 is the first one. */
  readonly model: number;
  /** Tokens of each row; those that were stopped early are as long as they were then. */
  readonly lengths: readonly number[];
  readonly passing: number;
}

export interface SimulatedRun {
  readonly calls: readonly SimulatedCall[];
  /** Those until its first pass, the last one as far as it was then; null where nothing passes. Wherever the run ends after that, it confirms what passed. */
  readonly untilPass: readonly SimulatedCall[] | null;
}

export interface SimulationInput extends StoppingInput {
  /** Of tasks as hard as this one. */
  readonly solveRate: SolveRate;
  readonly lengths: AnswerLengths;
  readonly promptTokens: number;
  readonly measures: Pick<ModelMeasures, 'passingAgree' | 'likelyRight' | 'settled'>;
  readonly hasExamples: boolean;
  /** Without examples, whether answers can be compared. */
  readonly canCompare: boolean;
  /** Samples of each call of the first model, the fast answer first. */
  readonly callSizes: readonly number[];
  /** Longest answer, in tokens. */
  readonly maxAnswerTokens: number;
  /** Null without examples, by which the policy knows that answers fail, and without further models. */
  readonly escalation: SimulatedEscalation | null;
  /** The next call as the budget lets it be; null: not at all. */
  fit(calls: readonly SimulatedCall[], model: number, samples: number): CallSize | null;
  /** What calls took. */
  secondsOf(calls: readonly SimulatedCall[]): number;
}

/** One run as it may come: how hard the task turns out to be, how long answers are, which of them pass. */
export function simulateRun(input: SimulationInput, random: Random): SimulatedRun {
  const { callSizes, hasExamples } = input;
  const solved = betaDistributed(input.solveRate.alpha, input.solveRate.beta, random);
  const median = medianOf(input, solved, random);
  const samples = new Samples(input, solved, random);
  const calls: SimulatedCall[] = [];
  let untilPass: SimulatedRun['untilPass'] = null;
  const maxSamples = callSizes.reduce((sum, size) => sum + size, 0);
  for (let left = maxSamples; left > 0; left = maxSamples - samplesOf(calls)) {
    const further = calls.length === 0 ? null : (input.escalation?.choose(stateOf(calls, left, input)) ?? null);
    const model = further?.model ?? 0;
    const wanted = Math.min(left, further?.samples ?? sizeAt(callSizes, maxSamples - left));
    const size = input.fit(calls, model, wanted);
    if (size === null) {
      break;
    }
    // As many as are wanted, whatever fits, so that other budgets see the same chances before and after.
    const rows = Array.from({ length: wanted }, () => rowLength(median, input, random)).slice(0, size.samples);
    const isCut = rows.map((length) => length > size.maxOutputTokens);
    const lengths = rows.map((length) => Math.min(length, size.maxOutputTokens));
    const passed = further === null ? isCut.map((cut) => hasExamples && samples.draw(cut ? 0 : undefined)) : drawFurther(samples, further, isCut, input.solveRate);
    const passing = passed.filter(Boolean).length;
    const ended = { model, lengths: untilFirstPass(lengths, passed), passing };
    untilPass ??= passing > 0 ? [...calls, ended] : null;
    calls.push(samples.isOneEnough ? ended : { model, lengths, passing });
    if (hasExamples ? samples.isSettled() : isSettledWithout(input, calls.length, random)) {
      break;
    }
  }
  return { calls, untilPass };
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

function stateOf(calls: readonly SimulatedCall[], remainingSamples: number, { escalation, secondsOf }: SimulationInput): SimulatedState {
  const models = (escalation?.models ?? []).map((_, index) => {
    const own = calls.filter(({ model }) => model === index);
    return { drawn: samplesOf(own), passing: own.reduce((sum, { passing }) => sum + passing, 0) };
  });
  return { samples: samplesOf(calls), remainingSamples, models, answerTokens: quantileOf(calls.flatMap(({ lengths }) => lengths), 0.5), seconds: secondsOf(calls) };
}

function samplesOf(calls: readonly SimulatedCall[]): number {
  return calls.reduce((sum, { lengths }) => sum + lengths.length, 0);
}

/** Without examples answers are compared after each batch that follows the fast answer. */
function isSettledWithout({ canCompare, stops, measures }: SimulationInput, calls: number, random: Random): boolean {
  return !canCompare || (stops !== 'never' && calls > 1 && random.next() < measures.settled);
}

/** Of the lengths of a task's answers. @param solved share of the samples that pass */
function medianOf({ lengths, promptTokens }: SimulationInput, solved: number, random: Random): number {
  const usual = lengths.median * (promptTokens / lengths.promptTokens) ** lengths.promptPower;
  return usual * Math.exp(lengths.whenSolved * solved + lengths.betweenTasks * normal(random));
}

function rowLength(median: number, { lengths, maxAnswerTokens }: SimulationInput, random: Random): number {
  return Math.min(maxAnswerTokens, Math.max(1, Math.round(median * Math.exp(lengths.withinTask * normal(random)))));
}

/** All rows of a call grow together, and the first that passes ends the others. */
function untilFirstPass(rows: readonly number[], passed: readonly boolean[]): readonly number[] {
  const end = Math.min(...rows.filter((_, index) => passed[index]));
  return rows.map((length) => Math.min(length, end));
}
