import { IDS_CHARACTERS, MESSAGE_CHARACTERS } from '../limits';
import type { TestResult } from '../types';

export function withoutColours(text: string): string {
  return text.replace(/\u001b\[[\d;]*m/g, '');
}

/** The first line that says something, without colours. */
export function firstLine(text: string): string | null {
  const line = withoutColours(text).split('\n').map((each) => each.trim()).find((each) => each !== '');
  return line === undefined ? null : line.slice(0, MESSAGE_CHARACTERS);
}

/** Ids of one report's tests, which are not let grow beyond what a report may be. */
export class TestIds {
  private characters = 0;

  constructor(private readonly most: number = IDS_CHARACTERS) {}

  /** @throws Error when all ids together have become too long. */
  of(parts: readonly string[]): string {
    this.characters += parts.reduce((sum, part) => sum + part.length + SEPARATOR.length, 0);
    if (this.characters > this.most) {
      throw new Error('the names of its tests are too long');
    }
    return parts.join(SEPARATOR);
  }
}

const SEPARATOR = ' > ';

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
