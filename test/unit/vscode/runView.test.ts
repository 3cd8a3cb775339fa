import { describe, expect, it } from 'vitest';
import { resultDocument } from '../../../src/cli/resultDocument';
import { parseHostMessage } from '../../../src/protocol';
import { RunView } from '../../../src/vscode/panel/runView';
import { escalationTo, LARGE, modelOf, ScriptedFurther, SMALL } from '../../support/furtherModels';
import { ScriptedJudge } from '../../support/scriptedJudge';
import { ScriptedModel } from '../../support/scriptedModel';
import { ScriptedVerifier } from '../../support/scriptedVerifier';
import { ALSO_RIGHT, pythonTask, RIGHT, WRONG } from '../../support/tasks';
import { runToEnd } from '../../support/runs';

type RunOptions = Partial<Parameters<typeof runToEnd>[0]>;

const fenced = (code: string): { text: string } => ({ text: `\`\`\`python\n${code}\`\`\`` });

/** A view that has seen a whole run of the real controller, and its state after each event. */
async function watch(samples: readonly string[], options: RunOptions = {}) {
  const { events, result } = await runToEnd({
    model: new ScriptedModel({ samples: samples.map(fenced) }),
    verifier: new ScriptedVerifier(),
    ...options,
  });
  const view = new RunView('Insert', { level: 'quick', previous: null });
  const states = events.map((event) => {
    view.apply(event);
    return view.state();
  });
  return { view, states, result, last: view.state() };
}

