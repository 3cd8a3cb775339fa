import type { MeasuredRates } from '../../budget';
import type { TracedCall } from '../document';

/** Shorter calls say more of their beginning than of their speed. */
const MIN_TOKENS = 8;

/** How fast the model was in the recorded run. */
export function ratesOf(calls: readonly TracedCall[]): MeasuredRates {
  const measured = calls.flatMap(({ usage, count }) => (usage === null ? [] : [{ usage, samples: count }]));
  return {
    prefill: measured.flatMap(({ usage: { promptTokens, cachedPromptTokens, prefillSeconds } }) =>
      points(promptTokens - cachedPromptTokens, prefillSeconds, { contextTokens: promptTokens })),
    decode: measured.flatMap(({ samples, usage: { promptTokens, completionTokens, decodeSeconds } }) =>
      points(completionTokens, decodeSeconds, { samples, contextTokens: promptTokens + completionTokens / samples })),
  };
}

function points<T extends object>(tokens: number, seconds: number, at: T): (T & { readonly tokensPerSecond: number })[] {
  return tokens < MIN_TOKENS || seconds <= 0 ? [] : [{ ...at, tokensPerSecond: tokens / seconds }];
}
