import { describe, expect, it } from 'vitest';
import { ReckonError } from '../../../src/base/errors';
import { FakeClock } from '../../support/fakeClock';
import { runToEnd, type RunOptions } from '../../support/runs';
import { ScriptedJudge } from '../../support/scriptedJudge';
import { ScriptedModel } from '../../support/scriptedModel';
import { ScriptedVerifier } from '../../support/scriptedVerifier';
import { ALSO_RIGHT, pythonTask, RIGHT, WRONG } from '../../support/tasks';

const model = (...texts: string[]): ScriptedModel => new ScriptedModel({ samples: texts.map((text) => ({ text })) });
const byOther = (code: string): 'passed' | 'failed' => (code.includes('1 + x') ? 'passed' : 'failed');

const run = (ownTests: ScriptedJudge, options: Partial<RunOptions> = {}): ReturnType<typeof runToEnd> =>
  runToEnd({ model: model(RIGHT), verifier: new ScriptedVerifier(), ownTests, ...options });

describe("a person's own tests in a run", () => {
  it('are asked about the winner once it passed again, and stand beside the examples', async () => {
    const judge = new ScriptedJudge();
    const { result, events } = await run(judge);
    expect(judge.asked).toEqual(['c1']);
    expect(result).toMatchObject({ status: 'verified', stopReason: 'verified', notChecked: [{ text: 'speed, and inputs unlike your examples' }] });
    expect(result.evidence.map(({ kind, passed, total, isolation }) => [kind, passed, total, isolation.level])).toEqual([['examples', 2, 2, 'contained'], ['own-tests', 3, 3, 'isolated']]);
    expect(result.summary).toBe('Verified: the answer passes 2 of 2 examples, and again in a fresh process; your tests passed: 3 of 3 as before (1 candidate drawn).');
    expect(events.flatMap((event) => (event.type === 'step-started' ? [event.kind] : []))).toEqual(['fast-answer', 'confirm', 'own-tests']);
  });

  it('are not asked about what fails its examples', async () => {
    const judge = new ScriptedJudge();
    const { result } = await run(judge, { model: model(WRONG), budget: { maxSamples: 4 } });
    expect(judge.asked).toEqual([]);
    expect(result.status).toBe('unverified');
  });

  it('take its place from a winner that fails them, and the run goes on drawing', async () => {
    const judge = new ScriptedJudge(byOther);
    const answers = model(RIGHT, WRONG, WRONG, ALSO_RIGHT);
    const { result } = await run(judge, { model: answers });
    expect(answers.calls.map(({ count }) => count)).toEqual([1, 3]);
    expect(judge.asked).toHaveLength(2);
    expect(result.status).toBe('verified');
    expect(result.code).toContain('1 + x');
    expect(result.candidates[0]?.verdict).toMatchObject({ status: 'failed', reason: 'scripted tests failed', results: [{ status: 'passed' }, { status: 'passed' }] });
  });

  it('take with it the count of what followed: the next one that passes is given a second opinion of its own', async () => {
    const judge = new ScriptedJudge(byOther);
    const answers = model(RIGHT, ...Array<string>(7).fill(WRONG), ALSO_RIGHT, WRONG);
    const { result } = await run(judge, { model: answers, rule: 'two-agree', budget: { maxSamples: 16 } });
    expect(result).toMatchObject({ status: 'verified' });
    expect(result.code).toContain('1 + x');
    // The first had seven further samples; so has the ninth.
    expect(result.candidates).toHaveLength(16);
  });

  it('are not asked twice about the same text', async () => {
    const judge = new ScriptedJudge(() => 'failed');
    const { result } = await run(judge, { budget: { maxSamples: 4 } });
    expect(judge.asked).toEqual(['c1']);
    expect(result).toMatchObject({ status: 'unverified', stopReason: 'budget-samples', confidence: null });
    expect(result.summary).toBe('Not verified: the best of 4 candidates passes 2 of 2 examples and does not pass your tests, scripted tests failed; every sample of this budget was drawn.');
  });

  it('leave it to the examples when they cannot be run, and that is said', async () => {
    const judge = new ScriptedJudge(() => Promise.reject(new ReckonError('tests-unusable', 'There is no pytest.')));
    const { result } = await run(judge);
    expect(result).toMatchObject({ status: 'verified', evidence: [{ kind: 'examples' }] });
    expect(result.notChecked).toContainEqual({ text: 'your own tests', detail: 'There is no pytest.' });
  });

  it('are not asked again when they say nothing of the function', async () => {
    const judge = new ScriptedJudge(() => 'inconclusive');
    const { result } = await run(judge, { task: pythonTask(0) });
    expect(judge.asked).toEqual(['c1']);
    expect(result).toMatchObject({ status: 'unverified', stopReason: 'no-examples', notChecked: [{ detail: 'scripted tests inconclusive' }] });
  });

  it('end the run with what is a bug', async () => {
    await expect(run(new ScriptedJudge(() => Promise.reject(new TypeError('a bug'))))).rejects.toThrow('a bug');
  });
});

