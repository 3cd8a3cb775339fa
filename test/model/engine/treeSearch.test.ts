import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReasoningEvent } from '../../../src/reasoning';
import { openTestModel } from '../../support/engine';
import { runToEnd } from '../../support/runs';
import { ScriptedVerifier } from '../../support/scriptedVerifier';

let model: Awaited<ReturnType<typeof openTestModel>>;

beforeAll(async () => {
  model = await openTestModel('qwen2.5-coder-0.5b');
});
afterAll(() => model.unload());

const BUDGET = { maxTokens: 2_500, maxSamples: 3 };

/** The clock stands still, so that how busy the machine is does not decide. */
async function search(): Promise<{ readonly spent: number; readonly strategies: readonly string[]; readonly steps: readonly string[] }> {
  const { result, events } = await runToEnd({ model, verifier: new ScriptedVerifier(() => 'failed'), strategies: ['tree-search'], budget: BUDGET });
  const { promptTokens, completionTokens, forfeitedTokens } = result.spent;
  return {
    spent: promptTokens + completionTokens + forfeitedTokens,
    strategies: result.candidates.map(({ candidate }) => candidate.strategy),
    steps: events.flatMap((event: ReasoningEvent) => (event.type === 'step-finished' ? [event.detail] : event.type === 'step-started' ? [event.title] : [])),
  };
}

describe('tree search on real weights', () => {
  it('tries plans that the model thought of, inside its budget, and the same ones with the same seed', async () => {
    const first = await search();
    expect(first.strategies.slice(0, 2)).toEqual(['direct', 'tree-search']);
    expect(first.spent).toBeLessThanOrEqual(BUDGET.maxTokens);
    expect(first.steps.slice(2, 3)).toEqual(['Ideas for a plan']);
    expect(first.steps).toContainEqual(expect.stringMatching(/^Code with "[^"\s]/) as string);
    expect((await search()).steps).toEqual(first.steps);
  });
});
