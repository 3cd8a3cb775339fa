import { ReckonError } from '../base/errors';
import type { CodeTask, OwnTestsReport, Verdict } from '../verification/types';
import type { DrawnCandidate, JudgedCandidate, StepOutcome } from './events';
import type { OwnTestsJudge } from './ownTestsJudge';
import { runStep, unlessOver, type RunContext, type RunRecord } from './run';

/** `open`: nothing was learned, because the tests cannot judge or the run was over first. */
export type OwnTestsResult = 'passed' | 'failed' | 'open';

interface StepEnd {
  readonly outcome: StepOutcome;
  readonly detail: string;
  readonly value: OwnTestsResult;
}

/** The judge that may still be asked; null when there is none, or it has turned out to be of no use. */
export function judgeOf({ ownTests }: RunContext, record: RunRecord): OwnTestsJudge | null {
  return ownTests === null || record.ownTestsFault !== null ? null : ownTests;
}

/** Whether own tests are all that could decide about a candidate, and have not yet: no example, and nothing else against it. */
export function isOpen({ examples }: CodeTask, { verdict }: JudgedCandidate): boolean {
  return examples.length === 0 && verdict?.status === 'inconclusive' && verdict.ownTests === undefined;
}

/**
 * Runs the person's own tests with a candidate. One that fails them loses its verdict, whatever it passed
 * before; one that passes them has passed, also where the task states no example.
 */
export async function ownTestsStep(context: RunContext, record: RunRecord, judge: OwnTestsJudge, { candidate, verdict }: JudgedCandidate): Promise<OwnTestsResult> {
  if (verdict === null || verdict.ownTests !== undefined) {
    return verdict?.ownTests?.status === 'passed' ? 'passed' : 'open';
  }
  const stepId = `own-tests-${candidate.id}`;
  return runStep(context, { stepId, kind: 'own-tests', title: `Your tests: ${judge.command}` }, async () => {
    const report = await ask(context, record, judge, candidate);
    return report === null ? openEnd(record) : settle(context, record, stepId, verdict, report);
  });
}

/** Null when the run was over first, or the tests cannot be run: that is kept, and they are not asked again. */
async function ask(context: RunContext, record: RunRecord, judge: OwnTestsJudge, candidate: DrawnCandidate): Promise<OwnTestsReport | null> {
  try {
    const report = await unlessOver(context, judge.judge(candidate, context.confirmSignal));
    if (report === null) {
      record.setOwnTestsFault('the run was over before they were done');
    }
    return report;
  } catch (error) {
    if (!ReckonError.is(error)) {
      throw error;
    }
    // The person's tests are beside the point of the run: what it has without them counts, and says so.
    record.setOwnTestsFault(error.message);
    return null;
  }
}

function settle(context: RunContext, record: RunRecord, stepId: string, before: Verdict, report: OwnTestsReport): StepEnd {
  if (report.status === 'inconclusive') {
    record.setOwnTestsFault(report.reason);
    return openEnd(record);
  }
  const isPassed = report.status === 'passed';
  const decided = before.status === 'passed' && isPassed ? {} : { status: report.status, reason: report.reason };
  const verdict: Verdict = { ...before, ...decided, ownTests: report };
  record.setVerdict(verdict);
  if (isPassed) {
    // They ran twice, each time in a copy and in processes of its own.
    record.setConfirmed(verdict.candidateId);
  }
  context.emit({ type: 'candidate-judged', stepId, verdict });
  return { outcome: isPassed ? 'passed' : 'failed', detail: report.reason, value: isPassed ? 'passed' : 'failed' };
}

function openEnd(record: RunRecord): StepEnd {
  return { outcome: 'stopped', detail: record.ownTestsFault ?? '', value: 'open' };
}
