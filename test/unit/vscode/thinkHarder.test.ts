import { describe, expect, it } from 'vitest';
import { ReckonError } from '../../../src/base/errors';
import type { TestPlan } from '../../../src/verification/ownTests';
import { context, fenced, openSession, QUESTION } from '../../support/panelSessions';
import { ScriptedModel } from '../../support/scriptedModel';
import { RIGHT } from '../../support/tasks';
import { recordRun } from '../../support/traces';

describe('thinking harder about the answer', () => {
  it('goes on with the same task at the next place of the slider, whatever the box says now', async () => {
    const replaced: string[] = [];
    const { session, last, solved, harder } = openSession();
    await session.handle({ type: 'level-changed', level: 'quick' });
    await session.setQuestion('', context(replaced));
    await session.solve();
    expect(last().run?.harder).toMatchObject({ level: 'balanced', forecast: { p50: { seconds: expect.any(Number) as number } } });
    await session.handle({ type: 'question-changed', words: 'something else' });
    await session.handle({ type: 'think-harder' });
    expect(solved.map(({ level }) => level)).toEqual(['quick', 'balanced']);
    expect(solved[1]?.task).toBe(solved[0]?.task);
    expect(solved[1]?.previous).toMatchObject({ status: 'verified', candidates: [{ candidate: { id: 'c1' } }] });
    expect(last()).toMatchObject({ level: 'balanced', run: { phase: 'finished', harder: { level: 'thorough' }, answer: { status: 'verified', insertLabel: 'Replace selection' } } });
    expect(last().run?.steps[0]).toMatchObject({ title: 'What was drawn before: 1 of 1 pass', detail: '', seconds: null });
    expect(harder).toEqual([true, false, true]);
    await session.handle({ type: 'insert' });
    expect(replaced).toHaveLength(1);
  });

  it('lets the tests of the file judge again', async () => {
    const plan: TestPlan = { framework: 'pytest', project: '/project', command: 'python -m pytest', args: [], environment: {}, source: 'pytest.ini' };
    const { session, solved } = openSession({ ownTests: plan });
    await session.setQuestion('', context());
    await session.solve();
    await session.thinkHarder();
    expect(solved.map(({ ownTests }) => ownTests?.file)).toEqual(['/project/f.py', '/project/f.py']);
  });

  it('is not offered at the highest place, after a cancel, for a recorded run, nor once the answer has gone', async () => {
    const top = openSession();
    await top.session.handle({ type: 'level-changed', level: 'thorough' });
    await top.session.handle({ type: 'solve', words: QUESTION });
    expect(top.last().run).toMatchObject({ phase: 'finished', harder: null });
    let stop = (): void => undefined;
    const cancelled = openSession({ onPart: () => stop() });
    stop = () => cancelled.session.stop();
    await cancelled.session.handle({ type: 'solve', words: QUESTION });
    expect(cancelled.last().run).toMatchObject({ phase: 'finished', harder: null });
    const shown = openSession();
    await shown.session.showTrace((await recordRun({ model: new ScriptedModel({ samples: [fenced(RIGHT)] }) })).trace);
    expect(shown.last().run).toMatchObject({ phase: 'finished', harder: null });
    const gone = openSession();
    await gone.session.handle({ type: 'solve', words: QUESTION });
    await gone.session.setQuestion('', context());
    expect(gone.harder).toEqual([true, false]);
    for (const { session } of [top, cancelled, shown, gone]) {
      await expect(session.thinkHarder()).rejects.toMatchObject({ code: 'invalid-input' });
    }
    expect([...top.harder, ...cancelled.harder, ...shown.harder]).toEqual([]);
  });

  it('takes two clicks for one', async () => {
    const { session, solved } = openSession();
    await session.handle({ type: 'solve', words: QUESTION });
    await Promise.all([session.thinkHarder(), session.thinkHarder()]);
    expect(solved).toHaveLength(2);
  });

  it('keeps showing the answer when the model cannot go on', async () => {
    const { session, core, last, did } = openSession();
    await session.handle({ type: 'solve', words: QUESTION });
    core.solve = async function* () {
      yield* [];
      throw new ReckonError('network', 'The server is not there.');
    };
    await session.thinkHarder();
    expect(last().run).toMatchObject({ phase: 'failed', failure: { message: 'The server is not there.' }, answer: { status: 'verified' } });
    await session.handle({ type: 'copy' });
    expect(did.at(-1)).toMatch(/^copy def f/);
  });
});
