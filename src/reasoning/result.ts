import { serializeError } from '../base/errors';
import type { BudgetAccount, CostEstimate } from '../budget';
import { measuresOf } from '../measures';
import { notCheckedOf, type NotChecked } from '../verification/notChecked';
import type { CodeTask, Evidence } from '../verification/types';
import { confidenceOf } from './confidence';
import { doubtfulExample } from './doubtfulExample';
import type { FurtherModelOutcome, JudgedCandidate, ReasoningResult, ResultStatus, RunModel, StopReason } from './events';
import type { RunRecord } from './run';
import { NOTHING_RAN } from '../verification/verifier';
import { stopWords } from './stopWords';
import { heldProperties, isPassing, isRejectedByTests, passedExamples, selectBest, triedProperties, typesFit } from './selection';

export interface ResultInput {
  readonly record: RunRecord;
  readonly stopReason: StopReason;
  readonly account: BudgetAccount;
  /** Seconds that drawing had; null when it never began. */
  readonly drawingSeconds: number | null;
  readonly loadSeconds: number;
  readonly estimate: CostEstimate;
  readonly model: RunModel;
  /** Null without further models, or where the run ended before its first one was ready. */
  readonly further: readonly FurtherModelOutcome[] | null;
  readonly task: CodeTask;
}

/** Sums a run up. "Verified" is said only of an answer that passed, and passed again in a fresh process; without examples, that the person's own tests passed. */
export function buildResult(input: ResultInput): ReasoningResult {
  const { record, stopReason, account, drawingSeconds, loadSeconds, estimate, model, further, task } = input;
  const candidates = record.judged();
  const best = selectBest(candidates);
  const status = statusOf(best, record);
  const doubt = doubtfulExample(task, candidates);
  return {
    status,
    code: best?.candidate.code ?? null,
    selectedId: best?.candidate.id ?? null,
    candidates,
    evidence: best ? evidenceFor(best, candidates) : [],
    ...(record.generated.tests.length > 0 ? { generatedTests: record.generated.summary() } : {}),
    ...(record.difference === null ? {} : { difference: record.difference }),
    notChecked: best ? [...notCheckedOf(task, best.verdict), ...ownTestsNotChecked(record, best)] : [],
    stopReason,
    failure: record.failure === null ? null : serializeError(record.failure),
    summary: [summarize(status, best, candidates, stopWords(stopReason, { account, drawingSeconds, refused: record.refused })), ...(doubt === null ? [] : [doubt])].join(' '),
    confidence: confidenceOf({ status, task, best, candidates }, measuresOf(best?.candidate.model ?? model.id)),
    spent: account.spent(),
    loadSeconds,
    budget: account.budget,
    estimate,
    model,
    ...(further === null ? {} : { further }),
    task,
  };
}

function statusOf(best: JudgedCandidate | null, record: RunRecord): ResultStatus {
  if (best === null) {
    return 'abstained';
  }
  return isPassing(best) && record.isConfirmed(best.candidate.id) ? 'verified' : 'unverified';
}

function evidenceFor(best: JudgedCandidate, candidates: readonly JudgedCandidate[]): Evidence[] {
  if (best.verdict === null) {
    return [];
  }
  const { isolation, results } = best.verdict;
  const evidence: Evidence[] = [];
  if (results.length > 0) {
    evidence.push({ kind: 'examples', passed: passedExamples(best), total: results.length, isolation });
  }
  if (triedProperties(best) > 0) {
    evidence.push({ kind: 'properties', passed: heldProperties(best), total: triedProperties(best), isolation });
  }
  if (best.verdict.types) {
    evidence.push({ kind: 'types', passed: typesFit(best) ? 1 : 0, total: 1, isolation: NOTHING_RAN });
  }
  const compared = candidates.filter(({ cluster }) => cluster !== null).length;
  if (best.cluster !== null && compared > 1) {
    evidence.push({ kind: 'agreement', passed: candidates.filter(({ cluster }) => cluster === best.cluster).length, total: compared, isolation });
  }
  if (best.generated) {
    evidence.push({ kind: 'generated-tests', passed: best.generated.passed, total: best.generated.total, isolation });
  }
  if (best.verdict.ownTests) {
    const { passed, total, isolation: around } = best.verdict.ownTests;
    evidence.push({ kind: 'own-tests', passed, total, isolation: around });
  }
  return evidence;
}

/** Why the person's own tests say nothing of the answer, where they were to. */
function ownTestsNotChecked({ ownTestsFault }: RunRecord, { verdict }: JudgedCandidate): NotChecked[] {
  return ownTestsFault === null || verdict?.ownTests ? [] : [{ text: 'your own tests', detail: ownTestsFault }];
}

function summarize(
  status: ResultStatus,
  best: JudgedCandidate | null,
  candidates: readonly JudgedCandidate[],
  stopped: string,
): string {
  const count = candidates.length === 1 ? '1 candidate' : `${candidates.length} candidates`;
  if (best === null) {
    return `No answer: ${stopped}.`;
  }
  const total = best.verdict?.results.length ?? 0;
  const examples = `${passedExamples(best)} of ${total} example${total === 1 ? '' : 's'}`;
  if (status === 'verified') {
    return total === 0
      ? `Verified by your tests alone, as the task states no example: ${testWords(best)} (${count} drawn).`
      : `Verified: the answer passes ${examples}, and again in a fresh process${best.verdict?.ownTests ? `; ${testWords(best)}` : ''} (${count} drawn).`;
  }
  if (isRejectedByTests(best)) {
    return `Not verified: the best of ${count} ${total === 0 ? 'does' : `passes ${examples} and does`} not pass your tests, ${best.verdict?.ownTests?.reason ?? ''}; ${stopped}.`;
  }
  if (best.verdict === null) {
    return `Not verified: the answer was written, but not checked: ${stopped}.`;
  }
  if (total === 0) {
    return `Not verified: ${stopped}.`;
  }
  if (best.verdict?.status === 'overfitted') {
    return `Not verified: the best of ${count} passes the examples because it knows them, ${best.verdict.reason}; ${stopped}.`;
  }
  return isPassing(best)
    ? `Not verified: the answer passed ${examples} once, but could not be confirmed; ${stopped}.`
    : `Not verified: the best of ${count} passes ${examples}; ${stopped}.`;
}

function testWords({ verdict }: JudgedCandidate): string {
  return verdict?.ownTests?.reason ?? 'your tests passed';
}
