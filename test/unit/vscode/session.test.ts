import { describe, expect, it } from 'vitest';
import { ReckonError } from '../../../src/base/errors';
import type { TestPlan } from '../../../src/verification/ownTests';
import type { TaskContext } from '../../../src/verification/types';
import { context, fenced, openSession, QUESTION } from '../../support/panelSessions';
import { WRONG } from '../../support/tasks';

describe('the session of a panel', () => {
  it('sends its state when the page is ready, with rising versions', async () => {
    const { session, states } = openSession();
    await session.handle({ type: 'ready' });
    await session.handle({ type: 'level-changed', level: 'quick' });
    expect(states.map(({ version, level }) => `${version} ${level}`)).toEqual(['1 balanced', '2 quick']);
  });

  it('prices a question at every place of the slider once typing pauses, and asks nobody', async () => {
    const { session, clock, states, last, solved } = openSession();
    await session.handle({ type: 'question-changed', words: 'half' });
    await session.handle({ type: 'question-changed', words: QUESTION });
    expect(states).toEqual([]);
    clock.advance(1);
    await expect.poll(last).toBeDefined();
    expect(last().task).toMatchObject({ language: 'python', functionName: 'f', examples: [{ label: 'f(1) == 2' }] });
    expect(last().budgets.map(({ forecast }) => forecast !== null)).toEqual([true, true, true, true]);
    expect(solved).toEqual([]);
  });

  it('hands the further models of the settings to the run, and shows them beside the first', async () => {
    const { session, last, solved } = openSession({ further: [{ model: 'qwen2.5-coder-1.5b' }, { model: 'openai-compatible:any', endpoint: 'http://127.0.0.1:1/v1' }] });
    await session.setQuestion(QUESTION, null);
    await session.solve();
    expect(solved[0]?.escalate).toEqual([{ model: 'qwen2.5-coder-1.5b' }, { model: 'openai-compatible:any', endpoint: 'http://127.0.0.1:1/v1' }]);
    expect(last().model).toEqual({
      name: 'qwen2.5-coder-0.5b', place: 'this machine', further: [{ name: 'qwen2.5-coder-1.5b', place: 'this machine' }, { name: 'any', place: 'a server' }],
    });
  });

  it('hands the limits of the settings to the run, and shows them at every place of the slider', async () => {
    const { session, last, solved } = openSession({ limits: () => ({ maxDollars: 0.05, maxJoules: 900 }) });
    await session.setQuestion(QUESTION, null);
    await session.solve();
    expect(solved[0]?.limits).toEqual({ maxDollars: 0.05, maxJoules: 900 });
    expect(last().budgets.map(({ limits }) => [limits.dollars, limits.joules])).toEqual(Array(4).fill([0.05, 900]));
  });

  it('says what is wrong with a limit of the settings, and runs nothing without it', async () => {
    const { session, last, solved } = openSession({
      limits: () => {
        throw new ReckonError('invalid-input', 'A limit cannot be kept.', { hint: 'Mend it.' });
      },
    });
    await session.setQuestion(QUESTION, null);
    expect(last()).toMatchObject({ task: { functionName: 'f' }, problem: 'A limit cannot be kept. Mend it.' });
    await session.solve();
    expect(last().run).toMatchObject({ phase: 'failed', failure: { message: 'A limit cannot be kept.', hint: 'Mend it.' } });
    expect(solved).toEqual([]);
  });

  it('hands the tests of a saved file to the run, and none of a question without a file', async () => {
    const plan: TestPlan = { framework: 'pytest', project: '/project', command: 'python -m pytest', args: [], environment: {}, source: 'pytest.ini' };
    const { session, solved } = openSession({ ownTests: plan });
    await session.setQuestion('', context());
    await session.solve();
    await session.setQuestion('', { ...context(), savedPath: null });
    await session.solve();
    await session.setQuestion(QUESTION, null);
    await session.solve();
    expect(solved.map(({ ownTests }) => ownTests)).toEqual([{ plan, file: '/project/f.py', isTrusted: true, consent: plan }, undefined, undefined]);
  });

  it('shows the model what the project has for code of a file, says so, and goes on with the same', async () => {
    const shown: TaskContext = { text: '# g.py\ndef g(x): ...', tokens: 60, snippets: [{ file: 'g.py', line: 1, name: 'g', kind: 'function' }] };
    const { session, last, solved } = openSession({ context: shown, samples: [fenced(WRONG)] });
    await session.handle({ type: 'level-changed', level: 'instant' });
    await session.setQuestion('', context());
    await session.solve();
    expect(last().run?.steps[0]).toMatchObject({ title: 'Shown beside the task: 1 definition of 1 file, about 60 tokens: g.py (g)', outcome: 'passed' });
    await session.thinkHarder();
    await session.setQuestion(QUESTION, null);
    await session.solve();
    expect(solved.map(({ task }) => task.context)).toEqual([shown, shown, undefined]);
  });

  it('runs the question inside the budget of the slider and shows the answer', async () => {
    const { session, last, did, solved } = openSession();
    await session.handle({ type: 'level-changed', level: 'quick' });
    await session.handle({ type: 'solve', words: QUESTION });
    expect(solved[0]?.level).toBe('quick');
    expect(last().run).toMatchObject({ phase: 'finished', answer: { status: 'verified', insertLabel: 'Insert' } });
    await session.handle({ type: 'insert' });
    await session.handle({ type: 'copy' });
    expect(did).toEqual(['run begins', 'run ends', expect.stringMatching(/^insert def f/), expect.stringMatching(/^copy def f/)]);
  });

  it('puts the answer where the question came from', async () => {
    const first: string[] = [];
    const { session, last } = openSession();
    await session.setQuestion('', context(first));
    await session.solve();
    expect(last().run?.answer?.insertLabel).toBe('Replace selection');
    await session.handle({ type: 'insert' });
    expect(first).toHaveLength(1);
  });

  it('forgets the run when a new question takes its place', async () => {
    const { session, last } = openSession();
    await session.handle({ type: 'solve', words: QUESTION });
    await session.setQuestion('', context());
    expect(last()).toMatchObject({ run: null, question: { context: { fileName: 'f.py' } } });
    await session.handle({ type: 'context-removed' });
    expect(last().question.context).toBeNull();
  });

  it('says why a question cannot be read, and runs nothing', async () => {
    const { session, last, solved } = openSession();
    await session.handle({ type: 'solve', words: 'x'.repeat(500_000) });
    expect(last().problem).toMatch(/\w/);
    expect(solved).toEqual([]);
  });

  it('keeps a question that it could read where only its price cannot be said, and says why', async () => {
    const { session, last, solved } = openSession({ estimateError: new ReckonError('unknown-model', 'There is no model "nowhere".', { hint: 'Name another.' }) });
    await session.handle({ type: 'solve', words: QUESTION });
    expect(last()).toMatchObject({ task: { functionName: 'f' }, problem: 'There is no model "nowhere". Name another.' });
    expect(solved).toHaveLength(1);
  });

  it('runs nothing without a question, nor where it must not', async () => {
    const empty = openSession();
    await empty.session.handle({ type: 'solve', words: '  ' });
    const untrusted = openSession({ blocked: 'not trusted' });
    await untrusted.session.handle({ type: 'solve', words: QUESTION });
    expect([...empty.solved, ...untrusted.solved]).toEqual([]);
  });

  it('runs one question at a time, and stops it when told', async () => {
    let stop = (): void => undefined;
    const { session, last, solved } = openSession({ onPart: () => stop() });
    stop = () => {
      void session.handle({ type: 'solve', words: QUESTION });
      void session.handle({ type: 'stop' });
    };
    await session.handle({ type: 'solve', words: QUESTION });
    expect(solved).toHaveLength(1);
    expect(last().run).toMatchObject({ phase: 'finished', answer: { status: 'abstained' } });
    expect(session.isActive).toBe(false);
  });

  it('is busy from the click on, before the question is read, until the run has ended', async () => {
    const { session } = openSession();
    expect(session.isBusy).toBe(false);
    const solving = session.handle({ type: 'solve', words: QUESTION });
    expect(session.isBusy).toBe(true);
    await solving;
    expect(session.isBusy).toBe(false);
  });

  it('takes two clicks for one', async () => {
    const { session, solved } = openSession();
    await Promise.all([session.handle({ type: 'solve', words: QUESTION }), session.handle({ type: 'solve', words: QUESTION })]);
    expect(solved).toHaveLength(1);
  });

  it('offers the next step after a failure, and goes on once it is done', async () => {
    const missing = new ReckonError('model-missing', 'It is not here.', { hint: 'Fetch it.' });
    const { session, last, did, solved } = openSession({ solveError: missing });
    await session.handle({ type: 'solve', words: QUESTION });
    expect(last().run).toMatchObject({ phase: 'failed', failure: { message: 'It is not here.', action: { id: 'download-model' } } });
    await session.handle({ type: 'failure-action' });
    expect(did).toContain('download qwen2.5-coder-0.5b');
    expect(solved).toHaveLength(2);
  });

  it('names a bug as one', async () => {
    const { session, last } = openSession({ solveError: new TypeError('x is undefined') });
    await session.handle({ type: 'solve', words: QUESTION });
    expect(last().run?.failure?.message).toContain('Something went wrong inside Reckon: x is undefined');
  });

  it('begins no run for a question that was being read when the window closed', async () => {
    const { session, solved } = openSession();
    const asked = session.handle({ type: 'solve', words: QUESTION });
    await session.dispose();
    await asked;
    expect([solved, session.isBusy]).toEqual([[], false]);
  });

  it('ends its run when the window closes', async () => {
    let close = (): void => undefined;
    const { session } = openSession({ onPart: () => close() });
    let closed: Promise<void> | undefined;
    close = () => {
      closed ??= session.dispose();
    };
    await session.handle({ type: 'solve', words: QUESTION });
    await closed;
    expect(session.isActive).toBe(false);
  });
});
