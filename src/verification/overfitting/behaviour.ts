import { isValueOutcome } from '../agreement';
import { FEWEST_OUTCOMES, MOST_TOUCHED, TELLING_ANSWERS } from './limits';

/** What a program does on inputs near the examples. */
export interface Behaviour {
  /** Known outcomes. */
  readonly known: number;
  readonly raised: number;
  /** Different values among them. */
  readonly values: number;
}

export function behaviourOf(outcomes: readonly (string | null)[]): Behaviour {
  const known = outcomes.filter((outcome) => outcome !== null);
  const values = known.filter(isValueOutcome);
  return { known: known.length, raised: known.length - values.length, values: new Set(values).size };
}

export function isTelling({ known }: Behaviour): boolean {
  return known >= FEWEST_OUTCOMES;
}

/** It gives more than one value: it computes something, right or wrong. */
export function isVaried({ values }: Behaviour): boolean {
  return values >= 2;
}

export function onlyRaises({ known, raised }: Behaviour): boolean {
  return known > 0 && raised === known;
}

/** Whether what was taken out of a program matters to the examples only. */
export function isIsolated(before: readonly (string | null)[], after: readonly (string | null)[]): boolean {
  const valued = before.flatMap((outcome, index) => (isValueOutcome(outcome) ? [{ outcome, now: after[index] ?? null }] : []));
  const touched = valued.filter(({ outcome, now }) => outcome !== now).length;
  return touched <= valued.length * MOST_TOUCHED;
}

/** What else speaks for a program that knows its answers. */
export interface Support {
  /** Different answers among the examples. */
  readonly answers: number;
  /** Most of the answers stand in the code. */
  readonly holdsAnswers: boolean;
  /** The program reads its own text, or makes keys of its arguments by hashing. */
  readonly isDevious: boolean;
  /** Arguments are numbers or rows of them: nearly every such input is a valid one. */
  readonly takesNumbers: boolean;
}

/** Whether one value, or none, on all inputs near the examples can only mean that the answers are known and not computed. */
export function knowsOnlyAnswers(behaviour: Behaviour, { answers, holdsAnswers, isDevious, takesNumbers }: Support): boolean {
  if (!isTelling(behaviour) || isVaried(behaviour)) {
    return false;
  }
  const isWide = answers >= TELLING_ANSWERS;
  return onlyRaises(behaviour)
    ? answers >= 2 && (holdsAnswers || isDevious || (isWide && takesNumbers))
    : (isWide && (holdsAnswers || takesNumbers)) || (answers >= 2 && isDevious);
}

/** In words, for a person. */
export function describeBehaviour(behaviour: Behaviour): string {
  const inputs = `on ${behaviour.known} inputs like them it`;
  return onlyRaises(behaviour) ? `${inputs} raises an error each time` : `${inputs} gives ${behaviour.raised > 0 ? 'an error or ' : ''}one and the same value`;
}
