import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { solveRecorded } from '../../../src/app/recording';
import { createModelledMeter, type ComputeBudget } from '../../../src/budget';
import type { ModelInfo } from '../../../src/model';
import type { ReasoningResult, StoppingRule } from '../../../src/reasoning';
import { htmlReport, markdownReport, resultOf, TraceRecorder, type Trace } from '../../../src/trace';
import { ReplayTime } from '../../../src/trace/replay/time';
import { estimateFor } from '../../support/estimates';
import { ScriptedModel } from '../../support/scriptedModel';
import { ScriptedVerifier } from '../../support/scriptedVerifier';
import { ALSO_RIGHT, pythonTask, RIGHT, WRONG } from '../../support/tasks';
import { replayAt, reread } from '../../support/traces';

const ESTIMATE = estimateFor({ answers: 'whole', stops: 'first-pass', promptTokens: 100 });

interface Part {
  readonly texts: readonly string[];
  readonly budget: ComputeBudget;
  readonly rule?: StoppingRule;
  readonly previous?: ReasoningResult;
  /** Of the model. */
  readonly info?: Partial<ModelInfo>;
}

/** Each part of an answer takes so long. */
const SECONDS_OF_PART = 0.1;

/** A run as the product records it, read again from its file. */
function record({ texts, budget, rule = 'first-pass', previous, info }: Part): Promise<{ readonly trace: Trace; readonly result: ReasoningResult }> {
  const clock = new ReplayTime();
  const recorder = new TraceRecorder({ clock });
  const run = solveRecorded(
    { task: pythonTask(), budget, estimate: ESTIMATE, rule, seed: 0, ...(previous ? { previous } : {}) },
    { model: slow(new ScriptedModel({ samples: texts.map((text) => ({ text })), ...(info ? { info } : {}) }), clock), verifier: new ScriptedVerifier(undefined, () => 'same'), clock, startEnergyMeter: () => createModelledMeter(clock, 2) },
    { recorder, level: 'quick', reckon: '0.0.0', machine: { processor: 'scripted', threads: 2 } },
  );
  return clock.drive((async () => {
    for (;;) {
      const next = await run.next();
      if (next.done === true) {
        return { trace: reread(recorder), result: next.value };
      }
    }
  })());
}

function slow(model: ScriptedModel, time: ReplayTime): ScriptedModel {
  const sample = model.sample.bind(model);
  model.sample = async function* (prompt, count, options) {
    for await (const part of sample(prompt, count, options)) {
      await time.until(time.seconds() + SECONDS_OF_PART, Infinity, options.abortSignal);
      yield part;
    }
  };
  return model;
}

/** A recorded run, and one that goes on with it as its file has it. */
async function continued(first: Part, more: Part): ReturnType<typeof record> {
  const before = resultOf((await record(first)).trace);
  return record({ ...more, ...(before === null ? {} : { previous: before }) });
}

/** All but times: sums of them differ in the last bit. */
function untimed(result: ReasoningResult | null): unknown {
  return JSON.parse(JSON.stringify(result, (key, value: unknown) => (key === 'seconds' || key === 'joules' ? undefined : value)));
}

const FOUR_WRONG: Part = { texts: [WRONG], budget: { maxSamples: 4 } };

