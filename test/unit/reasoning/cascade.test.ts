import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createModelledMeter } from '../../../src/budget';
import { estimateFor } from '../../support/estimates';
import { evenly } from '../../support/evenly';
import type { RunOptions } from '../../support/runs';
import { runToEnd } from '../../support/runs';
import { FakeClock } from '../../support/fakeClock';
import { escalationTo, LARGE, modelOf, ScriptedFurther, SERVED, SMALL } from '../../support/furtherModels';
import { ScriptedModel } from '../../support/scriptedModel';
import { ScriptedVerifier } from '../../support/scriptedVerifier';
import { pythonTask, RIGHT, WRONG } from '../../support/tasks';

type Ran = Awaited<ReturnType<typeof runToEnd>> & { readonly small: ScriptedModel };

async function run(further: readonly ScriptedFurther[], options: Partial<RunOptions> = {}, small = modelOf(SMALL, [WRONG])): Promise<Ran> {
  const ran = await runToEnd({ model: small, verifier: new ScriptedVerifier(undefined, () => 'same'), escalation: escalationTo(...further), budget: { maxSamples: 32 }, ...options });
  return { ...ran, small };
}

const titles = ({ events }: Ran): readonly string[] => events.flatMap((event) => (event.type === 'step-started' ? [event.title] : []));

