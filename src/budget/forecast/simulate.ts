import type { Random } from '../../base/random';
import type { AnswerLengths, ModelMeasures } from '../../measures';
import { nextPassProbability, type SolveRate } from '../solveRate';

/** What one call of a simulated run drew. */
export interface SimulatedCall {
  /** Tokens of each row; those that were stopped early are as long as they were then. */
  readonly lengths: readonly number[];
}

export interface SimulatedRun {
  readonly calls: readonly SimulatedCall[];
  readonly isVerified: boolean;
}

export interface SimulationInput {
  readonly solveRate: SolveRate;
  readonly lengths: AnswerLengths;
  readonly promptTokens: number;
  readonly measures: Pick<ModelMeasures, 'passingAgree' | 'likelyRight' | 'settled'>;
  readonly hasExamples: boolean;
  /** Without examples, whether answers can be compared. */
  readonly canCompare: boolean;
  /** When a run stops: at the first answer that passes, at one that is likely right or else two that behave alike, at two that do, or never. */
  readonly stops: 'first-pass' | 'likely-right' | 'two-agree' | 'never';
  /** Samples of each call, the fast answer first. */
  readonly callSizes: readonly number[];
  /** After a first pass, so many further samples may look for a second that behaves like it. */
  readonly secondOpinions: number;
  /** Longest answer, in tokens. */
  readonly maxAnswerTokens: number;
}

/** One run as it may come: how hard the task turns out to be, how long answers are, which of them pass. */
export function simulateRun(input: SimulationInput, random: Random): SimulatedRun {
  const { lengths, promptTokens, callSizes, hasExamples } = input;
  const median = lengths.median * (promptTokens / lengths.promptTokens) ** lengths.promptPower * Math.exp(lengths.betweenTasks * normal(random));
  const urn = new Urn(input, random);
  const calls: SimulatedCall[] = [];
  for (const size of callSizes) {
    const rows = Array.from({ length: size }, () => rowLength(median, input, random));
    const passed = rows.map(() => hasExamples && urn.draw());
    calls.push({ lengths: urn.isFirstEnough ? untilFirstPass(rows, passed) : rows });
    if (hasExamples ? urn.isSettled() : isSettledWithout(input, calls.length, random)) {
      break;
    }
  }
  return { calls, isVerified: urn.hasPass() };
}

/** Without examples answers are compared after each batch that follows the fast answer. */
function isSettledWithout({ canCompare, stops, measures }: SimulationInput, calls: number, random: Random): boolean {
  return !canCompare || (stops !== 'never' && calls > 1 && random.next() < measures.settled);
}

/** Samples that pass or fail as Polya's urn has it, and whether those that pass settle the run. */
class Urn {
  private passes = 0;
  private failures = 0;
  private sinceFirstPass = 0;
  private doTwoAgree = false;
  private firstIsEnough = false;

  constructor(private readonly input: SimulationInput, private readonly random: Random) {}

  draw(): boolean {
    this.sinceFirstPass += this.hasPass() ? 1 : 0;
    const passes = this.random.next() < nextPassProbability(this.input.solveRate, this.failures, this.passes);
    if (passes) {
      this.doTwoAgree ||= this.random.next() < 1 - (1 - this.input.measures.passingAgree) ** this.passes;
      this.firstIsEnough ||= this.passes === 0 && this.isEnoughAlone();
      this.passes += 1;
    } else {
      this.failures += 1;
    }
    return passes;
  }

  hasPass(): boolean {
    return this.passes > 0;
  }

  /** The first that passes ends its call, and the run. */
  get isFirstEnough(): boolean {
    return this.firstIsEnough;
  }

  isSettled(): boolean {
    const { stops, secondOpinions } = this.input;
    return this.firstIsEnough || (stops !== 'never' && this.hasPass() && (this.doTwoAgree || this.sinceFirstPass >= secondOpinions));
  }

  private isEnoughAlone(): boolean {
    const { stops, measures: { likelyRight } } = this.input;
    return stops === 'first-pass' || (stops === 'likely-right' && this.random.next() < (this.failures === 0 ? likelyRight.fast : likelyRight.later));
  }
}

function rowLength(median: number, { lengths, maxAnswerTokens }: SimulationInput, random: Random): number {
  return Math.min(maxAnswerTokens, Math.max(1, Math.round(median * Math.exp(lengths.withinTask * normal(random)))));
}

/** All rows of a call grow together, and the first that passes ends the others. */
function untilFirstPass(rows: readonly number[], passed: readonly boolean[]): readonly number[] {
  const end = Math.min(...rows.filter((_, index) => passed[index]));
  return rows.map((length) => Math.min(length, end));
}

/** Standard normal (Box and Muller, 1958). */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}
