import { expect, it } from 'vitest';
import { completionLines, completionPrompt, linesOfTokens, textPrompt } from '../../../bench/engine/prompts';

/** Ten characters a line with its end, one token each. */
const LINES = Array.from({ length: 400 }, (_, index) => `line ${String(index).padStart(4, '0')}`);
const count = (text: string): Promise<number> => Promise.resolve(text.length / 10);

it('takes as many whole lines as fit', async () => {
  expect(await linesOfTokens(LINES, 128, count)).toBe(128);
  expect(await linesOfTokens(LINES, 128.5, count)).toBe(128);
  expect(await linesOfTokens(LINES, 0, count)).toBe(1);
  expect(await linesOfTokens(LINES, 1e6, count)).toBe(LINES.length);
});

it('begins every prompt differently', () => {
  const [a, b] = [textPrompt(LINES, 2, 'x', 0), textPrompt(LINES, 2, 'x', 1)];
  expect(a).toEqual({ kind: 'text', text: '// 0: x\nline 0000\nline 0001\n' });
  expect(b).not.toEqual(a);
});

it('moves the cursor down within the same file', async () => {
  const [first = 0, second = 0, third = 0] = await completionLines(LINES, (text) => count(text).then((tokens) => tokens * 4));
  expect([second - first, third - second]).toEqual([1, 40]);
  const [before, after] = [completionPrompt(LINES, first, 3, true), completionPrompt(LINES, second, 3, true)];
  if (before.kind !== 'fill-in-middle' || after.kind !== 'fill-in-middle') {
    throw new Error('Both have a suffix.');
  }
  expect(after.prefix.startsWith(before.prefix)).toBe(true);
  expect(before.suffix.startsWith(LINES[first] ?? '?')).toBe(true);
  expect(completionPrompt(LINES, first, 3, false)).toEqual({ kind: 'text', text: before.prefix });
});
