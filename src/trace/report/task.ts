import { formatCount, formatProbability, formatSeconds, plural } from '../../base/format';
import type { JudgedCandidate, ReasoningResult } from '../../reasoning';
import { passedExamples } from '../../reasoning/selection';
import { contextLine } from '../../verification/task/contextLine';
import type { Trace } from '../document';
import { resultOf } from '../result';
import { earlierWords } from './earlier';
import { callRow, factsOf, noResultWords, promptText, stepsOf, type Report, type ReportDrawn } from './report';

const COLUMNS = ['candidate', 'verdict', 'examples', 'agrees as', 'tokens', 'mean log-probability', 'why'];

/** What is said of the run of a task. */
export function taskReport(trace: Trace): Report {
  const { request, events } = trace;
  const result = resultOf(trace);
  const { task } = request;
  const candidates = result?.candidates ?? [];
  return {
    title: `${task.functionName ?? 'Task'} (${task.language})`,
    status: statusOf(result),
    summary: result?.summary ?? noResultWords(trace),
    answer: result?.code ? { text: result.code, language: task.language } : null,
    facts: [
      ...factsOf(trace, request, result?.spent ?? null, {
        about: [...furtherFacts(result), ...earlierFacts(request)],
        shown: task.context === undefined ? [] : [['shown', contextLine(task.context)]],
      }),
      ...(result?.confidence === null || result === null ? [] : [['confidence', `about ${formatProbability(result.confidence)} likely right`] as const]),
    ],
    asked: { heading: 'Task', text: task.text, language: task.language },
    steps: stepsOf(events),
    drawn: {
      heading: 'Candidates',
      columns: COLUMNS,
      rows: candidates.map((each) => rowOf(each, result?.selectedId ?? null)),
      texts: candidates.map((each) => textOf(each, result?.selectedId ?? null)),
    },
    checks: trace.checks.map((check) => [
      check.kind, check.candidateId, check.kind === 'own-tests' || check.fresh ? 'yes' : 'no', outcomeOf(check), check.ended === null ? '' : formatSeconds(check.ended.at - check.startedAt), isolationOf(check),
    ]),
    calls: trace.calls.map(callRow),
    prompts: trace.prompts.map(({ id, prompt }) => ({ id, text: promptText(prompt) })),
    notChecked: result?.notChecked.map(({ text }) => text) ?? [],
  };
}

/** Who wrote the answer, and what became of the further models; nothing where the run had one. */
function furtherFacts(result: ReasoningResult | null): [name: string, value: string][] {
  if (result?.further === undefined) {
    return [];
  }
  const selected = result.candidates.find(({ candidate }) => candidate.id === result.selectedId)?.candidate;
  const others = result.further.map(({ id, location, candidates, failure }) => `${id} (${location}): ${failure === null ? plural(candidates, 'candidate') : failure.message}`);
  return [['further models', others.join('; ')], ...(selected === undefined ? [] : [['written by', selected.model ?? result.model.id] as [string, string]])];
}

/** What the run began with; nothing where it began anew. */
function earlierFacts({ previous }: Trace['request']): [name: string, value: string][] {
  return previous === undefined ? [] : [['went on with', `an earlier run: ${earlierWords(previous)}`]];
}

function statusOf(result: ReasoningResult | null): string {
  return result === null ? 'No result' : { verified: 'Verified', unverified: 'Not verified', abstained: 'No answer' }[result.status];
}

function rowOf(judged: JudgedCandidate, selectedId: string | null): string[] {
  const { candidate, verdict, cluster } = judged;
  return [
    `${candidate.id}${candidate.id === selectedId ? ' (answer)' : ''}`,
    verdict?.status ?? 'not checked',
    verdict === null ? '' : `${passedExamples(judged)} of ${verdict.results.length}`,
    cluster ?? '',
    formatCount(candidate.completionTokens),
    candidate.meanLogprob === null ? '' : candidate.meanLogprob.toFixed(2),
    verdict?.reason ?? '',
  ];
}

function textOf({ candidate, verdict }: JudgedCandidate, selectedId: string | null): ReportDrawn {
  return {
    id: candidate.id,
    words: `${verdict?.status ?? 'not checked'}${candidate.id === selectedId ? ', the answer' : ''}`,
    note: verdict === null ? '' : `Checked ${verdict.isolation.level}: ${verdict.isolation.description}.`,
    text: candidate.code,
    language: candidate.language,
  };
}

function outcomeOf(check: Trace['checks'][number]): string {
  switch (check.kind) {
    case 'verify':
      return check.verdict === null ? 'stopped' : check.verdict.status;
    case 'fingerprint':
      return check.outcomes === null ? 'stopped' : `${check.outcomes.filter((outcome) => outcome !== null).length} of ${plural(check.outcomes.length, 'input')} told`;
    case 'own-tests':
      return check.report === null ? (check.error?.message ?? 'stopped') : check.report.reason;
  }
}

function isolationOf(check: Trace['checks'][number]): string {
  switch (check.kind) {
    case 'verify':
      return check.verdict?.isolation.level ?? '';
    case 'fingerprint':
      return '';
    case 'own-tests':
      return check.report?.isolation.level ?? '';
  }
}
