import { describe, expect, it } from 'vitest';
import type { ModelReference, Reckon, SolveRequest } from '../../../src/app';
import { ReckonError } from '../../../src/base/errors';
import { createModelledMeter } from '../../../src/budget';
import { estimateFor } from '../../support/estimates';
import type { HostMessage, PanelState } from '../../../src/protocol';
import { solveTask } from '../../../src/reasoning';
import type { TestPlan } from '../../../src/verification/ownTests';
import { readTask } from '../../../src/verification/task';
import type { TaskContext } from '../../../src/verification/types';
import type { QuestionContext } from '../../../src/vscode/panel/question';
import { PanelSession, type PanelSurroundings } from '../../../src/vscode/panel/session';
import { FakeClock } from '../../support/fakeClock';
import { ScriptedModel, type ScriptedModelOptions } from '../../support/scriptedModel';
import { ScriptedVerifier } from '../../support/scriptedVerifier';
import { RIGHT, WRONG } from '../../support/tasks';
import { recordRun, replayAt } from '../../support/traces';

const QUESTION = 'A Python function f(x) that adds one. f(1) == 2';
const fenced = (code: string): { text: string } => ({ text: `\`\`\`python\n${code}\`\`\`` });

/** A core whose model and sandbox are scripted; reading and reasoning are the real ones. */
function scriptedReckon(clock: FakeClock, script: Partial<ScriptedModelOptions>, solved: SolveRequest[]): Reckon {
  const model = new ScriptedModel({ samples: [fenced(RIGHT)], ...script });
  const estimate = (level: SolveRequest['level']) =>
    estimateFor({ level, answers: 'whole', stops: 'first-pass', promptTokens: 100, batchSizes: [3] });
  const core = {
    readTask: ({ text, ...options }) => readTask(text, options),
    estimate: (_task, level) => Promise.resolve(estimate(level)),
    async *solve(request) {
      solved.push(request);
      const { task, level, previous, abortSignal } = request;
      return yield* solveTask(
        { task, budget: { maxSamples: previous ? 8 : 4 }, estimate: estimate(level), rule: 'first-pass', seed: 0, ...(previous ? { previous } : {}), ...(abortSignal ? { abortSignal } : {}) },
        { model, verifier: new ScriptedVerifier(), clock, startEnergyMeter: () => createModelledMeter(clock, 2) },
      );
    },
  } satisfies Partial<Reckon>;
  return core as unknown as Reckon;
}

interface Options extends Partial<ScriptedModelOptions> {
  readonly blocked?: string;
  readonly further?: readonly ModelReference[];
  readonly ownTests?: TestPlan;
  readonly context?: TaskContext;
  readonly solveError?: Error;
}

function open(options: Options = {}) {
  const clock = new FakeClock();
  const states: PanelState[] = [];
  const did: string[] = [];
  const solved: SolveRequest[] = [];
  const harder: boolean[] = [];
  const core = scriptedReckon(clock, options, solved);
  if (options.solveError) {
    core.solve = async function* (request) {
      solved.push(request);
      yield* [];
      throw options.solveError;
    };
  }
  const note = (what: string) => async (): Promise<void> => {
    did.push(what);
  };
  const around: PanelSurroundings = {
    clock,
    reckon: () => core,
    model: () => ({ model: 'qwen2.5-coder-0.5b' }),
    furtherModels: () => options.further ?? [],
    defaultLevel: () => 'balanced',
    editorLanguage: () => undefined,
    blocked: () => options.blocked ?? null,
    ownTests: async (_task, savedPath) => (options.ownTests === undefined ? null : { plan: options.ownTests, file: savedPath, isTrusted: true, consent: options.ownTests }),
    withContext: async (task) => (options.context === undefined ? task : { ...task, context: options.context }),
    insert: async (code) => void did.push(`insert ${code}`),
    copy: async (code) => void did.push(`copy ${code}`),
    chooseModel: note('choose model'),
    downloadModel: async (id) => void did.push(`download ${id}`),
    setKey: note('set key'),
    openSettings: note('open settings'),
    onHarderChanged: (isPossible) => void harder.push(isPossible),
    onRunChanged: ({ isActive }) => void did.push(isActive ? 'run begins' : 'run ends'),
    report: (error) => void did.push(`report ${String(error)}`),
    log: () => undefined,
  };
  const session = new PanelSession(around, (message: HostMessage) => {
    if (message.type === 'state') {
      states.push(message.state);
    }
  });
  return { session, clock, states, did, solved, harder, core, last: (): PanelState => states.at(-1) as PanelState };
}

function context(replaced: string[] = []): QuestionContext {
  const text = 'def f(x):\n    """Add one.\n\n    >>> f(1)\n    2\n    """\n';
  return { fileName: 'f.py', savedPath: '/project/f.py', source: { path: '/project/f.py', text }, language: 'python', text, firstLine: 1, lastLine: 6, replaceWith: async (code) => void replaced.push(code) };
}

