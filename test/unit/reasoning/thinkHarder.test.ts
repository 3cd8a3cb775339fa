import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ModelInfo } from '../../../src/model';
import type { ReasoningResult } from '../../../src/reasoning';
import { estimateFor } from '../../support/estimates';
import { evenly } from '../../support/evenly';
import { runToEnd, type RunOptions } from '../../support/runs';
import { ScriptedModel } from '../../support/scriptedModel';
import { ScriptedVerifier } from '../../support/scriptedVerifier';
import { ALSO_RIGHT, RIGHT, WRONG } from '../../support/tasks';

interface Ran {
  readonly result: ReasoningResult;
  readonly model: ScriptedModel;
  readonly titles: readonly string[];
}

async function run(texts: readonly string[], options: Partial<RunOptions> = {}, info: Partial<ModelInfo> = {}): Promise<Ran> {
  const model = new ScriptedModel({ samples: texts.map((text) => ({ text })), info });
  const { result, events } = await runToEnd({ model, verifier: new ScriptedVerifier(undefined, () => 'same'), ...options });
  return { result, model, titles: events.flatMap((event) => (event.type === 'step-started' ? [event.title] : [])) };
}

describe('thinking harder about an answer', () => {
  it('goes on where the run stopped: its samples count, and other seeds are drawn', async () => {
    const first = await run([WRONG], { budget: { maxSamples: 4 } });
    const second = await run([WRONG, RIGHT], { budget: { maxSamples: 16 }, previous: first.result });
    expect(second.model.calls.map(({ count }) => count)).toEqual([4]);
    expect(second.result).toMatchObject({ status: 'verified' });
    expect(second.result.candidates.map(({ candidate }) => candidate.id)).toEqual(['c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7', 'c8']);
    expect(second.titles[0]).toBe('What was drawn before');
    expect(first.model.calls.map(({ options }) => options.seed)).not.toContain(second.model.calls[0]?.options.seed);
  });

  it('counts what was spent before against the new limits', async () => {
    const first = await run([WRONG], { budget: { maxSamples: 4 } });
    const second = await run([WRONG], { budget: { maxSamples: 6 }, previous: first.result });
    expect(second.model.calls.map(({ count }) => count)).toEqual([2]);
    expect(second.result.spent.samples).toBe(6);
    expect(second.result.spent.completionTokens).toBeGreaterThan(first.result.spent.completionTokens);
    const third = await run([WRONG], { budget: { maxSamples: 6 }, previous: second.result });
    expect(third.model.calls).toHaveLength(0);
    expect(third.result).toMatchObject({ stopReason: 'budget-samples', code: second.result.code });
  });

  it('looks for a second opinion on an answer that was verified, and confirms it again', async () => {
    const first = await run([RIGHT], { rule: 'first-pass' });
    const verifier = new ScriptedVerifier(undefined, () => 'same');
    const second = await run([ALSO_RIGHT], { rule: 'two-agree', previous: first.result, verifier });
    expect(second.result).toMatchObject({ status: 'verified', stopReason: 'agreement' });
    expect(verifier.verified.at(-1)?.options.virgin).toBe(true);
  });

  it('keeps the answer when it is cancelled at once', async () => {
    const first = await run([RIGHT]);
    const second = await run([WRONG], { previous: first.result, abortSignal: AbortSignal.abort() });
    expect(second.result).toMatchObject({ stopReason: 'cancelled', code: first.result.code });
  });

  it('never exceeds a limit over both parts', async () => {
    const parts = fc.record({ first: fc.integer({ min: 1, max: 12 }), more: fc.nat(12), tokens: fc.integer({ min: 150, max: 3000 }), dollars: evenly(0, 0.03), texts: fc.array(fc.constantFrom(WRONG, RIGHT, ''), { minLength: 1, maxLength: 6 }) });
    const [server, estimate] = [{ location: 'remote', sharesPrompt: false, price: { prompt: 3, answer: 15 } } as const, estimateFor({ stops: 'first-pass' })];
    await fc.assert(fc.asyncProperty(parts, async ({ first, more, tokens, dollars, texts }) => {
      const limits = { maxTokens: tokens, maxDollars: dollars };
      const before = await run(texts, { estimate, budget: { ...limits, maxSamples: first } }, server);
      const { spent } = (await run(texts, { estimate, budget: { ...limits, maxSamples: first + more }, previous: before.result }, server)).result;
      expect(spent.dollars).toBeLessThanOrEqual(dollars);
      expect(spent.dollars).toBeGreaterThanOrEqual(before.result.spent.dollars ?? Infinity);
      expect(spent.samples).toBeLessThanOrEqual(first + more);
      expect(spent.promptTokens + spent.completionTokens + spent.forfeitedTokens).toBeLessThanOrEqual(tokens);
    }), { numRuns: 300 });
  });
});
