import { describe, expect, it } from 'vitest';
import { BudgetAccount, createModelledMeter } from '../../../src/budget';
import { askModel } from '../../../src/reasoning/ask';
import { ModelSteps } from '../../../src/reasoning/furtherModels/modelSteps';
import { RunRecord, type RunContext } from '../../../src/reasoning/run';
import { RunSteps } from '../../../src/reasoning/runSteps';
import { FakeClock } from '../../support/fakeClock';
import { ScriptedModel } from '../../support/scriptedModel';
import { ScriptedVerifier } from '../../support/scriptedVerifier';
import { pythonTask } from '../../support/tasks';

const QUESTION = { prompt: { kind: 'text', text: 'What could come next?' }, count: 2, temperature: 0.8 } as const;

function stepsOf(model: ScriptedModel): RunSteps {
  const clock = new FakeClock();
  const { signal } = new AbortController();
  const context: RunContext = {
    task: pythonTask(), model, verifier: new ScriptedVerifier(), ownTests: null, account: new BudgetAccount({}, clock, createModelledMeter(clock, 2)),
    clock, seed: 0, signal, confirmSignal: signal, emit: () => undefined,
  };
  return new RunSteps(context, new RunRecord(), 'first-pass');
}

describe('a side question', () => {
  it('gives what was said, and counts as no sample', async () => {
    const run = stepsOf(new ScriptedModel({ samples: [{ text: 'this' }, { text: 'that' }] }));
    const { samples, outcome } = await askModel(run, 'step', QUESTION);
    expect(samples.map(({ text }) => text)).toEqual(['this', 'that']);
    expect(outcome).toEqual({ drawn: true, failure: null });
    expect(run.context.account.spent().samples).toBe(0);
  });

  it('that fails is held against the model that was asked', async () => {
    const failing = (): ScriptedModel => new ScriptedModel({ samples: [{ text: 'this' }], failAtCall: 0 });
    const first = stepsOf(failing());
    await askModel(first, 'step', QUESTION);
    expect(first.record.failure).toMatchObject({ code: 'engine-crashed' });

    const run = stepsOf(new ScriptedModel({ samples: [{ text: 'this' }] }));
    const failures: Error[] = [];
    await askModel(new ModelSteps(run, { model: failing(), onUsage: () => undefined, onFailure: (failure) => failures.push(failure) }), 'step', QUESTION);
    expect(failures).toMatchObject([{ code: 'engine-crashed' }]);
    expect(run.record.failure).toBeNull();
  });
});
