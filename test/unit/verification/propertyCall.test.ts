import { describe, expect, it } from 'vitest';
import { scrutinizeCall } from '../../../src/verification/scrutiny';
import { readTask } from '../../../src/verification/task';
import type { Candidate, Example, ExampleStatus, Fingerprint, Verdict, VerdictStatus } from '../../../src/verification/types';
import { candidateOf } from '../../support/candidates';
import { ScriptedVerifier } from '../../support/scriptedVerifier';

const SHOUT = 'def shout(text: str, times: int = 1) -> str:\n    """Upper case.\n\n    For all text: len(shout(text)) == len(text)\n    """\n';

/** Says of every condition the same, and keeps what it was asked. */
class AskedVerifier extends ScriptedVerifier {
  readonly conditions: string[] = [];

  constructor(private readonly status: ExampleStatus) {
    super();
  }

  override async fingerprint({ id }: Candidate, expressions: readonly string[]): Promise<Fingerprint> {
    return { candidateId: id, outcomes: expressions.map(() => 'str:"A"') };
  }

  override async verify(candidate: Candidate, examples: readonly Example[]): Promise<Verdict> {
    this.conditions.push(...examples.map(({ expression }) => expression));
    const verdict = await super.verify(candidate, examples);
    return { ...verdict, results: examples.map(({ id }) => ({ exampleId: id, status: this.status, actual: null, expected: 'true', message: null })) };
  }
}

async function scrutinize(call: string, status: ExampleStatus): Promise<{ readonly conditions: readonly string[]; readonly verdict: Verdict; readonly before: Verdict }> {
  const task = await readTask(SHOUT, { fileName: 'task.py' });
  expect(task.properties).toHaveLength(1);
  const verifier = new AskedVerifier(status);
  const candidate = candidateOf('python', 'def shout(text): return text', 'shout');
  const before: Verdict = {
    candidateId: 'c', status: 'inconclusive', reason: '', results: [], seconds: 0, isolation: { level: 'contained', description: 'scripted' },
    properties: [{ propertyId: 'p1', status: 'passed', held: 40, counterexample: null }],
  };
  return { conditions: verifier.conditions, before, verdict: await scrutinizeCall(verifier, candidate, task, before, call, { seed: 1 }) };
}

describe('scrutinizeCall', () => {
  it('tries a stated property on the arguments of one call alone, and what breaks it is final', async () => {
    const { conditions, verdict } = await scrutinize('shout("abc")', 'failed');
    expect(conditions).toEqual(["not not (len(shout('abc')) == len('abc'))"]);
    expect(verdict).toMatchObject({
      status: 'failed' satisfies VerdictStatus, reason: "len(shout(text)) == len(text) for text does not hold for text = 'abc'", properties: [{ propertyId: 'p1', status: 'failed', counterexample: "text = 'abc'" }],
    });
  });

  it.each([['holds there', 'shout("abc")', 'passed'], ['cannot be tried there', 'shout(make())', 'failed']] as const)('changes nothing where it %s', async (_, call, status) => {
    const { verdict, before } = await scrutinize(call, status);
    expect(verdict).toEqual(before);
  });
});
