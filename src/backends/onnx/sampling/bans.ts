import type { TokenScores } from './scores';

/** Likeliest tokens without those that are banned, and normalizers of what is left. Banned tokens beyond the scored ones are too unlikely to count. */
export function withoutBanned(scores: TokenScores, banned: ReadonlySet<number>, temperature: number): TokenScores {
  const kept = [...Array(scores.ids.length).keys()].filter((at) => !banned.has(scores.ids[at] as number));
  if (kept.length === scores.ids.length) {
    return scores;
  }
  const bannedLogits = Array.from(scores.logits).filter((_, at) => banned.has(scores.ids[at] as number));
  const without = (logNormalizer: number, divisor: number): number => {
    const share = bannedLogits.reduce((sum, logit) => sum + Math.exp(logit / divisor - logNormalizer), 0);
    return logNormalizer + Math.log1p(-Math.min(share, MOST_BANNED));
  };
  return {
    ids: kept.map((at) => scores.ids[at] as number),
    logits: kept.map((at) => scores.logits[at] as number),
    logNormalizer: without(scores.logNormalizer, 1),
    scaledLogNormalizer: without(scores.scaledLogNormalizer, temperature || 1),
  };
}

/** Rounding must not leave less than nothing. */
const MOST_BANNED = 1 - 1e-9;
