import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/base/clock';
import { unknownEnergyMeter } from '../../../src/budget';
import { questionOf, type Question } from '../../../src/prompts';
import { answerQuestion, estimateQuestion, type QuestionEvent, type QuestionResult } from '../../../src/reasoning/questions';
import { openTestModel } from '../../support/engine';

let model: Awaited<ReturnType<typeof openTestModel>>;

beforeAll(async () => {
  model = await openTestModel('qwen2.5-coder-0.5b');
});
afterAll(() => model.unload());

/** No limit of time: how busy the machine is must not decide. */
async function ask(question: Question, budget: { readonly maxTokens: number; readonly maxSamples: number }): Promise<{ readonly events: readonly QuestionEvent[]; readonly result: QuestionResult }> {
  const estimate = estimateQuestion({ form: question.form, rule: 'two-ahead', budget, promptTokens: 80, rates: null, busyCores: 2, location: 'local' });
  const run = answerQuestion({ question, budget, estimate, rule: 'two-ahead', seed: 1 }, { model, clock: systemClock, startEnergyMeter: () => unknownEnergyMeter });
  const events: QuestionEvent[] = [];
  for (;;) {
    const next = await run.next();
    if (next.done === true) {
      return { events, result: next.value };
    }
    events.push(next.value);
  }
}

describe('questions on real weights', () => {
  it('agrees on an easy short answer, inside its budget', async () => {
    const budget = { maxTokens: 2_000, maxSamples: 6 };
    const { result, events } = await ask(questionOf('What is the capital of France?'), budget);
    expect(result).toMatchObject({ status: 'agreed', answer: expect.stringMatching(/^Paris\b/) as unknown, stopReason: 'agreement' });
    expect(result.share?.agreeing).toBeGreaterThanOrEqual(2);
    expect(result.spent.promptTokens + result.spent.completionTokens + result.spent.forfeitedTokens).toBeLessThanOrEqual(budget.maxTokens);
    expect(events.some(({ type }) => type === 'text-delta')).toBe(true);
  });

  it('writes a text once, and no longer than its budget', async () => {
    const budget = { maxTokens: 140, maxSamples: 6 };
    const { result } = await ask(questionOf('Explain what a stack is, in one sentence.'), budget);
    expect(result).toMatchObject({ status: 'free-text', share: null });
    expect(result.samples).toHaveLength(1);
    expect(result.answer).toMatch(/stack/i);
    expect(result.spent.promptTokens + result.spent.completionTokens).toBeLessThanOrEqual(budget.maxTokens);
  });
});
