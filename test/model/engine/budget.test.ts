import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/base/clock';
import { seededRandom } from '../../../src/base/random';
import { createModelledMeter, type ComputeBudget } from '../../../src/budget';
import { estimateFor } from '../../support/estimates';
import { solveTask, STRATEGY_NAMES, type ReasoningResult } from '../../../src/reasoning';
import { openTestModel } from '../../support/engine';
import { ScriptedVerifier } from '../../support/scriptedVerifier';
import { pythonTask } from '../../support/tasks';

let model: Awaited<ReturnType<typeof openTestModel>>;

beforeAll(async () => {
  model = await openTestModel('qwen2.5-coder-0.5b');
  await model.warmUp();
});
afterAll(() => model.unload());

const RUNS = 16;

/** A run in which nothing passes, so that only its limits end it; or a cancel, after so many parts of text. */
async function run(budget: ComputeBudget, seed: number, cancelAfter: number): Promise<ReasoningResult> {
  const abort = new AbortController();
  const estimate = estimateFor({ level: 'quick', limits: budget, batchSizes: [3] });
  const steps = solveTask(
    { task: pythonTask(), budget, estimate, rule: 'two-agree', seed, strategies: STRATEGY_NAMES, abortSignal: abort.signal },
    { model, verifier: new ScriptedVerifier(() => 'failed'), clock: systemClock, startEnergyMeter: () => createModelledMeter(systemClock, 2) },
  );
  for (let parts = 0; ; ) {
    const next = await steps.next();
    if (next.done === true) {
      return next.value;
    }
    parts += Number(next.value.type === 'text-delta');
    if (parts === cancelAfter) {
      abort.abort();
    }
  }
}

describe('a budget on real weights', () => {
  it('is never exceeded, whichever limit comes first and whenever a person cancels', async () => {
    const random = seededRandom(7);
    for (let index = 0; index < RUNS; index += 1) {
      const budget = { maxTokens: 100 + random.integer(700), maxSamples: 1 + random.integer(6), maxSeconds: 0.5 + random.integer(50) / 10, maxJoules: 20 + random.integer(100) };
      const { spent, candidates, stopReason } = await run(budget, index, random.integer(3) === 0 ? 1 + random.integer(40) : Infinity);
      expect(spent.promptTokens + spent.completionTokens + spent.forfeitedTokens, `run ${index}`).toBeLessThanOrEqual(budget.maxTokens);
      expect(spent.samples, `run ${index}`).toBeLessThanOrEqual(budget.maxSamples);
      expect(spent.seconds, `run ${index}`).toBeLessThanOrEqual(budget.maxSeconds);
      expect(spent.energy.joules, `run ${index}`).toBeLessThanOrEqual(budget.maxJoules);
      // What the engine says that it used covers what came of it.
      expect(spent.completionTokens + spent.forfeitedTokens, `run ${index}`).toBeGreaterThanOrEqual(candidates.reduce((sum, { candidate }) => sum + candidate.completionTokens, 0));
      expect(['budget-tokens', 'budget-samples', 'budget-seconds', 'budget-joules', 'cancelled', 'no-strategy'], `run ${index}`).toContain(stopReason);
    }
  }, 240_000);
});
