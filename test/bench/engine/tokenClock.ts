import type { Generation } from './protocol';

/** Notes when each token of each sample came. */
export class TokenClock {
  private readonly startedAt: number;
  private readonly times: number[][];

  /** @param now monotonic seconds. */
  constructor(
    count: number,
    private readonly now: () => number = () => performance.now() / 1000,
  ) {
    this.times = Array.from({ length: count }, () => []);
    this.startedAt = now();
  }

  token(sample: number): void {
    this.times[sample]?.push(this.now() - this.startedAt);
  }

  /** Every sample must have a token by now. */
  finish(prompt: { readonly promptTokens: number; readonly cachedTokens: number | null; readonly maxTokens: number }): Generation {
    const firsts = this.times.map(([first]) => first ?? Infinity);
    const allFirstTokens = Math.max(...firsts);
    if (!Number.isFinite(allFirstTokens)) {
      throw new Error('A sample ended without a token.');
    }
    const all = this.times.flat();
    return {
      promptTokens: prompt.promptTokens,
      cachedTokens: prompt.cachedTokens,
      tokens: all.length,
      endedEarly: this.times.filter((times) => times.length < prompt.maxTokens).length,
      firstToken: Math.min(...firsts),
      allFirstTokens,
      lastToken: Math.max(...all),
      tokensAfterFirsts: all.filter((time) => time > allFirstTokens).length,
    };
  }
}
