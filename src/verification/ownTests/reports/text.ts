import { MESSAGE_CHARACTERS } from '../limits';
import type { TestResult } from '../types';

/** The first line that says something, without colours. */
export function firstLine(text: string): string | null {
  const line = text.replace(/\u001b\[[\d;]*m/g, '').split('\n').map((each) => each.trim()).find((each) => each !== '');
  return line === undefined ? null : line.slice(0, MESSAGE_CHARACTERS);
}

/** Ids made unique: a name that occurs again is counted, so that no result hides another. */
export function withUniqueIds(tests: readonly TestResult[]): TestResult[] {
  const seen = new Map<string, number>();
  return tests.map((test) => {
    const count = (seen.get(test.id) ?? 0) + 1;
    seen.set(test.id, count);
    return count === 1 ? test : { ...test, id: `${test.id} #${count}` };
  });
}

/** A path as the project has it, with slashes, whichever copy it was reported from. */
export function withoutRoot(path: string, root: string): string {
  const slashed = path.replaceAll('\\', '/');
  const base = `${root.replaceAll('\\', '/')}/`;
  return slashed.startsWith(base) ? slashed.slice(base.length) : slashed;
}
