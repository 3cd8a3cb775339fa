import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchPrompt } from './protocol';

/** Rooms whose sources are the text: ordinary TypeScript with comments, more than any prompt needs. */
const ROOMS = ['budget', 'reasoning'];
/** Lines after the cursor that a completion sees, about what the product gives it. */
const SUFFIX_LINES = 8;
/** Moves of the cursor, in lines: to the next line, and to another function. */
export const MOVES = [1, 40] as const;
/** Length of the file before the cursor at first, in tokens. */
const COMPLETION_TOKENS = 512;

export type CountTokens = (text: string) => Promise<number>;

/** The repository's own sources as one list of lines, always in the same order. */
export function readCorpus(root: string): string[] {
  return ROOMS.flatMap((room) => {
    const folder = join(root, 'src', room);
    const names = readdirSync(folder).filter((name) => name.endsWith('.ts')).sort();
    return names.flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'));
  });
}

/** As many whole lines from the beginning as have at most `tokens` tokens, but one at least. */
export async function linesOfTokens(lines: readonly string[], tokens: number, count: CountTokens): Promise<number> {
  let [low, high] = [1, lines.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((await count(firstLines(lines, middle))) <= tokens) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

/** A first line that no other prompt of this run has, so that nothing an engine remembers is of use. */
export function heading(workload: string, round: number): string {
  return `// ${round}: ${workload}\n`;
}

/** A text that breaks off between two lines, so that there is something to go on with. */
export function textPrompt(lines: readonly string[], lineCount: number, workload: string, round: number): BenchPrompt {
  return { kind: 'text', text: heading(workload, round) + firstLines(lines, lineCount) };
}

/** One file with the cursor at a line, then moved down by each of `MOVES`. */
export async function completionLines(lines: readonly string[], count: CountTokens): Promise<number[]> {
  const first = await linesOfTokens(lines, COMPLETION_TOKENS, count);
  return MOVES.reduce<number[]>((at, move) => [...at, (at.at(-1) ?? first) + move], [first]);
}

export function completionPrompt(lines: readonly string[], cursorLine: number, round: number, infill: boolean): BenchPrompt {
  const prefix = heading('completion', round) + firstLines(lines, cursorLine);
  return infill ? { kind: 'fill-in-middle', prefix, suffix: lines.slice(cursorLine, cursorLine + SUFFIX_LINES).join('\n') } : { kind: 'text', text: prefix };
}

function firstLines(lines: readonly string[], count: number): string {
  return `${lines.slice(0, count).join('\n')}\n`;
}
