import type { Spent } from '../budget/types';

/** What a run took, as `--json` gives it. */
export function usageDocument({ energy, promptTokens, cachedPromptTokens, completionTokens, forfeitedTokens, samples, seconds, dollars }: Spent, loadSeconds: number): Record<string, unknown> {
  return { promptTokens, cachedPromptTokens, completionTokens, forfeitedTokens, samples, seconds, loadSeconds, energyJoules: energy.joules, energySource: energy.source, dollars };
}
