import type { Random } from '../../../../src/base/random';
import type { JudgedMutant } from './run';

/** A share with the interval that holds 95 of 100 resamples. */
export interface Share {
  readonly of: number;
  readonly count: number;
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

const RESAMPLES = 2000;
const TAIL = 0.025;

/** Mutants of one problem resemble each other: problems are drawn again, not mutants. Null when `within` holds for none. */
export function bootstrap(mutants: readonly JudgedMutant[], within: (mutant: JudgedMutant) => boolean, counts: (mutant: JudgedMutant) => boolean, random: Random): Share | null {
  const problems = [...new Set(mutants.map(({ problem }) => problem))].map((problem) => {
    const own = mutants.filter((mutant) => mutant.problem === problem && within(mutant));
    return { of: own.length, count: own.filter(counts).length };
  }).filter(({ of }) => of > 0);
  const total = sum(problems);
  if (total.of === 0) {
    return null;
  }
  const shares = Array.from({ length: RESAMPLES }, () => {
    const drawn = sum(problems.map(() => problems[random.integer(problems.length)] ?? { of: 0, count: 0 }));
    return drawn.count / drawn.of;
  }).sort((a, b) => a - b);
  return { ...total, share: total.count / total.of, low: shares[Math.floor(RESAMPLES * TAIL)] ?? 0, high: shares[Math.ceil(RESAMPLES * (1 - TAIL)) - 1] ?? 1 };
}

function sum(parts: readonly { readonly of: number; readonly count: number }[]): { readonly of: number; readonly count: number } {
  return { of: parts.reduce((total, { of }) => total + of, 0), count: parts.reduce((total, { count }) => total + count, 0) };
}

export const passes = ({ verdict }: JudgedMutant): boolean => verdict === 'passed';
export const isEquivalent = ({ differsOn }: JudgedMutant): boolean => differsOn === 'none';
export const isFalsePass = (mutant: JudgedMutant): boolean => passes(mutant) && !isEquivalent(mutant);
export const isWrong = (mutant: JudgedMutant): boolean => !isEquivalent(mutant);

/** Groups of problems by their number of visible examples. */
export const GROUPS: readonly { readonly name: string; readonly has: (examples: number) => boolean }[] = [
  { name: '1', has: (examples) => examples === 1 },
  { name: '2', has: (examples) => examples === 2 },
  { name: '3', has: (examples) => examples === 3 },
  { name: '4 and more', has: (examples) => examples >= 4 },
];

export interface GroupResult {
  readonly name: string;
  readonly problems: number;
  readonly mutants: number;
  readonly passing: number;
  /** Of those that pass, as far as the inputs tell. */
  readonly equivalent: number;
  readonly wrongOnBase: number;
  readonly wrongOnPlusOnly: number;
  /** P(passes the examples | wrong). */
  readonly passGivenWrong: Share | null;
  /** P(right | passes the examples), for mutants. */
  readonly rightGivenPass: Share | null;
}

export function groupResult(name: string, mutants: readonly JudgedMutant[], random: Random): GroupResult {
  const passing = mutants.filter(passes);
  return {
    name,
    problems: new Set(mutants.map(({ problem }) => problem)).size,
    mutants: mutants.length,
    passing: passing.length,
    equivalent: passing.filter(isEquivalent).length,
    wrongOnBase: passing.filter(({ differsOn }) => differsOn === 'base').length,
    wrongOnPlusOnly: passing.filter(({ differsOn }) => differsOn === 'plus').length,
    passGivenWrong: bootstrap(mutants, isWrong, passes, random.fork(0)),
    rightGivenPass: bootstrap(mutants, passes, isEquivalent, random.fork(1)),
  };
}

/** Most examples looked at one after the other. */
const MOST_FIRST = 4;

/** Of wrong mutants of the problems with at least `MOST_FIRST` examples: the share that passes the first, the first two, … of them. The same mutants in each row. */
export function byFirstExamples(mutants: readonly JudgedMutant[], random: Random): readonly { readonly examples: number; readonly passGivenWrong: Share | null }[] {
  const long = mutants.filter(({ examples }) => examples >= MOST_FIRST);
  return Array.from({ length: MOST_FIRST }, (_, index) => ({
    examples: index + 1,
    passGivenWrong: bootstrap(long, isWrong, ({ passedFirst }) => passedFirst > index, random.fork(index)),
  }));
}