describe('a run with a further model', () => {
  it('asks it only after the first one failed often enough, and for its likeliest answer first', async () => {
    const large = new ScriptedFurther(LARGE, modelOf(LARGE, [RIGHT]));
    const ran = await run([large]);
    expect(ran.result).toMatchObject({ status: 'verified', further: [{ id: 'large', location: 'local', candidates: 1, failure: null }] });
    expect(ran.small.calls.length).toBeGreaterThan(1);
    expect(large.model?.calls.map(({ count, options }) => [count, options.temperature])).toEqual([[1, 0]]);
    expect(ran.result.candidates.at(-1)?.candidate).toMatchObject({ strategy: 'cascade', model: 'large' });
    expect(ran.result.candidates[0]?.candidate).toMatchObject({ strategy: 'direct', model: 'small' });
    expect(titles(ran).slice(-3)).toEqual(['Get large ready', 'First answer of large', 'Check again in a fresh process']);
    expect(large.usages).toHaveLength(1);
    expect(ran.events.flatMap((event) => (event.type === 'decision' && event.decision.model !== undefined ? [event.decision.model] : []))).toEqual(['large']);
  });

  it('does not load it where the first one is enough', async () => {
    const large = new ScriptedFurther(LARGE, modelOf(LARGE, [RIGHT]));
    const { result } = await run([large], {}, modelOf(SMALL, [WRONG, RIGHT]));
    expect(result).toMatchObject({ status: 'verified', further: [{ candidates: 0, loadSeconds: null, failure: null }] });
    expect(large.loads).toBe(0);
  });

  it('goes on with what it has where it cannot be loaded, and says why', async () => {
    const large = new ScriptedFurther(LARGE, null);
    const ran = await run([large]);
    expect(large.loads).toBe(1);
    expect(ran.result).toMatchObject({ status: 'unverified', stopReason: 'budget-samples', failure: null, further: [{ id: 'large', candidates: 0, failure: { code: 'model-missing' } }] });
    expect(ran.result.candidates).toHaveLength(32);
    expect(ran.events).toContainEqual(expect.objectContaining({ type: 'step-finished', outcome: 'stopped', detail: 'The model large is not on this machine. Fetch it: reckon models fetch large' }));
  });

  it('goes on with the first one where it fails in the middle', async () => {
    const failing = new ScriptedModel({ samples: [{ text: RIGHT, tokens: 80 }], info: { modelId: 'large' }, failAtCall: 0 });
    const { result } = await run([new ScriptedFurther(LARGE, failing)]);
    expect(failing.calls).toHaveLength(1);
    expect(result).toMatchObject({ stopReason: 'budget-samples', failure: null, further: [{ failure: { code: 'engine-crashed' } }] });
  });

  it('goes on with it where the first one fails in the middle', async () => {
    const failing = new ScriptedModel({ samples: [{ text: WRONG, tokens: 80 }], info: { modelId: 'small' }, failAtCall: 1 });
    const { result } = await run([new ScriptedFurther(LARGE, modelOf(LARGE, [RIGHT]))], {}, failing);
    expect(result).toMatchObject({ status: 'verified', failure: { code: 'engine-crashed' } });
  });

  it('asks several in their order', async () => {
    const further = [new ScriptedFurther(LARGE, modelOf(LARGE, [WRONG])), new ScriptedFurther(SERVED, modelOf(SERVED, [RIGHT]))];
    const { result } = await run(further);
    expect(result.status).toBe('verified');
    expect(result.candidates.flatMap(({ candidate }) => (candidate.strategy === 'cascade' ? [candidate.model] : []))).toEqual(expect.arrayContaining(['large', 'served']));
    expect(result.candidates.at(-1)?.candidate.model).toBe('served');
    // What a server takes is not known, and with it what the whole run took is not.
    expect(result.spent).toMatchObject({ dollars: null, energy: { joules: null, source: 'unknown' } });
  });

  it('asks no server where a limit could not be kept', async () => {
    const served = new ScriptedFurther(SERVED, modelOf(SERVED, [RIGHT]));
    for (const budget of [{ maxSamples: 32, maxDollars: 1 }, { maxSamples: 32, maxJoules: 1e9 }]) {
      const { result } = await run([served], { budget });
      expect(result).toMatchObject({ status: 'unverified', further: [{ failure: { code: 'budget-exceeded' } }] });
    }
    expect(served.loads).toBe(0);
  });

  it('asks a server with a price inside a limit of money, and goes on without it where the limit has no room for a call', async () => {
    const priced = { ...SERVED, price: { prompt: 3, answer: 15 } };
    const ask = async (maxDollars: number): Promise<Ran> => run([new ScriptedFurther(priced, modelOf(priced, [RIGHT]))], { budget: { maxSamples: 32, maxDollars } });
    const enough = await ask(0.05);
    expect(enough.result).toMatchObject({ status: 'verified', further: [{ candidates: 1, failure: null }], spent: { dollars: expect.closeTo((100 * 3 + 80 * 15) / 1e6, 4) as number, energy: { joules: null } } });
    expect(enough.events).toContainEqual(expect.objectContaining({ detail: 'on a server; $3 for a million tokens of prompts and $15 of answers' }));
    const tooLittle = await ask(0.0005);
    expect(tooLittle.result).toMatchObject({ status: 'unverified', further: [{ candidates: 0, failure: { message: expect.stringContaining('limit of dollars leaves is too little') as string } }], spent: { dollars: 0 } });
  });

  it('asks none that the time left is too short for', async () => {
    const clock = new FakeClock();
    const large = new ScriptedFurther({ ...LARGE, bytes: 500 * LARGE.bytes! }, modelOf(LARGE, [RIGHT]));
    await run([large], { clock, energy: createModelledMeter(clock, 2), budget: { maxSamples: 32, maxSeconds: 60 } });
    expect(large.loads).toBe(0);
  });

  it('has no reason to ask it where nothing says that an answer is wrong', async () => {
    const large = new ScriptedFurther(LARGE, modelOf(LARGE, [RIGHT]));
    await run([large], { task: pythonTask(0) });
    expect(large.loads).toBe(0);
  });

  it('never exceeds a limit over all models', async () => {
    const texts = fc.array(fc.constantFrom(WRONG, WRONG, RIGHT, ''), { minLength: 1, maxLength: 6 });
    const limits = fc.record({ maxSamples: fc.integer({ min: 1, max: 24 }), maxTokens: fc.integer({ min: 150, max: 5000 }), maxDollars: evenly(0, 0.01) });
    const priced = { ...SERVED, price: { prompt: 3, answer: 15 } };
    const estimate = estimateFor({ stops: 'two-agree' });
    await fc.assert(fc.asyncProperty(limits, texts, texts, texts, async (budget, small, large, served) => {
      const further = [new ScriptedFurther(LARGE, modelOf(LARGE, large)), new ScriptedFurther(priced, modelOf(priced, served))];
      const { result: { spent, candidates } } = await run(further, { budget, estimate, rule: 'two-agree' }, modelOf(SMALL, small));
      expect(spent.samples).toBeLessThanOrEqual(budget.maxSamples);
      expect(spent.promptTokens + spent.completionTokens + spent.forfeitedTokens).toBeLessThanOrEqual(budget.maxTokens);
      expect(spent.dollars).toBeLessThanOrEqual(budget.maxDollars);
      expect(candidates.length).toBeLessThanOrEqual(spent.samples);
    }), { numRuns: 200 });
  });

  it('is gone on with: what a model drew before is not drawn again', async () => {
    const first = await run([new ScriptedFurther(LARGE, modelOf(LARGE, [WRONG]))], { budget: { maxSamples: 24 } });
    expect(first.result.further?.[0]?.candidates).toBeGreaterThan(0);
    const large = new ScriptedFurther(LARGE, modelOf(LARGE, [RIGHT]));
    const { result } = await run([large], { budget: { maxSamples: 64 }, previous: first.result });
    expect(result.status).toBe('verified');
    expect(large.model?.calls[0]?.options.temperature).toBeGreaterThan(0);
  });
});
