import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../../src/base/clock';
import type { ReasoningResult } from '../../../src/reasoning';
import { createVerifier, type SandboxVerifier } from '../../../src/verification/verifier';
import { readTask } from '../../../src/verification/task';
import { distScript } from '../../support/dist';
import { openTestModel } from '../../support/engine';
import { runToEnd } from '../../support/runs';

/** What the middle of an even number of elements is, the text leaves open, and answers differ about it. */
const TASK = 'def middle(numbers: list[int]) -> float:\n    """The middle one of the numbers when they are in order."""\n';
const BUDGET = { maxTokens: 8_000, maxSamples: 10 };

let model: Awaited<ReturnType<typeof openTestModel>>;
let verifier: SandboxVerifier;

beforeAll(async () => {
  model = await openTestModel('qwen2.5-coder-0.5b');
  verifier = createVerifier({ pythonScript: distScript('sandbox-python.js'), javascriptScript: distScript('sandbox-javascript.js'), clock: systemClock });
});
afterAll(() => Promise.all([model.unload(), verifier.dispose()]));

/** Sizes of the groups of answers that behave alike, largest first. */
function groupSizes({ candidates }: ReasoningResult): number[] {
  const clusters = candidates.map(({ cluster }) => cluster);
  return [...new Set(clusters)].map((name) => clusters.filter((each) => each === name).length).sort((a, b) => b - a);
}

it('answers are compared by tests that the model expects to hold, and by an input on which the best two differ', async () => {
  const task = await readTask(TASK, { language: 'python' });
  const { result } = await runToEnd({ task, model, verifier, strategies: ['best-of-n', 'codet', 'discriminate'], budget: BUDGET, rule: 'all-samples' });
  const { status, candidates, generatedTests = [], difference, spent } = result;
  expect(status).toBe('unverified');
  expect(generatedTests.length).toBeGreaterThan(2);
  expect(new Set(candidates.map(({ generated }) => generated?.total))).toEqual(new Set([generatedTests.length]));
  const [largest = 0, second = 0] = groupSizes(result);
  expect(second).toBeGreaterThan(0);
  // Where one group is clearly larger, nothing is left to settle; how samples fall depends on how a processor rounds.
  if (largest - second > 1) {
    expect(difference).toBeUndefined();
  } else {
    expect(difference?.call).toMatch(/^middle\(/);
    expect(new Set(difference?.outcomes.map(({ outcome }) => outcome)).size).toBe(2);
  }
  expect(spent.promptTokens + spent.completionTokens + spent.forfeitedTokens).toBeLessThanOrEqual(BUDGET.maxTokens);
});
