import { ReckonError } from '../base/errors';
import type { OwnTestsJudge } from '../reasoning';
import { requirePermission, requirePlace, type OwnTests, type TestPlan } from '../verification/ownTests';
import type { CodeTask } from '../verification/types';
import type { SolveOwnTests } from './types';

/**
 * The function of `file` whose place an answer to the task would take. Reads files and runs nothing.
 * @throws ReckonError `invalid-input` (the task names no function, the file is no part of the project or one of its
 * tests), `file-not-found`, `function-not-found`.
 */
export async function placeOfAnswer(plan: TestPlan, file: string, { functionName }: CodeTask): Promise<string> {
  if (functionName === null) {
    throw new ReckonError('invalid-input', 'The task names no function, so there is nothing that could take a place in your project.', {
      hint: 'Name the function (on the command line with --function), or solve without your own tests.',
    });
  }
  await requirePlace(plan, { id: 'none', file, code: '', functionName });
  return functionName;
}

/**
 * The project's own tests as the judge of a run's winner.
 * @throws ReckonError before anything runs: as `placeOfAnswer`, and `untrusted-workspace`, `consent-required`.
 */
export async function createOwnTestsJudge(ownTests: OwnTests, task: CodeTask, wish: SolveOwnTests): Promise<OwnTestsJudge> {
  const { plan, file, isTrusted, consent, onProgress } = wish;
  requirePermission(wish);
  const functionName = await placeOfAnswer(plan, file, task);
  return {
    command: plan.command,
    judge: async ({ id, code }, abortSignal) => {
      const { verdict, evidence } = await ownTests.verify({
        plan, isTrusted, consent, abortSignal, candidate: { id, file, code, functionName }, ...(onProgress ? { onProgress } : {}),
      });
      return { status: verdict.status, reason: verdict.reason, passed: evidence.passed, total: evidence.total, isolation: evidence.isolation };
    },
  };
}
