import type { StoppingRule } from './types';

/** From this probability on a passing answer needs no second opinion: it would be wrong one time in five at most. */
export const LIKELY_RIGHT = 0.8;

/** Whether a passing answer is enough by itself. @param confidence probability that it is right; null: no basis */
export function isEnough(rule: StoppingRule, confidence: number | null): boolean {
  return rule === 'first-pass' || (rule === 'likely-right' && confidence !== null && confidence >= LIKELY_RIGHT);
}
