import { probabilityOf, type LogisticModel, type ModelMeasures } from '../../measures';
import { LIKELY_RIGHT } from '../../reasoning';
import type { PolicyRun, ProblemResult } from '../evaluate';
import { mean } from '../statistics/bootstrap';

/**
 * How often the first answer that passes is likely right by itself, as runs show that stop at it.
 * @param before what stays where there are no such runs
 */
export function fitLikelyRight(problems: readonly ProblemResult[], rightWhenVerified: LogisticModel, before: ModelMeasures['likelyRight']): ModelMeasures['likelyRight'] {
  const runs = problems.flatMap(({ orders }) => orders.flat()).filter(({ policy, evidence }) => policy === 'first-pass' && evidence !== null);
  const shareOf = (some: readonly PolicyRun[]): number | null =>
    some.length === 0 ? null : mean(some.map(({ evidence }) => Number(probabilityOf(rightWhenVerified, evidence ?? {}) >= LIKELY_RIGHT)));
  return {
    fast: shareOf(runs.filter(({ samples }) => samples === 1)) ?? before.fast,
    later: shareOf(runs.filter(({ samples }) => samples > 1)) ?? before.later,
  };
}
