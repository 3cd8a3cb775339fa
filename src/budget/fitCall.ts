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
  /** Of prompts that are paid for. */
  readonly promptTokens: number;
  /** The most that it may take, those prompts included. */
  readonly tokens: number;
}

/** What a call has to fit into. */
export interface RoomForCall {
  readonly tokens: number;
  /** Answer tokens that the money which is left buys beside so many tokens of prompts. Default: money is no limit. */
  answerTokens?(promptTokens: number): number;
}

/** The longest and then the most samples that fit; one of the least length where none does: that call takes more and is to be refused. */
export function fitCall({ promptTokens, sharesPrompt, maxOutputTokens, minOutputTokens, ...wanted }: WantedCall, { tokens, answerTokens = () => Infinity }: RoomForCall): CallSize {
  let { samples } = wanted;
  const prompts = (): number => promptTokens * (sharesPrompt ? 1 : samples);
  const room = (): number => Math.min(tokens - prompts(), answerTokens(prompts()));
  const share = (): number => Math.floor(Math.min(maxOutputTokens, room() / samples));
  while (samples > 1 && share() < minOutputTokens) {
    samples -= 1;
  }
  const length = Math.max(share(), minOutputTokens);
  return { samples, maxOutputTokens: length, promptTokens: prompts(), tokens: prompts() + samples * length };
}
