import { expect, it } from 'vitest';
import { TokenClock } from '../../../bench/engine/tokenClock';

it('tells the first token of any sample from the first token of all', () => {
  let now = 100;
  const clock = new TokenClock(2, () => now);
  const at = (seconds: number, sample: number): void => {
    now = 100 + seconds;
    clock.token(sample);
  };
  at(1, 0);
  at(2, 0);
  at(3, 1);
  at(4, 0);
  at(5, 1);
  expect(clock.finish({ promptTokens: 7, cachedTokens: null, maxTokens: 3 })).toEqual({
    promptTokens: 7,
    cachedTokens: null,
    tokens: 5,
    endedEarly: 1,
    firstToken: 1,
    allFirstTokens: 3,
    lastToken: 5,
    tokensAfterFirsts: 2,
  });
});

it('refuses a sample without a token', () => {
  const clock = new TokenClock(2, () => 0);
  clock.token(0);
  expect(() => clock.finish({ promptTokens: 1, cachedTokens: null, maxTokens: 1 })).toThrow('without a token');
});
