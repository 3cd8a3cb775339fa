import { describe, expect, it } from 'vitest';
import { LIKELY_RIGHT } from '../../../src/reasoning';
import { runToEnd } from '../../support/runs';
import { ScriptedModel } from '../../support/scriptedModel';
import { ScriptedVerifier } from '../../support/scriptedVerifier';
import { ALSO_RIGHT, RIGHT, WRONG } from '../../support/tasks';

const aborted = (signal: AbortSignal): Promise<unknown> => (signal.aborted ? Promise.resolve() : new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true })));

describe('a run under the likely-right rule', () => {
  it('takes a passing answer that is likely right, and wants a second opinion on one that is not', async () => {
    const run = async (meanLogprob: number) => {
      const model = new ScriptedModel({ samples: [RIGHT, ALSO_RIGHT].map((text) => ({ text, meanLogprob })) });
      const { result, events } = await runToEnd({ model, verifier: new ScriptedVerifier(undefined, () => 'same'), rule: 'likely-right' });
      const decision = events.findLast((event) => event.type === 'decision')?.decision;
      return { ...result, calls: model.calls.length, reason: decision?.reason };
    };
    const sure = await run(-0.02);
    expect(sure).toMatchObject({ status: 'verified', stopReason: 'verified', calls: 1 });
    expect(sure.confidence).toBeGreaterThan(LIKELY_RIGHT);
    expect(sure.reason).toContain(`right with about ${Math.round((sure.confidence ?? 0) * 100)}%`);
    expect(await run(-0.8)).toMatchObject({ status: 'verified', stopReason: 'agreement', calls: 2 });
  });

  it('ends a call at the first answer that is likely right', async () => {
    const script = [{ text: WRONG }, { text: `${WRONG}#1` }, { text: RIGHT, meanLogprob: -0.02 }, { text: `${WRONG}#2` }];
    const model = new ScriptedModel({ samples: script });
    const verifier = new ScriptedVerifier();
    const draw = model.sample.bind(model);
    // The third sample is written while the second is checked, and goes on until that has ended the call.
    model.sample = async function* (prompt, count, options) {
      for await (const part of draw(prompt, count, options)) {
        yield part;
        if (part.type === 'text-delta' && part.sampleIndex === 2 && options.abortSignal) {
          await aborted(options.abortSignal);
        }
      }
    };
    const { result } = await runToEnd({ model, verifier, rule: 'likely-right' });
    expect(result).toMatchObject({ status: 'verified', selectedId: 'c3' });
    expect(result.candidates.map(({ verdict }) => verdict?.status)).toEqual(['failed', 'failed', 'passed']);
  });
});
