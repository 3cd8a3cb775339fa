import { describe, expect, it } from 'vitest';
import { requireRoomLeft } from '../../../src/app/solveChecks';
import type { Spent } from '../../../src/budget';

const SPENT: Spent = {
  promptTokens: 300, cachedPromptTokens: 0, completionTokens: 80, forfeitedTokens: 20, samples: 4, seconds: 12, energy: { joules: 1, source: 'modelled' }, dollars: 0,
};

describe('a run that is to go on with an earlier one', () => {
  it.each([
    ['samples', { maxSamples: 4 }, '4 of 4 samples'],
    ['tokens, those of calls that were cut off among them', { maxTokens: 400 }, '400 of 400 tokens'],
    ['time', { maxSeconds: 10 }, '12 s of 10 s'],
    ['two of them', { maxSamples: 2, maxSeconds: 10, maxTokens: 401 }, '4 of 2 samples, 12 s of 10 s'],
  ])('is refused where it leaves none of its %s', (_, budget, words) => {
    expect(() => requireRoomLeft({ spent: SPENT }, budget)).toThrow(expect.objectContaining({ code: 'budget-exceeded', message: expect.stringContaining(words) as string }) as Error);
  });

  it.each([[{}], [{ maxSamples: 5, maxTokens: 401, maxSeconds: 12.1 }]])('goes on where something is left', (budget) => {
    expect(() => requireRoomLeft({ spent: SPENT }, budget)).not.toThrow();
  });
});
