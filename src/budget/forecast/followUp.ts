import type { StrategyMeasure } from '../../measures';

/** What the first model's calls after the fast answer are like, beside batches over the plain prompt. */
export interface FollowUp extends Pick<StrategyMeasure, 'passRatio' | 'tokenRatio' | 'promptRatio'> {
  /** Its answers are written one after another, and the first that passes is the last; else all rows grow together. */
  readonly isOneByOne: boolean;
}

export const PLAIN: FollowUp = { passRatio: 1, tokenRatio: 1, promptRatio: 1, isOneByOne: false };
