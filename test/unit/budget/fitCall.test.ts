import { describe, expect, it } from 'vitest';
import { fitCall, type WantedCall } from '../../../src/budget';

const CALL: WantedCall = { promptTokens: 100, sharesPrompt: true, samples: 4, maxOutputTokens: 500, minOutputTokens: 50 };

describe('a call that is to fit', () => {
  it.each([
    ['whole', 2100, {}, { samples: 4, maxOutputTokens: 500, tokens: 2100 }],
    ['shorter', 900, {}, { samples: 4, maxOutputTokens: 200, tokens: 900 }],
    ['smaller', 260, {}, { samples: 3, maxOutputTokens: 53, tokens: 259 }],
    ['smaller, with each prompt paid for', 500, { sharesPrompt: false }, { samples: 3, maxOutputTokens: 66, tokens: 498 }],
    ['too large all the same', 120, {}, { samples: 1, maxOutputTokens: 50, tokens: 150 }],
  ])('is %s where %d tokens are left', (_, remaining, over, expected) => {
    expect(fitCall({ ...CALL, ...over }, { tokens: remaining })).toMatchObject(expected);
  });

  it('is shortened by what the money that is left buys beside its prompts', () => {
    const asked: number[] = [];
    const size = fitCall({ ...CALL, sharesPrompt: false }, { tokens: 10_000, answerTokens: (prompts) => (asked.push(prompts), 800) });
    expect(size).toEqual({ samples: 4, maxOutputTokens: 200, promptTokens: 400, tokens: 1200 });
    expect(new Set(asked)).toEqual(new Set([400]));
  });
});