describe('a run as the panel shows it', () => {
  it('goes from loading over running to the answer with its proof', async () => {
    const { states, last, result } = await watch([WRONG, RIGHT, ALSO_RIGHT, RIGHT], { rule: 'two-agree' });
    expect([...new Set(states.map(({ phase }) => phase))]).toEqual(['loading', 'running', 'finished']);
    expect(last.steps.map(({ title }) => title)).toContain('Fast answer');
    expect(last.steps.every(({ outcome }) => outcome !== 'running')).toBe(true);
    expect(last.candidates[0]).toMatchObject({ label: '1', isFast: true, isSelected: false });
    expect(last.candidates.filter(({ isSelected }) => isSelected).map(({ id }) => id)).toEqual([result.selectedId]);
    expect(last.answer).toMatchObject({ status: 'verified', code: result.code, insertLabel: 'Insert' });
    expect(last.answer?.checks.map(({ mark, text }) => `${mark}: ${text}`)).toContain('passed: your 2 examples pass');
    expect(last.answer?.checks.at(-1)?.mark).toBe('not-checked');
    expect(last.spent?.tokens).toBe(result.spent.promptTokens + result.spent.completionTokens);
  });

  it('shows what is being written, and no longer once it is a candidate', async () => {
    const { states } = await watch([RIGHT]);
    expect(states.some(({ writing }) => writing.some(({ text }) => text.includes('def f')))).toBe(true);
    expect(states.at(-1)?.writing).toEqual([]);
  });

  it('says who wrote what where a run has several models, and which could not be had', async () => {
    const further = [new ScriptedFurther({ ...LARGE, id: 'gone' }, null), new ScriptedFurther(LARGE, modelOf(LARGE, [fenced(RIGHT).text]))];
    const { last } = await watch([], { model: modelOf(SMALL, [fenced(WRONG).text]), escalation: escalationTo(...further), budget: { maxSamples: 32 } });
    expect(last.answer).toMatchObject({ status: 'verified', writer: 'large' });
    expect(last.answer?.checks).toContainEqual({ mark: 'not-checked', text: 'without gone: The model gone is not on this machine.', detail: 'Fetch it: reckon models fetch gone' });
    expect([last.candidates[0]?.writer, last.candidates.at(-1)?.writer]).toEqual(['small', 'large']);
    expect(last.steps.map(({ title }) => title)).toEqual(expect.arrayContaining(['Get gone ready', 'Get large ready']));
  });

  it('says why the run went on below the step that was decided upon', async () => {
    const { last } = await watch([WRONG, RIGHT]);
    expect(last.steps[0]?.detail).toMatch(/The next sample passes with about \d+%\./);
  });

  it('has a line for your tests beside the examples, and that line alone where there are none', async () => {
    const lines = async (options: RunOptions): Promise<string[] | undefined> => (await watch([RIGHT], options)).last.answer?.checks.map(({ mark, text }) => `${mark}: ${text}`);
    const apart = 'passed: run apart from your files and network, then once more in a fresh process';
    expect(await lines({ ownTests: new ScriptedJudge() })).toEqual(['passed: your 2 examples pass', apart, 'passed: your tests passed: 3 of 3 as before', 'not-checked: not checked: speed, and inputs unlike your examples']);
    expect(await lines({ ownTests: new ScriptedJudge(), task: pythonTask(0) })).toEqual(['passed: your tests passed: 3 of 3 as before', 'not-checked: not checked: what your tests do not test']);
    expect(await lines({ ownTests: new ScriptedJudge(() => 'failed'), budget: { maxSamples: 1 } })).toContain('failed: your tests do not pass');
    expect(await lines({ ownTests: new ScriptedJudge(() => 'inconclusive') })).toContain('not-checked: not checked: your own tests');
  });

  it('says of each candidate what your tests said, and nothing where they were not run', async () => {
    const cells = async (options: RunOptions): Promise<unknown[]> => (await watch([WRONG, RIGHT], { budget: { maxSamples: 2 }, ...options })).last.candidates.map(({ ownTests }) => ownTests);
    expect(await cells({ ownTests: new ScriptedJudge() })).toEqual([null, { mark: 'passed', title: 'your tests passed: 3 of 3 as before' }]);
    expect(await cells({ ownTests: new ScriptedJudge(() => 'failed') })).toEqual([null, expect.objectContaining({ mark: 'failed' })]);
    expect(await cells({})).toEqual([null, null]);
  });

  it('names the examples that fail for every candidate', async () => {
    const { last } = await watch([WRONG], { budget: { maxSamples: 4 } });
    expect(last.answer?.status).toBe('unverified');
    expect(last.answer?.checks[0]).toMatchObject({ mark: 'failed', text: expect.stringContaining('fails for every one of 4 candidates') as string });
    expect(last.candidates[0]?.cells).toEqual([expect.objectContaining({ mark: 'failed' }), expect.objectContaining({ mark: 'failed' })]);
  });

  it('says which examples were not understood, whether or not the answer is verified', async () => {
    const task = { ...pythonTask(), notUnderstood: [{ line: 9, text: 'g(1) 2', reason: 'it calls g' }, { line: 11, text: 'h', reason: 'odd' }] };
    for (const samples of [[RIGHT], [WRONG]]) {
      const { last } = await watch(samples, { task, budget: { maxSamples: 1 } });
      expect(last.answer?.checks).toContainEqual({ mark: 'not-checked', text: 'not checked: 2 examples, which were not understood', detail: 'g(1) 2 (it calls g)' });
    }
  });

  it('says of TypeScript that types are not checked', async () => {
    for (const language of ['typescript', 'python'] as const) {
      const { last, result } = await watch([RIGHT], { task: { ...pythonTask(), language } });
      const isSaid = last.answer?.checks.some(({ mark, text }) => mark === 'not-checked' && text === 'not checked: types, which are erased before the code is run') === true;
      expect(isSaid).toBe(language === 'typescript');
      expect(resultDocument(result)).toMatchObject({ notChecked: language === 'typescript' ? [expect.stringContaining('types'), expect.any(String)] : [expect.stringContaining('speed')] });
    }
  });

  it('offers an answer that was verified before the model failed, and says that it failed', async () => {
    const { last } = await watch([], { model: new ScriptedModel({ samples: [fenced(RIGHT)], failAtCall: 1 }), rule: 'two-agree' });
    expect(last).toMatchObject({ phase: 'finished', answer: { status: 'verified' } });
    expect(last.answer?.checks.at(-1)).toMatchObject({ mark: 'not-checked', text: 'the model failed before it was done: The engine process ended.' });
  });

  it('is a message that the page accepts, after every event', async () => {
    const { states } = await watch([WRONG, RIGHT]);
    const around = {
      question: { id: 0, words: '', context: null }, task: null, problem: null, budgets: [], level: 'quick',
      model: { name: 'm', place: 'this machine', further: [] }, blocked: null,
    };
    for (const [version, run] of states.entries()) {
      expect(parseHostMessage({ type: 'state', state: { version, ...around, run } })).toMatchObject({ ok: true });
    }
  });

  it('keeps the clock of a person moving, never back', async () => {
    const { states } = await watch([RIGHT]);
    const view = new RunView('Insert', { level: 'quick', previous: null });
    expect(states.length).toBeGreaterThan(0);
    view.apply({ type: 'model-ready', loadSeconds: 1 });
    view.tick(3);
    view.tick(2);
    expect(view.state().spent?.seconds).toBe(3);
  });

  it('counts what the run took that it goes on with', async () => {
    const { result } = await watch([WRONG], { budget: { maxSamples: 1 } });
    const view = new RunView('Insert', { level: 'balanced', previous: result });
    view.apply({ type: 'model-ready', loadSeconds: 1 });
    expect(view.state().spent).toMatchObject({ samples: 1, tokens: result.spent.promptTokens + result.spent.completionTokens });
    view.tick(3);
    expect(view.state().spent?.seconds).toBe(result.spent.seconds + 3);
  });

  it('says below what was drawn before why nothing more is drawn', async () => {
    const { result } = await watch([WRONG], { budget: { maxSamples: 1 } });
    const { last } = await watch([WRONG], { budget: { maxSamples: 1 }, previous: result });
    expect(last.steps).toMatchObject([{ title: 'What was drawn before: 0 of 1 pass', outcome: 'failed', detail: 'The one sample of this budget is drawn.' }]);
    expect(last.candidates).toMatchObject([{ isFast: true }]);
  });

  it('fails with the next step', () => {
    const view = new RunView('Insert', { level: 'quick', previous: null });
    view.progress({ phase: 'load', fraction: 0.5 });
    expect(view.state()).toMatchObject({ phase: 'loading', load: { label: 'Loading the model', fraction: 0.5 } });
    view.fail({ message: 'It is not here.', hint: 'Fetch it.', action: { id: 'download-model', label: 'Download the model' } });
    expect(view.state()).toMatchObject({ phase: 'failed', load: null, failure: { message: 'It is not here.' } });
    expect(view.isOver).toBe(true);
  });
});
