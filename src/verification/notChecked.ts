import type { CodeTask, Verdict } from './types';

/** Something that a verdict says nothing about. */
export interface NotChecked {
  readonly text: string;
  /** Small print; null when there is none. */
  readonly detail: string | null;
}

/** What a verdict leaves open, whatever it is. @param verdict null where nothing was run */
export function notCheckedOf({ language, examples, notUnderstood }: CodeTask, verdict: Verdict | null): readonly NotChecked[] {
  const [first] = notUnderstood;
  return [
    ...(language === 'typescript' && verdict?.types === undefined ? [{ text: 'types, which are erased before the code is run', detail: null }] : []),
    ...(first === undefined ? [] : [{
      text: notUnderstood.length === 1 ? '1 example, which was not understood' : `${notUnderstood.length} examples, which were not understood`,
      detail: `${first.text} (${first.reason})`,
    }]),
    ...(examples.length === 0 && verdict?.ownTests?.status === 'passed' ? [{ text: 'what your tests do not test', detail: null }] : []),
    ...(examples.length === 0 ? [] : [{ text: 'speed, and inputs unlike your examples', detail: null }]),
  ];
}
