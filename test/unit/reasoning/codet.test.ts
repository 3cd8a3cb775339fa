import { describe, expect, it } from 'vitest';
import { resultDocument } from '../../../src/cli/resultDocument';
import type { ReasoningEvent, ReasoningResult, StrategyName } from '../../../src/reasoning';
import type { CodeTask } from '../../../src/verification/types';
import { RunView } from '../../../src/vscode/panel/runView';
import { runToEnd, type RunOptions } from '../../support/runs';
import { ScriptedModel } from '../../support/scriptedModel';
import { ScriptedVerifier } from '../../support/scriptedVerifier';
import { pythonTask } from '../../support/tasks';

/** One that tells generated tests apart: an answer marked `# odd` meets those about odd numbers. */
class TestingVerifier extends ScriptedVerifier {
  readonly asked: string[] = [];

  override async verify(...[candidate, examples, options]: Parameters<ScriptedVerifier['verify']>): ReturnType<ScriptedVerifier['verify']> {
    const verdict = await super.verify(candidate, examples, options);
    if (examples.every(({ id }) => !id.startsWith('gen'))) {
      return verdict;
    }
    this.asked.push(...examples.map(({ label }) => label));
    const meets = (expression: string): boolean => candidate.code.includes('# odd') === /[13579]\)$/.test(expression);
    return { ...verdict, results: examples.map(({ id, expression }) => ({ exampleId: id, status: meets(expression) ? 'passed' : 'failed', actual: null, expected: '1', message: null })) };
  }
}

const TESTS = [' 1) == 2\nassert f(3) == 4\nassert f(5) == 6\nassert f(2) == 3\n', ' 1) == 2\n', ' 7) == 8\nassert f(0) == 9\nassert g(1) == 3\n'].map((text) => ({ text: text.slice(1) }));
const body = (mark: string): { readonly text: string } => ({ text: `    return x + 1  # right ${mark}\n` });

interface Ran {
  readonly result: ReasoningResult;
  readonly events: readonly ReasoningEvent[];
  readonly model: ScriptedModel;
  readonly verifier: TestingVerifier;
}

async function run(samples: readonly { readonly text: string }[], options: Partial<RunOptions> = {}, strategies: readonly StrategyName[] = ['codet']): Promise<Ran> {
  const model = new ScriptedModel({ samples });
  const verifier = new TestingVerifier(undefined, (code) => (code.includes('# odd') ? 'odd' : 'even'));
  const { result, events } = await runToEnd({ model, verifier, strategies, budget: { maxSamples: 2 }, rule: 'all-samples', ...options });
  return { result, events, model, verifier };
}

const kinds = (events: readonly ReasoningEvent[]): readonly string[] => events.flatMap((event) => (event.type === 'step-started' ? [event.kind] : []));

/** Nothing says what is right, and nothing can be made up: the type is not known. */
function untyped(): CodeTask {
  return { ...pythonTask(0), text: 'def f(x):\n    """Return one more."""\n' };
}

