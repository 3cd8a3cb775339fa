import type { PolicyRun, ProblemResult } from '../evaluate';
import { LEVEL_POLICIES } from '../policies';
import { isRight } from '../scoring';
import { fitLogistic, type Case } from './logistic';
import type { LogisticModel } from '../../measures';

/** Policies that the levels of the slider use, so that their runs are what people see. */
const SHOWN_POLICIES: ReadonlySet<string> = new Set(['greedy', ...LEVEL_POLICIES]);

/** Runs that ended verified, by what speaks for their answer; all runs of a problem together count as one. */
export function verifiedCases(problems: readonly ProblemResult[]): readonly Case[] {
  return problems.flatMap(({ orders }) => {
    const runs = orders.flat().filter(({ policy, evidence }) => SHOWN_POLICIES.has(policy) && evidence !== null);
    return runs.map((run): Case => ({ features: run.evidence ?? {}, outcome: Number(isRightRun(run)), weight: 1 / runs.length }));
  });
}

/** Null where no run ended verified. */
export function fitConfidence(problems: readonly ProblemResult[]): LogisticModel | null {
  const cases = verifiedCases(problems);
  return cases.length === 0 ? null : fitLogistic(cases);
}

function isRightRun({ score }: PolicyRun): boolean {
  return score !== null && isRight(score);
}
