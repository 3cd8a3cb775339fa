import { ReckonError } from '../base/errors';
import type { OwnTestsJudge } from '../reasoning';
import type { OwnTests, OwnTestsRequest } from '../verification/ownTests';
import type { CodeTask } from '../verification/types';
import type { SolveOwnTests } from './types';

/**
 * The project's own tests as the judge of a run's winner, which takes the place of the task's function in `file`.
 * @throws ReckonError before anything runs: `invalid-input` (the task names no function, the file is no part of the
 * project or one of its tests), `file-not-found`, `function-not-found`, `untrusted-workspace`, `consent-required`.
 */
export async function createOwnTestsJudge(ownTests: OwnTests, { functionName }: CodeTask, { file, plan, isTrusted, consent, onProgress }: SolveOwnTests): Promise<OwnTestsJudge> {
  if (functionName === null) {
    throw new ReckonError('invalid-input', 'The task names no function, so there is nothing that could take a place in your project.', {
      hint: 'Name the function (on the command line with --function), or solve without your own tests.',
    });
  }
  const request = (id: string, code: string): OwnTestsRequest => ({ plan, isTrusted, consent, candidate: { id, file, code, functionName }, ...(onProgress ? { onProgress } : {}) });
  await ownTests.check(request('none', ''));
  return {
    command: plan.command,
    judge: async ({ id, code }, abortSignal) => {
      const { verdict, evidence } = await ownTests.verify({ ...request(id, code), abortSignal });
      return { status: verdict.status, reason: verdict.reason, passed: evidence.passed, total: evidence.total, isolation: evidence.isolation };
    },
  };
}