describe('codet', () => {
  it('orders groups that are equally large by the tests that they agree with', async () => {
    const { result, model, events } = await run([body('# even'), body('# odd'), ...TESTS]);
    expect(result.code).toContain('# odd');
    expect(result.status).toBe('verified');
    expect(kinds(events)).toEqual(['fast-answer', 'samples', 'tests', 'tests', 'agreement', 'confirm']);
    expect(result.evidence).toContainEqual(expect.objectContaining({ kind: 'generated-tests', passed: 3, total: 4 }));
    expect(result.generatedTests?.find(({ label }) => label === 'f(3) == 4')).toEqual({ label: 'f(3) == 4', agreeing: ['c2'] });
    // What the task itself states is no guess.
    expect(result.generatedTests?.map(({ label }) => label)).not.toContain('f(1) == 2');
    expect(resultDocument(result)).toMatchObject({ generatedTests: expect.arrayContaining([{ label: 'f(2) == 3', agreeing: ['c1'] }]) as unknown });
    expect(model.calls[2]).toMatchObject({ count: 3, prompt: { answerPrefix: '```python\nassert f(' } });
    // Tests are no answers: the budget of samples does not count them, that of tokens does.
    expect(result.spent.samples).toBe(2);
  });

  it('is shown in the panel as a guess, with one that is not met', async () => {
    const { events } = await run([body('# even'), body('# odd'), ...TESTS]);
    const view = new RunView('Insert', 'recorded');
    events.forEach((event) => view.apply(event));
    expect(view.state().answer?.checks).toContainEqual({
      mark: 'not-checked', text: 'generated expectations: 3 of 4 agree', detail: 'guesses of the model, which prove nothing; not met: f(2) == 3',
    });
  });

  it('does not outweigh a larger group', async () => {
    const { result } = await run([body('# odd'), body('# even 1'), body('# even 2'), ...TESTS], { budget: { maxSamples: 3 } });
    expect(result.code).toContain('# even');
    expect(result.evidence).toContainEqual(expect.objectContaining({ kind: 'generated-tests', passed: 1, total: 4 }));
  });

  it('compares on the inputs of the tests where none can be made from the task, and verifies nothing', async () => {
    const { result, events } = await run([body('# even'), body('# odd'), ...TESTS], { task: untyped() });
    expect(result).toMatchObject({ status: 'unverified', stopReason: 'no-examples', confidence: null });
    expect(result.code).toContain('# odd');
    expect(events.find((event) => event.type === 'clusters')).toMatchObject({ clusters: { c2: 'A', c1: 'B' } });
  });

  it('leaves such a task alone when nothing that the model wrote is a test', async () => {
    const { result, model, events } = await run([body('# even'), body('# odd'), { text: 'no idea' }], { task: untyped(), budget: { maxSamples: 8 } });
    expect(result.stopReason).toBe('no-examples');
    expect(result).not.toHaveProperty('generatedTests');
    // The fast answer, a first batch that shows that there is something to tell apart, and one question.
    expect(model.calls.map(({ count }) => count)).toEqual([1, 3, 3]);
    expect(kinds(events)).not.toContain('agreement');
  });

  it('asks once, and only when there is something to tell apart', async () => {
    const wrong = { text: '    return 0\n' };
    const { model, verifier } = await run([wrong, wrong, wrong, body('# even'), body('# odd'), wrong, wrong, wrong, ...TESTS], { budget: { maxSamples: 8 } });
    expect(model.calls.filter(({ prompt }) => JSON.stringify(prompt).includes('assert f('))).toHaveLength(1);
    expect(verifier.asked.length).toBeGreaterThan(0);
  });

  it('is not asked for by default', async () => {
    const { model } = await run([body('# even'), body('# odd')], {}, ['best-of-n']);
    expect(model.calls).toHaveLength(2);
  });

  it('does without tests that the budget has no room for', async () => {
    const { result, events } = await run([body('# even'), body('# odd'), ...TESTS], { budget: { maxSamples: 2, maxTokens: 320 } });
    expect(result.status).toBe('verified');
    expect(result.spent.promptTokens + result.spent.completionTokens).toBeLessThanOrEqual(320);
    expect(events).toContainEqual(expect.objectContaining({ type: 'step-finished', outcome: 'stopped', detail: 'the call does not fit the budget' }));
    expect(result).not.toHaveProperty('generatedTests');
  });

  it('has a result when the model fails over the tests', async () => {
    const { result } = await runToEnd({
      model: new ScriptedModel({ samples: [body('# even'), body('# odd'), ...TESTS], failAtCall: 2 }), verifier: new TestingVerifier(), strategies: ['codet'], budget: { maxSamples: 2 }, rule: 'all-samples',
    });
    expect(result.status).toBe('verified');
    expect(result.failure).toMatchObject({ code: 'engine-crashed' });
  });

  it('ends when it is cancelled', async () => {
    const abort = new AbortController();
    let parts = 0;
    const model = new ScriptedModel({
      samples: [body('# even'), body('# odd'), ...TESTS],
      onPart: () => {
        parts += Number(model.calls.length === 3);
        if (parts === 1) {
          abort.abort();
        }
      },
    });
    const { result } = await runToEnd({ model, verifier: new TestingVerifier(), strategies: ['codet'], budget: { maxSamples: 2 }, rule: 'all-samples', abortSignal: abort.signal });
    expect(result.stopReason).toBe('cancelled');
    expect(result).not.toHaveProperty('generatedTests');
  });
});
