import { describe, expect, it } from 'vitest';
import { readTrace } from '../../../src/trace';
import { escalationTo, LARGE, modelOf, ScriptedFurther, SERVED, SMALL } from '../../support/furtherModels';
import { RIGHT, WRONG } from '../../support/tasks';
import { recordRun, replayAt } from '../../support/traces';

const BUDGET = { maxSamples: 32 };

/** All but times. */
function untimed(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, each: unknown) => (['seconds', 'joules', 'loadSeconds'].includes(key) ? undefined : each)));
}

const record = (...further: readonly ScriptedFurther[]): ReturnType<typeof recordRun> =>
  recordRun({ model: modelOf(SMALL, [WRONG]), escalation: escalationTo(...further), budget: BUDGET });

describe('a trace of a run with several models', () => {
  it('says of each call which model was asked, and of each candidate which wrote it', async () => {
    const { trace } = await record(new ScriptedFurther(LARGE, modelOf(LARGE, [WRONG])), new ScriptedFurther(SERVED, modelOf(SERVED, [RIGHT])));
    expect(trace.schemaVersion).toBe(3);
    expect(trace.escalation).toMatchObject({ first: SMALL, models: [{ profile: LARGE, info: { modelId: 'large' }, load: { error: null } }, { profile: SERVED, info: { modelId: 'served', location: 'remote' } }] });
    expect(new Set(trace.calls.map(({ model }) => model))).toEqual(new Set([undefined, 1, 2]));
    // The same words are a prompt of each model, counted in its own tokens.
    expect(trace.calls.map(({ prompt, model }) => trace.prompts.find(({ id }) => id === prompt)?.model === model)).not.toContain(false);
  });

  it('is replayed to the recorded result', async () => {
    const { trace, result } = await record(new ScriptedFurther(LARGE, modelOf(LARGE, [WRONG])), new ScriptedFurther(SERVED, modelOf(SERVED, [RIGHT])));
    const replay = await replayAt(trace);
    expect(replay.recordEnd).toBeNull();
    expect(untimed(replay.result)).toEqual(untimed(result));
  });

  it('is replayed where a model could not be loaded', async () => {
    const { trace, result } = await record(new ScriptedFurther(LARGE, null));
    const replay = await replayAt(trace);
    expect(replay.recordEnd).toBeNull();
    expect(untimed(replay.result)).toEqual(untimed(result));
    expect(replay.result?.further?.[0]?.failure?.code).toBe('model-missing');
  });

  it('ends plainly where a model would be asked that was not', async () => {
    const { trace } = await recordRun({ model: modelOf(SMALL, [WRONG]), escalation: escalationTo(new ScriptedFurther(LARGE, modelOf(LARGE, [RIGHT]))), budget: { maxSamples: 4 } });
    const { recordEnd, status } = await replayAt(trace, { maxSamples: 32 });
    expect(status).toBe('unknown');
    expect(recordEnd?.what).toBe('samples');
  });
});

describe('a trace of a run with one model', () => {
  it('is of the version that every reader before further models knows', async () => {
    const { trace } = await recordRun({ model: modelOf(SMALL, [RIGHT]) });
    expect(trace).toMatchObject({ schemaVersion: 2 });
    expect(trace).not.toHaveProperty('escalation');
  });

  it('of before candidates said who wrote them opens, and is replayed', async () => {
    const { trace } = await recordRun({ model: modelOf(SMALL, [WRONG, RIGHT]) });
    const older = JSON.stringify(trace, (key, value: unknown) => (key === 'candidate' ? { ...(value as object), model: undefined } : value));
    expect(older).not.toContain('"model":"small"');
    expect((await replayAt(readTrace(older, 'older.json'))).status).toBe('verified');
  });
});
