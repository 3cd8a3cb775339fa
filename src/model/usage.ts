/** What one call, or a sum of calls, took. */
export interface Usage {
  /** Tokens of the prompts that were paid for: one for all samples of a call when they share it, else one a sample. */
  readonly promptTokens: number;
  /** The part of `promptTokens` that was already in a KV cache. */
  readonly cachedPromptTokens: number;
  /** Generated tokens, over all samples. */
  readonly completionTokens: number;
  /** Wall seconds for reading the prompt. */
  readonly prefillSeconds: number;
  /** Wall seconds for generating. */
  readonly decodeSeconds: number;
}

export const NO_USAGE: Usage = {
  promptTokens: 0,
  cachedPromptTokens: 0,
  completionTokens: 0,
  prefillSeconds: 0,
  decodeSeconds: 0,
};

export function addUsage(a: Usage, b: Usage): Usage {
  return {
    promptTokens: a.promptTokens + b.promptTokens,
    cachedPromptTokens: a.cachedPromptTokens + b.cachedPromptTokens,
    completionTokens: a.completionTokens + b.completionTokens,
    prefillSeconds: a.prefillSeconds + b.prefillSeconds,
    decodeSeconds: a.decodeSeconds + b.decodeSeconds,
  };
}

/** What a token budget counts: every prompt token, cached or not, and every generated one. */
export function budgetedTokens(usage: Usage): number {
  return usage.promptTokens + usage.completionTokens;
}
