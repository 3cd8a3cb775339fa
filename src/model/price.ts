import type { Usage } from './usage';

/** What a provider charges, in US dollars for a million tokens. */
export interface TokenPrice {
  /** Of prompts. Tokens that the provider had in a cache are charged as any other: that is never too little. */
  readonly prompt: number;
  /** Of answers, thoughts among them. */
  readonly answer: number;
}

/** What charges for tokens. */
export interface Priced {
  readonly location: 'local' | 'remote';
  /** Absent: nobody said. Without a meaning for a local model, which costs no money. */
  readonly price?: TokenPrice;
}

/** Tokens that a price is for. */
const PRICED_TOKENS = 1e6;

/** US dollars that these tokens cost; 0 for a local model, null where nobody told the price, which is then unknown and not 0. */
export function dollarsOf({ location, price }: Priced, { promptTokens, completionTokens }: Pick<Usage, 'promptTokens' | 'completionTokens'>): number | null {
  if (location === 'local') {
    return 0;
  }
  return price === undefined ? null : (promptTokens * price.prompt + completionTokens * price.answer) / PRICED_TOKENS;
}

/** The most tokens of answers, whole or less than one, that so many dollars buy beside the prompts; Infinity where money is no limit, below 0 where the prompts alone cost more. */
export function answerTokensFor(dollars: number, { location, price }: Priced, promptTokens: number): number {
  if (location === 'local' || price === undefined || dollars === Infinity) {
    return Infinity;
  }
  const left = dollars * PRICED_TOKENS - promptTokens * price.prompt;
  if (price.answer === 0) {
    return left < 0 ? -1 : Infinity;
  }
  const tokens = Math.floor(left / price.answer);
  // A quotient may be rounded up to a whole number; one token less is never too much.
  return promptTokens * price.prompt + tokens * price.answer > dollars * PRICED_TOKENS ? tokens - 1 : tokens;
}
