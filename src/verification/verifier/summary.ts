import { plural } from '../../base/format';
import { canonicalKey, isComparable } from '../canonical';
import { actualText, missText, withoutPlace } from '../miss';
import type { Candidate, Example, ExampleStatus, ExecutionResult, Language, Verdict } from '../types';
import { judgeExample } from './judge';
import type { Observed, RunReport } from './sandboxProcess';

/** A report's examples beside what was expected of them. */
export function judgeReport({ failure, outcomes }: RunReport, examples: readonly Example[], candidate: Candidate): { readonly status: ExampleStatus; readonly results: Verdict['results'] } {
  const failed = failure && withKnownPlace(failure, candidate);
  const results = examples.map((example, index) => judgeExample(example, failed ?? outcomes[index], candidate.language, failed !== null));
  return { status: overall(results.map((result) => result.status)), results };
}

/** A line of the program is one of the answer only where nothing was put before it or taken out. */
function withKnownPlace(failure: Observed, { code, program }: Candidate): Observed {
  return failure.type === 'raised' && program.code !== code ? { ...failure, message: withoutPlace(failure.message) } : failure;
}

/** Where there is nothing to run, at least whether the code loads. @param nothingToRun why there is not, in words */
export function judgeLoading(reports: readonly RunReport[], nothingToRun: string): { readonly status: ExampleStatus; readonly reason: string } {
  // With nothing to run, an outcome can only be the end of the process while it loaded the code.
  const failure = reports.map((report) => report.failure ?? report.outcomes[0]).find((each) => each !== undefined);
  switch (failure?.type) {
    case 'raised':
      return { status: 'failed', reason: `the code does not load: ${actualText({ actual: failure.exception, message: failure.message }) ?? ''}` };
    case 'timed-out':
      return { status: 'timed-out', reason: 'loading the code took too long' };
    case 'crashed':
      return { status: 'crashed', reason: `loading the code: ${failure.reason}` };
    case 'missing-package':
      return { status: 'inconclusive', reason: `the sandbox has no package ${failure.name}` };
    case 'refused':
      return { status: 'inconclusive', reason: failure.why };
    default:
      return { status: 'inconclusive', reason: nothingToRun };
  }
}

/** Null for what cannot be compared, so that two results that nobody knows are never taken for one. */
export function keyOf(observed: Observed | undefined, language: Language): string | null {
  if (observed?.type === 'value') {
    return isComparable(observed.value) ? canonicalKey(observed.value, language) : null;
  }
  return observed?.type === 'raised' ? `raises:${observed.exception}` : null;
}

export function executionResult(observed: Observed | undefined): ExecutionResult {
  switch (observed?.type) {
    case 'value':
      return { type: 'value', value: observed.value };
    case 'raised':
      return { type: 'raised', exception: observed.exception, message: observed.message };
    case 'missing-package':
      return { type: 'stopped', reason: `the sandbox has no package ${observed.name}` };
    case 'crashed':
      return { type: 'stopped', reason: observed.reason };
    case 'refused':
    case 'self-judged':
      return { type: 'stopped', reason: observed.why };
    case 'timed-out':
      return { type: 'stopped', reason: 'it took too long' };
    case 'unsettled':
      return { type: 'stopped', reason: 'it waits for what never comes' };
    default:
      return { type: 'stopped', reason: 'it was not reached' };
  }
}

/** The worst outcome decides; what could not be judged never counts as passed. */
function overall(statuses: readonly ExampleStatus[]): ExampleStatus {
  const order: readonly ExampleStatus[] = ['crashed', 'timed-out', 'failed', 'inconclusive'];
  return order.find((status) => statuses.includes(status)) ?? 'passed';
}

/** What decided, in one sentence. */
export function explain(status: ExampleStatus, results: Verdict['results'], examples: readonly Example[]): string {
  if (status === 'passed') {
    return `passes ${results.length} of ${plural(results.length, 'example')}`;
  }
  // The shortest one that shows it: people, and a model that is to mend it, see most in little.
  const deciding = results.map((each, at) => ({ result: each, label: examples[at]?.expression ?? '' })).filter((each) => each.result.status === status);
  const { result, label = '' } = deciding.reduce<(typeof deciding)[number] | undefined>((best, each) => (best && best.label.length <= each.label.length ? best : each), undefined) ?? {};
  const first = status === 'failed' && result ? `${label} ${missText(result)}` : `${label}: ${result?.message ?? status}`;
  return deciding.length === 1 ? first : `${DECIDED_BY[status]} ${deciding.length} of ${plural(results.length, 'example')}, the smallest: ${first}`;
}

/** What becomes of several examples, in words that no number beside them turns around. */
const DECIDED_BY: Readonly<Record<Exclude<ExampleStatus, 'passed'>, string>> = {
  failed: 'fails',
  'timed-out': 'takes too long for',
  crashed: 'crashes on',
  inconclusive: 'cannot be judged on',
};
