import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerTokensFor, dollarsOf, type Priced } from '../../../src/model';

const SERVER: Priced = { location: 'remote', price: { prompt: 0.15, answer: 0.6 } };

describe('what tokens cost', () => {
  it('is by the million, of prompts and of answers, whatever was in a cache', () => {
    const usage = { promptTokens: 1_000_000, cachedPromptTokens: 900_000, completionTokens: 500_000 };
    expect(dollarsOf(SERVER, usage)).toBeCloseTo(0.45, 12);
  });

  it('is nothing for a local model, and not known without a price', () => {
    const usage = { promptTokens: 100, completionTokens: 100 };
    expect([dollarsOf({ ...SERVER, location: 'local' }, usage), dollarsOf({ location: 'remote' }, usage)]).toEqual([0, null]);
  });
});

describe('the tokens of answers that so many dollars buy', () => {
  it('are the most whose cost they pay beside the prompts', () => {
    const amount = fc.double({ min: 0.000001, max: 100, noNaN: true });
    fc.assert(fc.property(fc.double({ min: 0, max: 1, noNaN: true }), amount, amount, fc.nat(4000), (dollars, prompt, answer, promptTokens) => {
      const priced: Priced = { location: 'remote', price: { prompt, answer } };
      const tokens = answerTokensFor(dollars, priced, promptTokens);
      const cost = (completionTokens: number): number => dollarsOf(priced, { promptTokens, completionTokens }) ?? NaN;
      if (tokens >= 0) {
        expect(cost(tokens)).toBeLessThanOrEqual(dollars * (1 + 1e-12));
      } else {
        expect(cost(0)).toBeGreaterThan(dollars * (1 - 1e-12));
      }
      expect(cost(tokens + 2)).toBeGreaterThan(dollars);
    }));
  });

  it('have no limit where money has none, or nothing is charged for answers', () => {
    expect(answerTokensFor(Infinity, SERVER, 10)).toBe(Infinity);
    expect(answerTokensFor(0, { location: 'local' }, 10)).toBe(Infinity);
    const free: Priced = { location: 'remote', price: { prompt: 1, answer: 0 } };
    expect([answerTokensFor(0.001, free, 1000), answerTokensFor(0.001, free, 1001)]).toEqual([Infinity, -1]);
  });
});
