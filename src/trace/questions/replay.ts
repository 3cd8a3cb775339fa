import type { BudgetLevel, ComputeBudget, CostEstimate, Spent } from '../../budget';
import { answerQuestion, type AgreementRule, type AnswerGroup, type QuestionEvent, type QuestionResult, type QuestionStatus } from '../../reasoning/questions';
import { followRun } from '../replay/followRun';
import { TraceModel } from '../replay/model';
import { RecordedPath, type RecordEnd } from '../replay/path';
import { lastSpent, replayedMeter } from '../replay/spending';
import { ReplayTime } from '../replay/time';
import type { QuestionTrace } from './document';

export interface QuestionReplayRequest {
  readonly trace: QuestionTrace;
  readonly level: BudgetLevel;
  readonly budget: ComputeBudget;
  readonly estimate: CostEstimate;
  readonly rule: AgreementRule;
  readonly abortSignal?: AbortSignal;
}

/** What another budget would have done with the recorded samples of a question, as far as the record tells. */
export interface QuestionReplay {
  readonly level: BudgetLevel;
  readonly budget: ComputeBudget;
  /** Null when the record has all that the run would have asked for. */
  readonly recordEnd: RecordEnd | null;
  /** How the run would have ended; `unknown` where the record ends before. */
  readonly status: QuestionStatus | 'unknown';
  /** Of the whole run; null where the record ends before. */
  readonly result: QuestionResult | null;
  /** The largest group of short answers at the end, or where the record ends; null where there is none. */
  readonly leading: AnswerGroup | null;
  /** Until the end, or until the record ends. */
  readonly spent: Spent;
  readonly events: readonly QuestionEvent[];
}

/**
 * Runs the controller of questions, as it is, on recorded samples at another budget. Time is not waited for.
 * @throws ReckonError `cancelled`
 */
export async function replayQuestion({ trace, level, budget, estimate, rule, abortSignal }: QuestionReplayRequest): Promise<QuestionReplay> {
  const { question, seed } = trace.request;
  const time = new ReplayTime();
  const path = new RecordedPath(trace, []);
  const run = answerQuestion(
    { question, budget, estimate, rule, seed, ...(abortSignal ? { abortSignal } : {}) },
    { model: new TraceModel(trace, path, time), clock: time, startEnergyMeter: () => replayedMeter(trace, time) },
  );
  const events: QuestionEvent[] = [];
  const result = await time.drive(followRun(run, events, path));
  const samples = events.filter(({ type }) => type === 'answer-drawn').length;
  const recordEnd = path.ended === null ? null : { ...path.ended, samples };
  const known = recordEnd === null ? result : null;
  return {
    level, budget, recordEnd, events,
    status: known?.status ?? 'unknown',
    result: known,
    leading: leadingIn(events),
    spent: result?.spent ?? lastSpent(events),
  };
}

function leadingIn(events: readonly QuestionEvent[]): AnswerGroup | null {
  const last = events.findLast((event) => event.type === 'groups');
  return last?.type === 'groups' ? (last.groups[0] ?? null) : null;
}
