import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../../src/base/clock';
import { createModelledMeter } from '../../../src/budget';
import { solveTask, type ReasoningResult } from '../../../src/reasoning';
import { readTask } from '../../../src/verification/task';
import { createVerifier, type SandboxVerifier } from '../../../src/verification/verifier';
import { distScript } from '../../support/dist';
import { openTestModel, weightsOf } from '../../support/engine';
import { estimateFor } from '../../support/estimates';

const TASK = `def second_largest(numbers: list[int]) -> int:
    """The second largest of the different numbers.

    >>> second_largest([3, 1, 4, 4])
    3
    >>> second_largest([-1, -2, -3])
    -2
    """
`;

let small: Awaited<ReturnType<typeof openTestModel>>;
let larger: Awaited<ReturnType<typeof openTestModel>>;
let verifier: SandboxVerifier;

beforeAll(async () => {
  small = await openTestModel('smollm2-135m');
  larger = await openTestModel('qwen2.5-coder-0.5b');
  verifier = createVerifier({ pythonScript: distScript('sandbox-python.js'), javascriptScript: distScript('sandbox-javascript.js'), clock: systemClock });
});
afterAll(() => Promise.all([small.unload(), larger.unload(), verifier.dispose()]));

async function solve(): Promise<ReasoningResult> {
  const task = await readTask(TASK, { language: 'python' });
  const budget = { maxSamples: 12, maxTokens: 8_000 };
  const estimate = estimateFor({ level: 'quick', limits: budget, stops: 'first-pass', batchSizes: [3] });
  const profile = (id: 'smollm2-135m' | 'qwen2.5-coder-0.5b') => ({ id, location: 'local' as const, bytes: weightsOf(id).bytes, rates: null });
  const load = async ({ abortSignal }: { readonly abortSignal: AbortSignal }): Promise<typeof larger> => {
    await larger.warmUp({ abortSignal });
    return larger;
  };
  const run = solveTask(
    { task, budget, estimate, rule: 'first-pass', seed: 1, strategies: ['cascade'] },
    {
      model: small, verifier, clock: systemClock, startEnergyMeter: () => createModelledMeter(systemClock, 2),
      escalation: { first: profile('smollm2-135m'), models: [{ profile: profile('qwen2.5-coder-0.5b'), load }] },
    },
  );
  for (;;) {
    const next = await run.next();
    if (next.done === true) {
      return next.value;
    }
  }
}

it('a larger model solves what the small one fails, in one run', async () => {
  expect(larger.processId).toBeUndefined();
  const result = await solve();
  expect(result.candidates[0]).toMatchObject({ candidate: { model: 'smollm2-135m', strategy: 'direct' } });
  expect(result.candidates[0]?.verdict?.status).not.toBe('passed');
  const answer = result.candidates.find(({ candidate }) => candidate.id === result.selectedId);
  expect(result).toMatchObject({ status: 'verified', further: [{ id: 'qwen2.5-coder-0.5b', failure: null }] });
  expect(answer?.candidate).toMatchObject({ model: 'qwen2.5-coder-0.5b', strategy: 'cascade' });
  expect(larger.processId).toBeDefined();
});
