import { describe, expect, it } from 'vitest';
import { fenced, openSession, QUESTION } from '../../support/panelSessions';
import { ScriptedModel } from '../../support/scriptedModel';
import { RIGHT } from '../../support/tasks';
import { recordRun, replayAt } from '../../support/traces';

describe('recorded runs', () => {
  const recorded = async () => recordRun({ model: new ScriptedModel({ samples: [fenced('def f(x):\n    return x  # wrong\n'), fenced(RIGHT)] }) });

  it('are shown as they were shown live, with where they come from', async () => {
    const { session, last } = openSession();
    const { trace, result } = await recorded();
    await session.showTrace(trace);
    expect(last().run).toMatchObject({ phase: 'finished', origin: `recorded ${trace.startedAt.slice(0, 10)}`, answer: { status: 'verified', code: result.code } });
    expect(last().question.words).toBe(trace.request.task.text);
    expect(session.trace()).toBe(trace);
  });

  it('say where the record ends when they are replayed at another budget', async () => {
    const { session, last } = openSession();
    const { trace } = await recorded();
    await session.showReplay(trace, await replayAt(trace, { maxSamples: 16 }, { rule: 'all-samples' }));
    expect(last().run).toMatchObject({ phase: 'failed', origin: 'replayed at quick', answer: null, failure: { message: expect.stringMatching(/^The record ends after \d+ samples: /) as string, action: null } });
  });

  it('do not take the place of a run that goes on', async () => {
    const { trace } = await recorded();
    const { session, last } = openSession({ onPart: () => void showing.push(session.showTrace(trace).catch((error: unknown) => error)) });
    const showing: Promise<unknown>[] = [];
    await session.handle({ type: 'solve', words: QUESTION });
    expect(await showing[0]).toMatchObject({ code: 'busy' });
    expect(last().run?.origin).toBeNull();
  });

  it('are being opened until they are shown: nothing is begun meanwhile, and a closed window shows nothing', async () => {
    const { trace } = await recorded();
    const { session, last, solved } = openSession();
    const showing = session.showTrace(trace);
    expect(session.isBusy).toBe(true);
    await session.handle({ type: 'solve', words: QUESTION });
    await showing;
    expect([solved.length, last().run?.origin]).toEqual([0, `recorded ${trace.startedAt.slice(0, 10)}`]);
    const closed = openSession();
    const opening = closed.session.showTrace(trace);
    await closed.session.dispose();
    await opening;
    expect(closed.last().run).toBeNull();
  });

  it('are written by the panel as it runs', async () => {
    const { session, solved } = openSession();
    expect(session.trace()).toBeNull();
    await session.handle({ type: 'solve', words: QUESTION });
    expect(solved[0]?.trace).toBeDefined();
  });
});
