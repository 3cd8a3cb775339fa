import { isValueOutcome } from '../../verification/agreement';
import type { RunContext, RunRecord } from '../run';
import { isComparable, selectBest } from '../selection';
import type { JudgedCandidate } from '../events';

/** A lead that is larger is clear: what else can be learned of two inputs would not turn it around. */
const CLOSE_LEAD = 1;

export interface Rivals {
  readonly pair: readonly [JudgedCandidate, JudgedCandidate];
  /** By how many candidates the first one's group is larger. */
  readonly lead: number;
}

/**
 * The best candidates of the two leading groups, where these are about equally large; where nothing was compared, the
 * two best that are not written alike. Null where there is nothing to decide.
 */
export function rivalsOf({ task }: RunContext, record: RunRecord): Rivals | null {
  const comparable = record.judged().filter((each) => isComparable(task, each));
  if (record.inputs.length > 0) {
    const [leading = [], next = []] = groupsOf(comparable);
    const [first, second] = [selectBest(leading), selectBest(next)];
    const lead = leading.length - next.length;
    return first && second && Math.abs(lead) <= CLOSE_LEAD ? { pair: [first, second], lead } : null;
  }
  const best = selectBest(comparable);
  const other = selectBest(comparable.filter(({ candidate }) => candidate.code !== best?.candidate.code));
  return best && other ? { pair: [best, other], lead: 0 } : null;
}

/** Groups that behave alike, in the order of their letters. */
function groupsOf(candidates: readonly JudgedCandidate[]): readonly (readonly JudgedCandidate[])[] {
  const letters = [...new Set(candidates.map(({ cluster }) => cluster).filter((cluster) => cluster !== null))];
  return letters.sort((a, b) => a.length - b.length || (a < b ? -1 : 1)).map((letter) => candidates.filter(({ cluster }) => cluster === letter));
}

/** What two candidates did on one call; never null, and not the same. */
export interface Separation {
  readonly call: string;
  readonly outcomes: readonly [string, string];
}

/** Of calls on which both were run, the one that tells most: two values rather than an error, then the shortest to read. */
export function separationOf(calls: readonly string[], first: readonly (string | null)[], second: readonly (string | null)[]): Separation | null {
  const found = calls.flatMap((call, index): readonly Separation[] => {
    const [a, b] = [first[index] ?? null, second[index] ?? null];
    return a === null || b === null || a === b ? [] : [{ call, outcomes: [a, b] }];
  });
  const errors = ({ outcomes }: Separation): number => outcomes.filter((outcome) => !isValueOutcome(outcome)).length;
  return found.sort((a, b) => errors(a) - errors(b) || a.call.length - b.call.length)[0] ?? null;
}
