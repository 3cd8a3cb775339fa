import { formatCount, formatDollars, formatEnergy, formatSeconds, formatSpentTokens, plural } from '../../base/format';
import type { Spent } from '../../budget';
import type { Prompt } from '../../model';
import type { JudgedCandidate, ReasoningEvent, ReasoningResult, StepOutcome } from '../../reasoning';
import { passedExamples } from '../../reasoning/selection';
import { contextLine } from '../../verification/task/contextLine';
import type { Trace, TracedCall } from '../document';

/** A step of the run with what was decided after it. */
export interface ReportStep {
  readonly title: string;
  /** Null when the run was over before it was. */
  readonly outcome: StepOutcome | null;
  readonly detail: string;
  readonly startedAt: number;
  readonly seconds: number | null;
  readonly decisions: readonly string[];
}

export interface ReportCandidate {
  readonly id: string;
  readonly isSelected: boolean;
  readonly code: string;
  readonly verdict: string;
  readonly reason: string;
  readonly examples: string;
  readonly cluster: string;
  readonly tokens: number;
  /** In nats; an empty text when it is not known. */
  readonly meanLogprob: string;
  readonly isolation: string;
}

/** What a report says, apart from how it looks. All of it is plain text, and some of it a model wrote. */
export interface Report {
  readonly title: string;
  readonly status: string;
  readonly summary: string;
  readonly code: string | null;
  readonly language: string;
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly task: string;
  readonly steps: readonly ReportStep[];
  readonly candidates: readonly ReportCandidate[];
  readonly checks: readonly (readonly string[])[];
  readonly calls: readonly (readonly string[])[];
  readonly prompts: readonly { readonly id: string; readonly text: string }[];
  readonly notChecked: readonly string[];
}

export const CALL_COLUMNS = ['prompt', 'samples', 'temperature', 'at most', 'prompt tokens', 'written', 'time', 'ended'] as const;
export const CHECK_COLUMNS = ['check', 'candidate', 'fresh process', 'outcome', 'time', 'isolation'] as const;

