import { createModelledMeter, type BudgetLevel, type ComputeBudget } from '../../src/budget';
import type { LanguageModel } from '../../src/model';
import { questionOf, type Question } from '../../src/prompts';
import { answerQuestion, estimateQuestion, type AgreementRule, type QuestionResult } from '../../src/reasoning/questions';
import { isQuestionTrace, QuestionTraceRecorder, readAnyTrace, replayQuestion, type QuestionReplay, type QuestionTrace } from '../../src/trace';
import { FakeClock } from './fakeClock';

export interface RecordedQuestionOptions {
  readonly model: LanguageModel;
  readonly question?: Question;
  readonly budget?: ComputeBudget;
  readonly rule?: AgreementRule;
  readonly level?: BudgetLevel;
  readonly clock?: FakeClock;
}

/** A question's run, written down, and its trace as a reader of the file has it. */
export async function recordQuestion({ model, question = questionOf('How many?'), budget = { maxSamples: 8 }, rule = 'stable', level = 'balanced', clock = new FakeClock() }: RecordedQuestionOptions): Promise<{ readonly trace: QuestionTrace; readonly result: QuestionResult | null }> {
  const recorder = new QuestionTraceRecorder({ clock });
  const estimate = estimateQuestion({ form: question.form, rule, budget, promptTokens: 100, rates: null, busyCores: 2, location: 'local' });
  recorder.begin({ reckon: '0.0.0', machine: { processor: 'scripted', threads: 2 }, model: model.info, request: { question, level, budget, estimate, rule, seed: 0 } });
  const run = answerQuestion({ question, budget, estimate, rule, seed: 0 }, { model: recorder.model(model), clock, startEnergyMeter: () => createModelledMeter(clock, 2) });
  let result: QuestionResult | null = null;
  try {
    for (let next = await run.next(); ; next = await run.next()) {
      if (next.done === true) {
        result = next.value;
        break;
      }
      recorder.record(next.value);
    }
  } catch (error) {
    recorder.fail(error);
  }
  return { trace: rereadQuestion(recorder), result };
}

/** What is written and read again. */
function rereadQuestion(recorder: QuestionTraceRecorder): QuestionTrace {
  const trace = readAnyTrace(JSON.stringify(recorder.toTrace()), 'trace.json');
  if (!isQuestionTrace(trace)) {
    throw new Error('The trace of a question was read as one of a task.');
  }
  return trace;
}

export function replayQuestionAt(trace: QuestionTrace, budget: ComputeBudget = trace.request.budget, rule: AgreementRule = trace.request.rule): Promise<QuestionReplay> {
  const { level, estimate } = trace.request;
  return replayQuestion({ trace, level, budget, estimate, rule });
}
