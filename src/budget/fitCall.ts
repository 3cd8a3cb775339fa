/** A call as it is wanted. */
export interface WantedCall {
  readonly promptTokens: number;
  /** Whether its samples pay for their prompt once, or each for its own. */
  readonly sharesPrompt: boolean;
  readonly samples: number;
  /** Of each sample. */
  readonly maxOutputTokens: number;
  /** With less it is not worth making. */
  readonly minOutputTokens: number;
}

/** A call as it can be made. */
export interface CallSize {
  readonly samples: number;
  readonly maxOutputTokens: number;
  /** The most that it may take, every prompt that is paid for included. */
  readonly tokens: number;
}

/** The longest and then the most samples that fit into so many tokens; one of the least length where none fits: that call takes more and is to be refused. */
export function fitCall({ promptTokens, sharesPrompt, maxOutputTokens, minOutputTokens, ...wanted }: WantedCall, remainingTokens: number): CallSize {
  let { samples } = wanted;
  const prompts = (): number => promptTokens * (sharesPrompt ? 1 : samples);
  const share = (): number => Math.floor(Math.min(maxOutputTokens, (remainingTokens - prompts()) / samples));
  while (samples > 1 && share() < minOutputTokens) {
    samples -= 1;
  }
  const length = Math.max(share(), minOutputTokens);
  return { samples, maxOutputTokens: length, tokens: prompts() + samples * length };
}
