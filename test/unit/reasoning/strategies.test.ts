import { describe, expect, it } from 'vitest';
import type { ReasoningResult } from '../../../src/reasoning';
import type { StrategyId } from '../../../src/reasoning';
import { runToEnd } from '../../support/runs';
import { ScriptedModel } from '../../support/scriptedModel';
import { ScriptedVerifier } from '../../support/scriptedVerifier';
import { pythonTask, RIGHT, WRONG } from '../../support/tasks';

interface Ran {
  readonly result: ReasoningResult;
  readonly model: ScriptedModel;
  readonly titles: readonly string[];
}

async function run(strategy: StrategyId, texts: readonly string[], maxSamples = 8): Promise<Ran> {
  const model = new ScriptedModel({ samples: texts.map((text) => ({ text })) });
  const { result, events } = await runToEnd({ model, verifier: new ScriptedVerifier(), strategies: [strategy], budget: { maxSamples } });
  return { result, model, titles: events.flatMap((event) => (event.type === 'step-started' ? [event.title] : [])) };
}

const said = ({ prompt }: ScriptedModel['calls'][number]): string => JSON.stringify(prompt);

describe('a strategy alone', () => {
  it('direct: nothing follows the fast answer', async () => {
    const { result } = await run('direct', [WRONG]);
    expect(result).toMatchObject({ status: 'unverified', stopReason: 'no-strategy' });
    expect(result.candidates).toHaveLength(1);
  });

  it('best-of-n: samples over the same prompt', async () => {
    const { result, model } = await run('best-of-n', [WRONG, WRONG, RIGHT, RIGHT]);
    expect(result.status).toBe('verified');
    expect(new Set(model.calls.map(said)).size).toBe(1);
    expect(result.candidates.map(({ candidate }) => candidate.strategy)).toEqual(['direct', 'best-of-n', 'best-of-n', 'best-of-n']);
  });

  it('chain-of-thought: thinks in remarks, which stay in the answer', async () => {
    const { result, model } = await run('chain-of-thought', [WRONG, ' add one.\n    return x + 1  # right\n']);
    expect(result.status).toBe('verified');
    expect(said(model.calls[1]!)).toContain('# Step 1:');
    expect(result.code).toContain('    # Step 1: add one.\n    return x + 1');
  });

  it('plan: writes the code of each different plan', async () => {
    const { result, model, titles } = await run('plan', [WRONG, ' Add one.', ' Add one.', ' Count up.', WRONG, RIGHT]);
    expect(result.status).toBe('verified');
    expect(model.calls.map(({ count }) => count)).toEqual([1, 3, 1, 1]);
    expect(said(model.calls[2]!)).toContain('1. Add one.');
    expect(said(model.calls[3]!)).toContain('1. Count up.');
    expect(titles.slice(0, 4)).toEqual(['Fast answer', '3 plans', 'The code of a plan', 'The code of a plan']);
    // Plans are no answers: the budget of samples does not count them, that of tokens does.
    expect(result.spent.samples).toBe(3);
  });

  it('plan: a model that fails while it plans ends the run with what there is', async () => {
    const model = new ScriptedModel({ samples: [{ text: WRONG }, { text: ' Add one.' }], failAtCall: 1 });
    const { result } = await runToEnd({ model, verifier: new ScriptedVerifier(), strategies: ['plan'], budget: { maxSamples: 8 } });
    expect(result).toMatchObject({ status: 'unverified', stopReason: 'model-failed', failure: { code: 'engine-crashed' } });
    expect(model.calls).toHaveLength(2);
  });

  it('plan: is given up where every reply stops before its first line, as at a code fence', async () => {
    const { result, model } = await run('plan', [WRONG, '', '', '']);
    expect(result).toMatchObject({ status: 'unverified', stopReason: 'no-strategy', spent: { samples: 1 } });
    expect(model.calls.map(({ count }) => count)).toEqual([1, 3]);
  });

  it('revision: shows the failing answer once, with what is wrong', async () => {
    const { result, model } = await run('revision', [WRONG, WRONG.replace('return x', 'return x + 0'), WRONG, WRONG, RIGHT]);
    expect(result.status).toBe('verified');
    expect(said(model.calls[1]!)).toContain('scripted failed');
    expect(said(model.calls[1]!)).toContain('return x  # wrong');
    expect(said(model.calls[2]!)).toContain('return x + 0');
  });
});

describe('a task without examples', () => {
  it('gets the answer that most others behave like', async () => {
    const texts = ['A', 'B', 'B', 'B'].map((letter) => ({ text: `    return x  # ${letter}\n` }));
    const behaviour = (code: string): string => (code.includes('# B') ? 'b' : 'a');
    const { result } = await runToEnd({ model: new ScriptedModel({ samples: texts }), verifier: new ScriptedVerifier(undefined, behaviour), task: pythonTask(0) });
    expect(result).toMatchObject({ status: 'unverified', stopReason: 'no-examples' });
    expect(result.code).toContain('# B');
    expect(result.evidence).toContainEqual(expect.objectContaining({ kind: 'agreement', passed: 3, total: 4 }));
  });
});
