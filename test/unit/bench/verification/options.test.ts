import { describe, expect, it } from 'vitest';
import { parseExamplesOptions } from '../../../bench/verification/examples/options';
import { parseFalsePassesOptions } from '../../../bench/verification/falsePasses/options';
import { parseSpeedOptions } from '../../../bench/verification/speed/options';

describe('options of the benchmarks of verification', () => {
  it('take files one after the other or each with its own --data', () => {
    expect(parseExamplesOptions(['--data', 'a.jsonl', 'b.jsonl', '--data', 'c.jsonl', '--root', '/r'])).toEqual({ data: ['a.jsonl', 'c.jsonl', 'b.jsonl'], out: '/r/out/bench', root: '/r' });
  });

  it('have values of their own', () => {
    expect(parseFalsePassesOptions(['--data', 'plus.jsonl', '--seed', '3', '--root', '/r'])).toMatchObject({ data: 'plus.jsonl', mutations: 2000, seed: 3, lanes: 2 });
    expect(parseSpeedOptions(['--rounds', '2', '--root', '/r'])).toMatchObject({ rounds: 2, python: 'python3' });
  });

  it.each([
    ['no data', () => parseExamplesOptions([])],
    ['two data sets', () => parseFalsePassesOptions(['--data', 'a', 'b'])],
    ['no number', () => parseFalsePassesOptions(['--data', 'a', '--mutations', 'many'])],
    ['an unknown option', () => parseSpeedOptions(['--fast', 'yes'])],
  ])('refuse %s and say how it is used', (_, parse) => {
    expect(parse).toThrow(expect.objectContaining({ code: 'invalid-input', hint: expect.stringContaining('Usage: npm run bench') as string }));
  });
});