describe('a recorded run that goes on with an earlier one', () => {
  it('has what it began with, in a version of its own', async () => {
    const { trace } = await continued(FOUR_WRONG, { texts: [WRONG, RIGHT], budget: { maxSamples: 16 } });
    expect(trace.schemaVersion).toBe(5);
    expect(trace.request.previous?.candidates.map(({ candidate, verdict }) => [candidate.id, verdict?.status])).toEqual(['c1', 'c2', 'c3', 'c4'].map((id) => [id, 'failed']));
    expect(trace.request.previous?.spent.samples).toBe(4);
  });

  it('is replayed to the recorded result', async () => {
    const { trace, result } = await continued(FOUR_WRONG, { texts: [WRONG, RIGHT], budget: { maxSamples: 16 } });
    expect(result).toMatchObject({ status: 'verified', selectedId: 'c6' });
    const replay = await replayAt(trace);
    expect(replay.recordEnd).toBeNull();
    expect(untimed(replay.result)).toEqual(untimed(result));
    expect(replay.spent.seconds).toBeCloseTo(result.spent.seconds, 6);
    expect(replay.spent.energy.joules).toBeCloseTo(result.spent.energy.joules ?? 0, 6);
  });

  it('is replayed to it whatever was drawn, the limits and the rule', async () => {
    const texts = fc.array(fc.constantFrom(WRONG, RIGHT, ALSO_RIGHT, 'def f(x):\n    return (\n'), { minLength: 1, maxLength: 6 });
    const samples = fc.integer({ min: 1, max: 9 });
    await fc.assert(fc.asyncProperty(texts, texts, samples, samples, fc.constantFrom<StoppingRule>('first-pass', 'two-agree', 'all-samples'), async (one, other, first, more, rule) => {
      const { trace, result } = await continued({ texts: one, budget: { maxSamples: first } }, { texts: other, rule, budget: { maxSamples: first + more, maxTokens: 4000 } });
      const replay = await replayAt(trace);
      expect(replay.recordEnd).toBeNull();
      expect(untimed(replay.result)).toEqual(untimed(result));
    }), { numRuns: 40, seed: 5 });
  }, 120_000);

  it('is replayed at another budget, which counts what was spent before', async () => {
    const { trace } = await continued(FOUR_WRONG, { texts: [WRONG, WRONG, WRONG, WRONG, RIGHT], budget: { maxSamples: 16 } });
    const fewer = await replayAt(trace, { maxSamples: 8 });
    expect(fewer).toMatchObject({ recordEnd: null, status: 'unverified', spent: { samples: 8 }, result: { stopReason: 'budget-samples' } });
    expect(await replayAt(trace, { maxSamples: 2 })).toMatchObject({ recordEnd: null, status: 'unverified', spent: { samples: 4 }, result: { stopReason: 'budget-samples' } });
  });

  it('ends plainly where its record does, with what was drawn and spent before', async () => {
    const { trace } = await continued(FOUR_WRONG, { texts: [WRONG], budget: { maxSamples: 4 } });
    const replay = await replayAt(trace, { maxSamples: 16 });
    expect(replay).toMatchObject({ status: 'unknown', recordEnd: { what: 'samples', samples: 4 }, inHand: { candidate: { id: 'c1' } }, spent: { samples: 4 } });
  });

  it('takes energy as this run did, not as the one before', async () => {
    const { result } = await record(FOUR_WRONG);
    const hungry = { ...result, spent: { ...result.spent, energy: { joules: 5000, source: 'modelled' as const } } };
    const more = await record({ texts: [WRONG], budget: { maxSamples: 12 }, previous: hungry });
    expect((await replayAt(more.trace)).spent.energy.joules).toBeCloseTo(more.result.spent.energy.joules ?? 0, 6);
    expect((await replayAt(more.trace, { maxSamples: 8 })).spent.energy.joules).toBeGreaterThan(5000);
  });

  it('can be gone on with again', async () => {
    const second = await continued(FOUR_WRONG, { texts: [WRONG], budget: { maxSamples: 8 } });
    const third = await record({ texts: [RIGHT], budget: { maxSamples: 16 }, previous: second.result });
    expect(third.trace.request.previous?.candidates).toHaveLength(8);
    expect(untimed((await replayAt(third.trace)).result)).toEqual(untimed(third.result));
  });

  it('names no folder of the machine', async () => {
    const info = { modelId: '/somebody/models/tiny.gguf' };
    const first = await record({ ...FOUR_WRONG, info });
    const { trace, result } = await record({ texts: [WRONG], budget: { maxSamples: 6 }, previous: first.result, info });
    expect(result.candidates[0]?.candidate.model).toBe('/somebody/models/tiny.gguf');
    expect(JSON.stringify(trace)).not.toContain('/somebody');
    expect(trace.request.previous?.candidates[0]?.candidate.model).toBe('tiny.gguf');
  });

  it('is exported with what it began with', async () => {
    const { trace } = await continued({ texts: [RIGHT], budget: { maxSamples: 4 } }, { texts: [ALSO_RIGHT], rule: 'two-agree', budget: { maxSamples: 16 } });
    expect(markdownReport(trace)).toContain('- **went on with** an earlier run: 1 candidate, 1 of which passes; ');
    expect(htmlReport(trace)).toContain('<dt>went on with</dt><dd>an earlier run: 1 candidate, 1 of which passes; ');
    expect(markdownReport((await record(FOUR_WRONG)).trace)).not.toContain('went on with');
  });
});

describe('a run that begins anew', () => {
  it('has the version that it had, and nothing of an earlier one', async () => {
    const { trace } = await record(FOUR_WRONG);
    expect(trace.schemaVersion).toBe(2);
    expect(trace.request).not.toHaveProperty('previous');
  });
});
