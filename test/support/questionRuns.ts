import { createModelledMeter, type ComputeBudget } from '../../src/budget';
import type { LanguageModel } from '../../src/model';
import { questionOf, type Question } from '../../src/prompts';
import { answerQuestion, estimateQuestion, type AgreementRule, type QuestionEvent, type QuestionResult } from '../../src/reasoning/questions';
import { FakeClock } from './fakeClock';

export interface QuestionRunOptions {
  readonly model: LanguageModel;
  readonly question?: Question;
  readonly budget?: ComputeBudget;
  readonly rule?: AgreementRule;
  readonly clock?: FakeClock;
  readonly abortSignal?: AbortSignal;
}

/** Runs a question to its end and returns everything that was said. */
export async function askToEnd({ model, question = questionOf('How many?'), budget = { maxSamples: 16 }, rule = 'stable', clock = new FakeClock(), abortSignal }: QuestionRunOptions): Promise<{ events: QuestionEvent[]; result: QuestionResult }> {
  const estimate = estimateQuestion({ form: question.form, rule, budget, promptTokens: 100, rates: null, busyCores: 2, location: model.info.location, ...(model.info.price ? { price: model.info.price } : {}) });
  const run = answerQuestion(
    { question, budget, estimate, rule, seed: 0, ...(abortSignal ? { abortSignal } : {}) },
    { model, clock, startEnergyMeter: () => createModelledMeter(clock, 2) },
  );
  const events: QuestionEvent[] = [];
  for (;;) {
    const next = await run.next();
    if (next.done === true) {
      return { events, result: next.value };
    }
    events.push(next.value);
  }
}
