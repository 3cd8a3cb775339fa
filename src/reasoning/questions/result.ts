import { serializeError } from '../../base/errors';
import { formatSeconds, plural } from '../../base/format';
import type { BudgetAccount, CostEstimate } from '../../budget';
import type { Question } from '../../prompts';
import type { RunModel, StopReason } from '../events';
import { stopWords } from '../stopWords';
import type { QuestionResult, QuestionStatus, QuestionStopReason } from './events';
import type { QuestionRun } from './run';

export interface QuestionResultInput {
  /** Null when the run ended before anything could be drawn. */
  readonly run: QuestionRun | null;
  readonly stopReason: QuestionStopReason;
  readonly account: BudgetAccount;
  readonly loadSeconds: number;
  readonly estimate: CostEstimate;
  readonly model: RunModel;
  readonly question: Question;
}

type Outcome = Pick<QuestionResult, 'status' | 'answer' | 'share' | 'isCutOff'> & { readonly form: Question['form'] };

/** Sums a run up, in words that claim no more than what was seen: agreement is no proof. */
export function buildQuestionResult(input: QuestionResultInput): QuestionResult {
  const { run, stopReason, account, loadSeconds, estimate, model, question } = input;
  const { form, ...outcome } = outcomeOf(input);
  return {
    ...outcome,
    groups: run?.groups ?? [],
    samples: run?.samples ?? [],
    stopReason,
    failure: run === null || run.failure === null ? null : serializeError(run.failure),
    summary: summarize(outcome, input),
    spent: account.spent(),
    loadSeconds,
    budget: account.budget,
    estimate,
    model,
    question: { ...question, form },
  };
}

function outcomeOf({ run, question }: QuestionResultInput): Outcome {
  const [leading] = run?.groups ?? [];
  if (run === null) {
    return { status: 'no-answer', answer: null, share: null, isCutOff: false, form: question.form };
  }
  if (leading === undefined) {
    return textOutcome(run, question);
  }
  const share = { agreeing: leading.sampleIds.length, samples: run.samples.length };
  return { status: statusOf(run), answer: leading.answer, share, isCutOff: false, form: 'short' };
}

/** What the samples hold where no short answer was found, or none was wanted. A person who insists on a short answer gets no text for one. */
function textOutcome(run: QuestionRun, question: Question): Outcome {
  const [first] = run.samples;
  const text = first?.text ?? run.unfinished.trim();
  const mayBeText = run.form !== 'short' || (question.mayBeText && run.samples.length > 0);
  return text === '' || !mayBeText
    ? { status: 'no-answer', answer: null, share: null, isCutOff: false, form: run.form }
    : { status: 'free-text', answer: text, share: null, isCutOff: first === undefined || first.finishReason === 'length', form: 'free' };
}

/** Where the budget ended first, too, agreement is what the run would have stopped for. */
function statusOf(run: QuestionRun): QuestionStatus {
  if (run.samples.length === 1) {
    return 'answered-once';
  }
  return run.isAgreed() ? 'agreed' : 'no-agreement';
}

function summarize({ status, share, isCutOff }: Omit<Outcome, 'form'>, input: QuestionResultInput): string {
  const stopped = stoppedWords(input);
  switch (status) {
    case 'agreed':
      return `Agreed by ${shareWords(share)}. Agreement is no proof: nothing was checked.`;
    case 'no-agreement':
      return `No agreement: this answer has ${shareWords(share)}; ${stopped}.`;
    case 'answered-once':
      return `Answered once; nothing was checked${input.stopReason === 'budget-samples' && input.account.budget.maxSamples === 1 ? '' : `: ${stopped}`}.`;
    case 'free-text':
      return isCutOff ? `Answered once, and cut off: ${stopped === STOP_WORDS.answered ? 'the text reached its limit' : stopped}; nothing was checked.` : 'Answered once; nothing was checked.';
    case 'no-answer':
      return `No answer: ${stopped}.`;
  }
}

function shareWords(share: QuestionResult['share']): string {
  return share === null ? 'no sample' : `${share.agreeing} of ${plural(share.samples, 'sample')}`;
}

/** Where the words of a run about code would not fit. */
const STOP_WORDS = {
  agreement: 'the leading answer would very likely stay in the lead',
  answered: 'the text is written',
  'no-short-answer': 'no sample has a short answer',
} as const;

function stoppedWords({ stopReason, account, run }: QuestionResultInput): string {
  switch (stopReason) {
    case 'agreement':
    case 'answered':
    case 'no-short-answer':
      return STOP_WORDS[stopReason];
    case 'budget-seconds':
      return `the time was used up${account.budget.maxSeconds === undefined ? '' : ` (${formatSeconds(account.budget.maxSeconds)})`}`;
    default:
      return stopWords(stopReason satisfies StopReason, { account, drawingSeconds: null, refused: run?.refused ?? null });
  }
}
