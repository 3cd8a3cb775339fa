import { formatCount, formatDollars, formatEnergy, formatPrice, formatProbability, formatSeconds, formatSpentTokens, plural } from '../../base/format';
import type { BudgetLevel, ComputeBudget, CostEstimate, Spent } from '../../budget';
import type { Prompt } from '../../model';
import type { StepOutcome } from '../../reasoning';
import type { RecordedRun, RunEvent, TracedCall, TracedEvent } from '../document';
import { basisWords } from './basis';

/** A step of the run with what was decided after it. */
export interface ReportStep {
  readonly title: string;
  /** Null when the run was over before it was. */
  readonly outcome: StepOutcome | null;
  readonly detail: string;
  readonly startedAt: number;
  readonly seconds: number | null;
  /** Each with its reason, and the numbers that it was made from where they were kept. */
  readonly decisions: readonly string[];
}

/** A text with how it is called in a code fence. */
export interface ReportText {
  readonly text: string;
  readonly language: string;
}

/** Something that was drawn, as a model wrote it. */
export interface ReportDrawn extends ReportText {
  readonly id: string;
  /** What came of it, behind its id. */
  readonly words: string;
  /** Empty where there is nothing more to say. */
  readonly note: string;
}

/** What a report says, apart from how it looks. All of it is plain text, and some of it a model wrote. */
export interface Report {
  readonly title: string;
  readonly status: string;
  readonly summary: string;
  /** Null where there is none. */
  readonly answer: ReportText | null;
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly asked: ReportText & { readonly heading: string };
  readonly steps: readonly ReportStep[];
  /** A row for each of what was drawn, and each in full. */
  readonly drawn: { readonly heading: string; readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[]; readonly texts: readonly ReportDrawn[] };
  /** Null where nothing is ever checked. */
  readonly checks: readonly (readonly string[])[] | null;
  readonly calls: readonly (readonly string[])[];
  readonly prompts: readonly { readonly id: string; readonly text: string }[];
  readonly notChecked: readonly string[];
}

export const CALL_COLUMNS = ['prompt', 'samples', 'temperature', 'at most', 'prompt tokens', 'written', 'time', 'ended'] as const;
export const CHECK_COLUMNS = ['check', 'candidate', 'fresh process', 'outcome', 'time', 'isolation'] as const;

/** What was allowed and foretold. */
interface Terms {
  readonly level: BudgetLevel;
  readonly budget: ComputeBudget;
  readonly estimate: CostEstimate;
  readonly rule: string;
  readonly seed: number;
}

/** What is said of a run whatever was asked: `about` stands behind the model, `shown` behind the estimate. */
export function factsOf(
  { startedAt, reckon, model, machine }: RecordedRun<unknown>,
  { level, budget, estimate, rule, seed }: Terms,
  spent: Spent | null,
  { about = [], shown = [] }: { readonly about?: Report['facts']; readonly shown?: Report['facts'] } = {},
): Report['facts'] {
  return [
    ['recorded', `${startedAt} by Reckon ${reckon}`],
    ['model', `${model.modelId} (${model.location})${model.digest === null ? '' : `, ${model.digest}`}${model.price === undefined ? '' : `, ${formatPrice(model.price)}`}`],
    ...about,
    ['machine', `${machine.processor}, ${plural(machine.threads, 'thread')}`],
    ['budget', `${level}: ${limitWords(budget)}`],
    ['estimate', `${formatSeconds(estimate.p50.seconds)} likely, ${formatSeconds(estimate.p90.seconds)} nine times in ten; ${formatCount(estimate.p50.tokens)} (${formatCount(estimate.p90.tokens)}) tokens`],
    ...shown,
    ['spent', spent === null ? 'unknown' : spentWords(spent)],
    ['rule', `${rule}, seed ${seed}`],
  ];
}

/** What a run that came to nothing has in place of a summary. */
export function noResultWords({ failure }: Pick<RecordedRun<unknown>, 'failure'>): string {
  return `The run came to no result${failure === null ? '' : `: ${failure.message}`}`;
}

type Draft = { -readonly [Key in keyof ReportStep]: ReportStep[Key] } & { decisions: string[] };

/** The steps of any run, with what was decided after each. */
export function stepsOf(events: readonly TracedEvent<RunEvent>[]): ReportStep[] {
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
      if ('basis' in event.decision && event.decision.basis !== undefined) {
        last?.decisions.push(basisWords(event.decision.basis));
      }
    }
  }
  return [...steps.values()];
}

function decisionWords(decision: Extract<RunEvent, { type: 'decision' }>['decision']): string {
  const { action, count, reason } = decision;
  const what = action === 'sample' ? `${plural(count, 'more sample')}: ` : `${action}: `;
  // How likely a lead lasts is part of the reason where answers are counted.
  const passes = 'passProbability' in decision && action !== 'stop' ? decision.passProbability : null;
  return `${what}${reason}${passes === null ? '' : ` (the next one passes: ${formatProbability(passes)})`}`;
}

function limitWords({ maxSamples, maxTokens, maxSeconds, maxDollars, maxJoules }: ComputeBudget): string {
  const limits = [
    maxSamples === undefined ? null : plural(maxSamples, 'sample'),
    maxTokens === undefined ? null : plural(maxTokens, 'token'),
    maxSeconds === undefined ? null : formatSeconds(maxSeconds),
    maxDollars === undefined ? null : formatDollars(maxDollars),
    maxJoules === undefined ? null : `${formatCount(maxJoules)} J`,
  ].filter((limit) => limit !== null);
  return limits.length === 0 ? 'no limit' : `never more than ${limits.join(', ')}`;
}

export function spentWords({ promptTokens, completionTokens, forfeitedTokens, samples, seconds, energy, dollars }: Spent): string {
  return [formatSeconds(seconds), formatSpentTokens(promptTokens + completionTokens, forfeitedTokens), plural(samples, 'sample'), formatEnergy(energy), formatDollars(dollars)].join(', ');
}

/** Cells of `CALL_COLUMNS`. */
export function callRow({ prompt, count, options, usage, startedAt, ended, error, stopped }: TracedCall): string[] {
  const end = error !== null && error.code !== 'cancelled' ? error.message : stopped !== null ? 'stopped' : ended === null ? 'left' : 'whole';
  return [
    prompt, String(count), String(options.temperature ?? 0), `${formatCount(options.maxOutputTokens)} tokens each`,
    usage === null ? 'unknown' : `${formatCount(usage.promptTokens)}${usage.cachedPromptTokens > 0 ? ` (${formatCount(usage.cachedPromptTokens)} kept)` : ''}`,
    usage === null ? 'unknown' : formatCount(usage.completionTokens),
    ended === null ? '' : formatSeconds(ended.at - startedAt), end,
  ];
}

export function promptText(prompt: Prompt): string {
  switch (prompt.kind) {
    case 'chat':
      return [...prompt.messages.map(({ role, content }) => `[${role}]\n${content}`), ...(prompt.answerPrefix === undefined ? [] : [`[the answer begins with]\n${prompt.answerPrefix}`])].join('\n\n');
    case 'text':
      return prompt.text;
    case 'fill-in-middle':
      return `[before]\n${prompt.prefix}\n\n[after]\n${prompt.suffix}`;
  }
}