describe('a task without examples', () => {
  const task = pythonTask(0);

  it('may rest on own tests alone, says so, and claims no share', async () => {
    const { result } = await run(new ScriptedJudge(), { task });
    expect(result).toMatchObject({ status: 'verified', stopReason: 'verified', confidence: null, evidence: [{ kind: 'own-tests', passed: 3, total: 3 }] });
    expect(result.summary).toBe('Verified by your tests alone, as the task states no example: your tests passed: 3 of 3 as before (1 candidate drawn).');
    expect(result.notChecked.map(({ text }) => text)).toContain('what your tests do not test');
  });

  it('goes on drawing until one passes them, with each candidate tried', async () => {
    const judge = new ScriptedJudge(byOther);
    const { result } = await run(judge, { task, rule: 'two-agree', model: model(WRONG, `${WRONG}#1`, `${WRONG}#2`, `${WRONG}#3`, ALSO_RIGHT) });
    expect(result.status).toBe('verified');
    expect(result.code).toContain('1 + x');
    expect(new Set(judge.asked).size).toBe(judge.asked.length);
  });

  it('ends with the samples when none passes them', async () => {
    const { result } = await run(new ScriptedJudge(() => 'failed'), { task, budget: { maxSamples: 4 } });
    expect(result).toMatchObject({ status: 'unverified', stopReason: 'budget-samples' });
    expect(result.summary).toContain('the best of 4 candidates does not pass your tests');
  });
});

describe('the time of own tests', () => {
  it('counts against the seconds of the run, which does not wait for longer ones', async () => {
    const clock = new FakeClock();
    const judge = new ScriptedJudge((_code, signal) => {
      clock.advance(100);
      expect(signal.aborted).toBe(true);
      return new Promise(() => undefined);
    });
    const { result } = await run(judge, { clock, task: pythonTask(0), budget: { maxSeconds: 20 } });
    expect(result).toMatchObject({ status: 'unverified', stopReason: 'budget-seconds' });
    expect(result.notChecked).toContainEqual({ text: 'your own tests', detail: 'the run was over before they were done' });
  });

  it('ends with a cancel, and what was confirmed before counts', async () => {
    const abort = new AbortController();
    const judge = new ScriptedJudge((_code, signal) => {
      abort.abort();
      expect(signal.aborted).toBe(true);
      return Promise.reject(new ReckonError('cancelled', 'The operation was cancelled.'));
    });
    const { result } = await run(judge, { abortSignal: abort.signal });
    expect(result).toMatchObject({ status: 'verified', stopReason: 'verified', evidence: [{ kind: 'examples' }] });
  });

  it('is kept back from drawing', async () => {
    const ends: number[] = [];
    for (const judge of [undefined, new ScriptedJudge()]) {
      const clock = new FakeClock();
      const answers = new ScriptedModel({
        samples: [{ text: WRONG }],
        onPart: () => void clock.advance(0.05),
      });
      const { result } = await runToEnd({ model: answers, verifier: new ScriptedVerifier(), clock, budget: { maxSeconds: 10 }, ...(judge ? { ownTests: judge } : {}) });
      expect(result.stopReason).toBe('budget-seconds');
      ends.push(result.spent.seconds);
    }
    expect(ends[1]).toBeLessThan((ends[0] as number) - 3);
  });
});