describe('the session of a panel', () => {
  it('sends its state when the page is ready, with rising versions', async () => {
    const { session, states } = open();
    await session.handle({ type: 'ready' });
    await session.handle({ type: 'level-changed', level: 'quick' });
    expect(states.map(({ version, level }) => `${version} ${level}`)).toEqual(['1 balanced', '2 quick']);
  });

  it('prices a question at every place of the slider once typing pauses, and asks nobody', async () => {
    const { session, clock, states, last, solved } = open();
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
    const { session, last, solved } = open({ further: [{ model: 'qwen2.5-coder-1.5b' }, { model: 'openai-compatible:any', endpoint: 'http://127.0.0.1:1/v1' }] });
    await session.setQuestion(QUESTION, null);
    await session.solve();
    expect(solved[0]?.escalate).toEqual([{ model: 'qwen2.5-coder-1.5b' }, { model: 'openai-compatible:any', endpoint: 'http://127.0.0.1:1/v1' }]);
    expect(last().model).toEqual({
      name: 'qwen2.5-coder-0.5b', place: 'this machine', further: [{ name: 'qwen2.5-coder-1.5b', place: 'this machine' }, { name: 'any', place: 'a server' }],
    });
  });

  it('hands the tests of a saved file to the run, and none of a question without a file', async () => {
    const plan: TestPlan = { framework: 'pytest', project: '/project', command: 'python -m pytest', args: [], environment: {}, source: 'pytest.ini' };
    const { session, solved } = open({ ownTests: plan });
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
    const { session, last, solved } = open({ context: shown, samples: [fenced(WRONG)] });
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
    const { session, last, did, solved } = open();
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
    const { session, last } = open();
    await session.setQuestion('', context(first));
    await session.solve();
    expect(last().run?.answer?.insertLabel).toBe('Replace selection');
    await session.handle({ type: 'insert' });
    expect(first).toHaveLength(1);
  });

  it('forgets the run when a new question takes its place', async () => {
    const { session, last } = open();
    await session.handle({ type: 'solve', words: QUESTION });
    await session.setQuestion('', context());
    expect(last()).toMatchObject({ run: null, question: { context: { fileName: 'f.py' } } });
    await session.handle({ type: 'context-removed' });
    expect(last().question.context).toBeNull();
  });

  it('says why a question cannot be read, and runs nothing', async () => {
    const { session, last, solved } = open();
    await session.handle({ type: 'solve', words: 'x'.repeat(500_000) });
    expect(last().problem).toMatch(/\w/);
    expect(solved).toEqual([]);
  });

  it('runs nothing without a question, nor where it must not', async () => {
    const empty = open();
    await empty.session.handle({ type: 'solve', words: '  ' });
    const untrusted = open({ blocked: 'not trusted' });
    await untrusted.session.handle({ type: 'solve', words: QUESTION });
    expect([...empty.solved, ...untrusted.solved]).toEqual([]);
  });

  it('runs one question at a time, and stops it when told', async () => {
    let stop = (): void => undefined;
    const { session, last, solved } = open({ onPart: () => stop() });
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
    const { session } = open();
    expect(session.isBusy).toBe(false);
    const solving = session.handle({ type: 'solve', words: QUESTION });
    expect(session.isBusy).toBe(true);
    await solving;
    expect(session.isBusy).toBe(false);
  });

  it('takes two clicks for one', async () => {
    const { session, solved } = open();
    await Promise.all([session.handle({ type: 'solve', words: QUESTION }), session.handle({ type: 'solve', words: QUESTION })]);
    expect(solved).toHaveLength(1);
  });

  it('offers the next step after a failure, and goes on once it is done', async () => {
    const missing = new ReckonError('model-missing', 'It is not here.', { hint: 'Fetch it.' });
    const { session, last, did, solved } = open({ solveError: missing });
    await session.handle({ type: 'solve', words: QUESTION });
    expect(last().run).toMatchObject({ phase: 'failed', failure: { message: 'It is not here.', action: { id: 'download-model' } } });
    await session.handle({ type: 'failure-action' });
    expect(did).toContain('download qwen2.5-coder-0.5b');
    expect(solved).toHaveLength(2);
  });

  it('names a bug as one', async () => {
    const { session, last } = open({ solveError: new TypeError('x is undefined') });
    await session.handle({ type: 'solve', words: QUESTION });
    expect(last().run?.failure?.message).toContain('Something went wrong inside Reckon: x is undefined');
  });

  it('ends its run when the window closes', async () => {
    let close = (): void => undefined;
    const { session } = open({ onPart: () => close() });
    let closed: Promise<void> | undefined;
    close = () => {
      closed ??= session.dispose();
    };
    await session.handle({ type: 'solve', words: QUESTION });
    await closed;
    expect(session.isActive).toBe(false);
  });
});