export function reportOf(trace: Trace): Report {
  const { request, model, machine, events, failure } = trace;
  const result = resultOf(events.map(({ event }) => event));
  const { task } = request;
  return {
    title: `${task.functionName ?? 'Task'} (${task.language})`,
    status: statusOf(result),
    summary: result?.summary ?? `The run came to no result${failure === null ? '' : `: ${failure.message}`}`,
    code: result?.code ?? null,
    language: task.language,
    facts: [
      ['recorded', `${trace.startedAt} by Reckon ${trace.reckon}`],
      ['model', `${model.modelId} (${model.location})${model.digest === null ? '' : `, ${model.digest}`}`],
      ...furtherFacts(result),
      ['machine', `${machine.processor}, ${plural(machine.threads, 'thread')}`],
      ['budget', `${request.level}: ${limitWords(request.budget)}`],
      ['estimate', `${formatSeconds(request.estimate.p50.seconds)} likely, ${formatSeconds(request.estimate.p90.seconds)} nine times in ten; ${formatCount(request.estimate.p50.tokens)} (${formatCount(request.estimate.p90.tokens)}) tokens`],
      ...(task.context === undefined ? [] : [['shown', contextLine(task.context)] as const]),
      ['spent', result === null ? 'unknown' : spentWords(result.spent)],
      ['rule', `${request.rule}, seed ${request.seed}`],
      ...(result?.confidence === null || result === null ? [] : [['confidence', `about ${Math.round(result.confidence * 100)}% likely right`] as const]),
    ],
    task: task.text,
    steps: stepsOf(trace),
    candidates: result?.candidates.map((each) => candidateOf(each, result.selectedId)) ?? [],
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

function resultOf(events: readonly ReasoningEvent[]): ReasoningResult | null {
  const last = events.findLast((event) => event.type === 'run-finished');
  return last?.type === 'run-finished' ? last.result : null;
}

function statusOf(result: ReasoningResult | null): string {
  return result === null ? 'No result' : { verified: 'Verified', unverified: 'Not verified', abstained: 'No answer' }[result.status];
}

function limitWords({ maxSamples, maxTokens, maxSeconds, maxDollars, maxJoules }: Trace['request']['budget']): string {
  const limits = [
    maxSamples === undefined ? null : plural(maxSamples, 'sample'),
    maxTokens === undefined ? null : plural(maxTokens, 'token'),
    maxSeconds === undefined ? null : formatSeconds(maxSeconds),
    maxDollars === undefined ? null : formatDollars(maxDollars),
    maxJoules === undefined ? null : `${formatCount(maxJoules)} J`,
  ].filter((limit) => limit !== null);
  return limits.length === 0 ? 'no limit' : `never more than ${limits.join(', ')}`;
}

function spentWords({ promptTokens, completionTokens, forfeitedTokens, samples, seconds, energy, dollars }: Spent): string {
  return [formatSeconds(seconds), formatSpentTokens(promptTokens + completionTokens, forfeitedTokens), plural(samples, 'sample'), formatEnergy(energy), formatDollars(dollars)].join(', ');
}

type Draft = { -readonly [Key in keyof ReportStep]: ReportStep[Key] } & { decisions: string[] };

function stepsOf({ events }: Trace): ReportStep[] {
  const steps = new Map<string, Draft>();
  let last: Draft | null = null;
  for (const { seconds, event } of events) {
    if (event.type === 'step-started') {
      last = { title: event.title, outcome: null, detail: 'the run was over first', startedAt: seconds, seconds: null, decisions: [] };
      steps.set(event.stepId, last);
    } else if (event.type === 'step-finished') {
      Object.assign(steps.get(event.stepId) ?? {}, { outcome: event.outcome, detail: event.detail, seconds: event.seconds });
    } else if (event.type === 'decision') {
      last?.decisions.push(decisionWords(event.decision));
    }
  }
  return [...steps.values()];
}

function decisionWords({ action, count, reason, passProbability }: Extract<ReasoningEvent, { type: 'decision' }>['decision']): string {
  const what = action === 'sample' ? `${plural(count, 'more sample')}: ` : `${action}: `;
  return `${what}${reason}${passProbability === null || action === 'stop' ? '' : ` (the next one passes: ${Math.round(passProbability * 100)}%)`}`;
}

function candidateOf(judged: JudgedCandidate, selectedId: string | null): ReportCandidate {
  const { candidate, verdict, cluster } = judged;
  return {
    id: candidate.id,
    isSelected: candidate.id === selectedId,
    code: candidate.code,
    verdict: verdict?.status ?? 'not checked',
    reason: verdict?.reason ?? '',
    examples: verdict === null ? '' : `${passedExamples(judged)} of ${verdict.results.length}`,
    cluster: cluster ?? '',
    tokens: candidate.completionTokens,
    meanLogprob: candidate.meanLogprob === null ? '' : candidate.meanLogprob.toFixed(2),
    isolation: verdict === null ? '' : `${verdict.isolation.level}: ${verdict.isolation.description}`,
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

function callRow({ prompt, count, options, usage, startedAt, ended, error, stopped }: TracedCall): string[] {
  const end = error !== null && error.code !== 'cancelled' ? error.message : stopped !== null ? 'stopped' : ended === null ? 'left' : 'whole';
  return [
    prompt, String(count), String(options.temperature ?? 0), `${formatCount(options.maxOutputTokens)} tokens each`,
    usage === null ? 'unknown' : `${formatCount(usage.promptTokens)}${usage.cachedPromptTokens > 0 ? ` (${formatCount(usage.cachedPromptTokens)} kept)` : ''}`,
    usage === null ? 'unknown' : formatCount(usage.completionTokens),
    ended === null ? '' : formatSeconds(ended.at - startedAt), end,
  ];
}

function promptText(prompt: Prompt): string {
  switch (prompt.kind) {
    case 'chat':
      return [...prompt.messages.map(({ role, content }) => `[${role}]\n${content}`), ...(prompt.answerPrefix === undefined ? [] : [`[the answer begins with]\n${prompt.answerPrefix}`])].join('\n\n');
    case 'text':
      return prompt.text;
    case 'fill-in-middle':
      return `[before]\n${prompt.prefix}\n\n[after]\n${prompt.suffix}`;
  }
}
