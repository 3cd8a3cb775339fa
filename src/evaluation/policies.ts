import type { ComputeBudget } from '../budget';
import { SELECTOR_IDS, STRATEGY_IDS, type StoppingRule, type StrategyName } from '../reasoning';

/** A way to spend compute on a problem, to be compared with others on the same samples. */
export interface PolicySpec {
  readonly name: string;
  /** What it is, in words. */
  readonly title: string;
  readonly rule: StoppingRule;
  readonly budget: ComputeBudget;
  /** Ways to spend compute that may follow the fast answer; those of the product where it is left out. */
  readonly strategies?: readonly StrategyName[];
}

/**
 * The policy of the product, and what it is compared with: the greedy answer alone, N samples whatever they are like
 * (the best of which is chosen as the controller chooses), and stopping at the first that passes.
 */
export function policiesFor(samples: number): readonly PolicySpec[] {
  const fixed = FIXED.filter((count) => count < samples).concat(samples);
  return [
    { name: 'greedy', title: 'the greedy answer', rule: 'first-pass', budget: { maxSamples: 1 } },
    ...fixed.map((count): PolicySpec => ({ name: `fixed-${count}`, title: `always ${count} samples`, rule: 'all-samples', budget: { maxSamples: count } })),
    { name: 'first-pass', title: `up to ${samples}, until one passes`, rule: 'first-pass', budget: { maxSamples: samples } },
    { name: 'policy', title: `up to ${samples}, until two that pass agree`, rule: 'two-agree', budget: { maxSamples: samples } },
  ];
}

/** Those of them that runs at the levels of the slider follow. */
export const LEVEL_POLICIES = ['first-pass', 'policy'] as const;

/** Policies are compared without the limits that a level of the slider has. */
export const UNLIMITED = { maxTokens: Infinity, maxSeconds: Infinity } as const;

const FIXED = [2, 4, 8];

/**
 * Each strategy alone after the fast answer; and each way to choose among plain samples, all of which are drawn, as
 * `fixed` does without it. What they ask is recorded only where a model is there to answer.
 */
export function strategyPolicies(samples: number): readonly PolicySpec[] {
  return [
    // A cascade needs a second model, and a recording is of one.
    ...STRATEGY_IDS.filter((id) => id !== 'cascade').map((id): PolicySpec => ({
      name: id, title: `${id} alone, up to ${samples}, until one passes`, rule: 'first-pass', budget: { maxSamples: samples }, strategies: [id],
    })),
    ...SELECTOR_IDS.map((id): PolicySpec => ({
      name: id, title: `always ${samples} samples, chosen by ${id}`, rule: 'all-samples', budget: { maxSamples: samples }, strategies: ['best-of-n', id],
    })),
  ];
}
