import type { OwnTestsJudge } from '../../src/reasoning';
import type { DrawnCandidate } from '../../src/reasoning/events';
import type { OwnTestsReport, VerdictStatus } from '../../src/verification/types';

const ISOLATION = { level: 'isolated', description: 'a scripted copy' } as const;

export function testsReport(status: VerdictStatus): OwnTestsReport {
  return { status, reason: status === 'passed' ? 'your tests passed: 3 of 3 as before' : `scripted tests ${status}`, passed: status === 'passed' ? 3 : 1, total: 3, isolation: ISOLATION };
}

/** A person's own tests that judge by what the candidate's text contains, and remember what they were asked. */
export class ScriptedJudge implements OwnTestsJudge {
  readonly command = 'npm test';
  readonly asked: string[] = [];

  constructor(private readonly verdict: (code: string, abortSignal: AbortSignal) => VerdictStatus | Promise<VerdictStatus> = () => 'passed') {}

  async judge({ id, code }: DrawnCandidate, abortSignal: AbortSignal): Promise<OwnTestsReport> {
    this.asked.push(id);
    return testsReport(await this.verdict(code, abortSignal));
  }
}
