import { describe, expect, it } from 'vitest';
import { describePromises, isKept, DEMO_PROMISES, type DemoPromise } from '../../../src/cli/demo/promises';
import type { ReasoningResult } from '../../../src/reasoning';
import type { VerdictStatus } from '../../../src/verification/types';
import { RUNS } from './cliRuns';

async function resultOf(name: keyof typeof RUNS): Promise<ReasoningResult> {
  return (await RUNS[name]()).result;
}

/** The promises that one result keeps. */
const keptBy = (result: ReasoningResult): readonly DemoPromise[] => DEMO_PROMISES.filter((promise) => isKept(promise, [result]));

/** A run that ended with these verdicts, the fast answer's first. */
async function judgedAs(name: keyof typeof RUNS, statuses: readonly (VerdictStatus | null)[]): Promise<ReasoningResult> {
  const result = await resultOf(name);
  const [first] = result.candidates;
  if (first?.verdict == null) {
    throw new Error(`The run ${name} has a judged candidate.`);
  }
  const { verdict } = first;
  return { ...result, candidates: statuses.map((status) => ({ ...first, verdict: status === null ? null : { ...verdict, status } })) };
}

describe('a promise of the demo', () => {
  it.each([
    ['verified', ['fast']],
    ['escalated', []],
    ['agreed', []],
    ['unverified', ['unsolved']],
    ['withoutExamples', []],
    ['abstained', []],
    ['modelFailed', []],
    ['cancelledBefore', []],
    ['cancelledWhileWriting', []],
  ] as const)('is kept by whole runs: %s', async (name, kept) => {
    expect(keptBy(await resultOf(name))).toEqual(kept);
  });

  it.each([
    ['escalated', ['failed', 'passed', 'passed'], ['escalated']],
    ['escalated', ['timed-out', 'passed', 'failed', 'crashed', 'passed'], ['escalated']],
    ['escalated', ['failed', 'passed', 'failed'], []],
    ['escalated', ['inconclusive', 'passed', 'passed'], []],
    ['escalated', ['passed', 'passed', 'passed'], []],
    ['unverified', ['failed', 'crashed', 'timed-out'], ['unsolved']],
    ['unverified', ['failed', 'passed'], []],
    ['unverified', ['failed', 'inconclusive'], []],
    ['unverified', ['failed', null], []],
    ['unverified', ['failed', 'passed', 'passed'], []],
  ] as const)('goes by the verdicts: %s with %j keeps %j', async (name, statuses, kept) => {
    expect(keptBy(await judgedAs(name, statuses))).toEqual(kept);
  });
});

describe('the words about them', () => {
  it('name the problems that kept each', async () => {
    const results = [await resultOf('verified'), await judgedAs('escalated', ['failed', 'passed', 'passed']), await resultOf('unverified'), await resultOf('verified')];
    expect(describePromises(results)).toEqual([
      { kept: true, text: 'the fast answer settles a problem: f, f' },
      { kept: true, text: 'the fast answer fails and several further samples pass: f' },
      { kept: true, text: 'a problem stays unsolved, and is reported so: f' },
    ]);
  });

  it('say of each that was not kept that it was not', async () => {
    const texts = describePromises([await resultOf('verified')]);
    expect(texts.map(({ kept }) => kept)).toEqual([true, false, false]);
    expect(texts[1]?.text).toBe('the fast answer fails and several further samples pass: no problem did so on this machine');
    expect(describePromises([]).every(({ kept }) => !kept)).toBe(true);
  });
});