describe('thinking harder about the answer', () => {
  it('goes on with the same task at the next place of the slider, whatever the box says now', async () => {
    const replaced: string[] = [];
    const { session, last, solved, harder } = open();
    await session.handle({ type: 'level-changed', level: 'quick' });
    await session.setQuestion('', context(replaced));
    await session.solve();
    expect(last().run?.harderLevel).toBe('balanced');
    await session.handle({ type: 'question-changed', words: 'something else' });
    await session.handle({ type: 'think-harder' });
    expect(solved.map(({ level }) => level)).toEqual(['quick', 'balanced']);
    expect(solved[1]?.task).toBe(solved[0]?.task);
    expect(solved[1]?.previous).toMatchObject({ status: 'verified', candidates: [{ candidate: { id: 'c1' } }] });
    expect(last()).toMatchObject({ level: 'balanced', run: { phase: 'finished', harderLevel: 'thorough', answer: { status: 'verified', insertLabel: 'Replace selection' } } });
    expect(last().run?.steps[0]).toMatchObject({ title: 'What was drawn before: 1 of 1 pass', detail: '', seconds: null });
    expect(harder).toEqual([true, false, true]);
    await session.handle({ type: 'insert' });
    expect(replaced).toHaveLength(1);
  });

  it('lets the tests of the file judge again', async () => {
    const plan: TestPlan = { framework: 'pytest', project: '/project', command: 'python -m pytest', args: [], environment: {}, source: 'pytest.ini' };
    const { session, solved } = open({ ownTests: plan });
    await session.setQuestion('', context());
    await session.solve();
    await session.thinkHarder();
    expect(solved.map(({ ownTests }) => ownTests?.file)).toEqual(['/project/f.py', '/project/f.py']);
  });

  it('is not offered at the highest place, after a cancel, for a recorded run, nor once the answer has gone', async () => {
    const top = open();
    await top.session.handle({ type: 'level-changed', level: 'thorough' });
    await top.session.handle({ type: 'solve', words: QUESTION });
    expect(top.last().run).toMatchObject({ phase: 'finished', harderLevel: null });
    let stop = (): void => undefined;
    const cancelled = open({ onPart: () => stop() });
    stop = () => cancelled.session.stop();
    await cancelled.session.handle({ type: 'solve', words: QUESTION });
    expect(cancelled.last().run).toMatchObject({ phase: 'finished', harderLevel: null });
    const shown = open();
    await shown.session.showTrace((await recordRun({ model: new ScriptedModel({ samples: [fenced(RIGHT)] }) })).trace);
    expect(shown.last().run).toMatchObject({ phase: 'finished', harderLevel: null });
    const gone = open();
    await gone.session.handle({ type: 'solve', words: QUESTION });
    await gone.session.setQuestion('', context());
    expect(gone.harder).toEqual([true, false]);
    for (const { session } of [top, cancelled, shown, gone]) {
      await expect(session.thinkHarder()).rejects.toMatchObject({ code: 'invalid-input' });
    }
    expect([...top.harder, ...cancelled.harder, ...shown.harder]).toEqual([]);
  });

  it('takes two clicks for one', async () => {
    const { session, solved } = open();
    await session.handle({ type: 'solve', words: QUESTION });
    await Promise.all([session.thinkHarder(), session.thinkHarder()]);
    expect(solved).toHaveLength(2);
  });

  it('keeps showing the answer when the model cannot go on', async () => {
    const { session, core, last, did } = open();
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

describe('recorded runs', () => {
  const recorded = async () => recordRun({ model: new ScriptedModel({ samples: [fenced('def f(x):\n    return x  # wrong\n'), fenced(RIGHT)] }) });

  it('are shown as they were shown live, with where they come from', async () => {
    const { session, last } = open();
    const { trace, result } = await recorded();
    await session.showTrace(trace);
    expect(last().run).toMatchObject({ phase: 'finished', origin: `recorded ${trace.startedAt.slice(0, 10)}`, answer: { status: 'verified', code: result.code } });
    expect(last().question.words).toBe(trace.request.task.text);
    expect(session.trace()).toBe(trace);
  });

  it('say where the record ends when they are replayed at another budget', async () => {
    const { session, last } = open();
    const { trace } = await recorded();
    await session.showReplay(trace, await replayAt(trace, { maxSamples: 16 }, { rule: 'all-samples' }));
    expect(last().run).toMatchObject({ phase: 'failed', origin: 'replayed at quick', answer: null, failure: { message: expect.stringMatching(/^The record ends after \d+ samples: /) as string, action: null } });
  });

  it('do not take the place of a run that goes on', async () => {
    const { trace } = await recorded();
    const { session, last } = open({ onPart: () => void showing.push(session.showTrace(trace).catch((error: unknown) => error)) });
    const showing: Promise<unknown>[] = [];
    await session.handle({ type: 'solve', words: QUESTION });
    expect(await showing[0]).toMatchObject({ code: 'busy' });
    expect(last().run?.origin).toBeNull();
  });

  it('are written by the panel as it runs', async () => {
    const { session, solved } = open();
    expect(session.trace()).toBeNull();
    await session.handle({ type: 'solve', words: QUESTION });
    expect(solved[0]?.trace).toBeDefined();
  });
});
