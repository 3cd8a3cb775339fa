import { batchSizes } from '../../reasoning';
import type { ProblemResult } from '../evaluate';
import { mean } from '../statistics/bootstrap';

/** Of pairs of answers that pass their examples, the share that behaves alike. Null where none were compared. */
export function fitPassingAgree(problems: readonly ProblemResult[]): number | null {
  const shares = problems.filter(({ features }) => features.examples > 0).flatMap(({ orders }) => {
    const compared = orders.flat().flatMap(({ policy, pairsAlike }) => (policy.startsWith('fixed-') && pairsAlike !== null ? [pairsAlike] : []));
    return compared.length === 0 ? [] : [mean(compared)];
  });
  return shares.length === 0 ? null : mean(shares);
}

/** Without examples: how often a comparison ends the run. Null where there were none. */
export function fitSettled(problems: readonly ProblemResult[], samples: number): number | null {
  const runs = problems.filter(({ features }) => features.examples === 0 && features.canCompare).flatMap(({ orders }) => orders.flat().filter(({ policy }) => policy === 'policy'));
  const ends = batchSizes(samples).reduce<number[]>((sizes, size) => [...sizes, (sizes.at(-1) ?? 1) + size], []);
  const comparisons = runs.reduce((sum, run) => sum + ends.filter((end) => end <= run.samples).length, 0);
  return comparisons === 0 ? null : runs.filter((run) => run.samples < samples).length / comparisons;
}
