import { describe, expect, it } from 'vitest';
import type { JudgedCandidate } from '../../../../src/reasoning/events';
import { likelihood, rolloutOf } from '../../../../src/reasoning/strategies/search/value';
import type { ExampleResult, VerdictStatus } from '../../../../src/verification/types';

type Outcome = 'right' | 'wrong' | 'raises' | 'crashes';

const RESULT: Readonly<Record<Outcome, Pick<ExampleResult, 'status' | 'message'>>> = {
  right: { status: 'passed', message: null },
  wrong: { status: 'failed', message: null },
  raises: { status: 'failed', message: 'name y is not defined' },
  crashes: { status: 'crashed', message: 'the process ended' },
};

function judged(status: VerdictStatus, outcomes: readonly Outcome[], meanLogprob: number | null = -0.5): JudgedCandidate {
  const results = outcomes.map((outcome, index): ExampleResult => ({ exampleId: `ex${index + 1}`, actual: null, expected: '1', ...RESULT[outcome] }));
  return {
    candidate: {
      id: 'c2', strategy: 'tree-search', language: 'python', code: '', program: { functionName: 'f', given: '', givenNames: [], code: '' },
      sampleIndex: 0, completionTokens: 1, meanLogprob, finishReason: 'stop',
    },
    verdict: { candidateId: 'c2', status, results, reason: `it ${status}`, isolation: { level: 'contained', description: 'scripted' }, seconds: 0 },
    cluster: null,
  };
}
const valueOf = (...args: Parameters<typeof judged>): number => rolloutOf(judged(...args)).value;

describe('the worth of a plan', () => {
  it('rises with the examples that its code passes, and is lowest where it breaks off', () => {
    const rising = [
      valueOf('crashed', ['crashes', 'crashes']), valueOf('failed', ['raises', 'wrong']), valueOf('failed', ['wrong', 'wrong']),
      valueOf('failed', ['right', 'raises']), valueOf('failed', ['right', 'wrong']), valueOf('passed', ['right', 'right']),
    ];
    expect(rising).toEqual([...rising].sort((a, b) => a - b));
    expect(new Set(rising).size).toBe(rising.length);
    expect(rising.every((value) => value >= 0 && value <= 1)).toBe(true);
  });

  it('lets the likelier code decide between equals, and nothing else', () => {
    expect(valueOf('failed', ['right', 'wrong'], -0.1)).toBeGreaterThan(valueOf('failed', ['right', 'wrong'], -2));
    const ten = (right: number): readonly Outcome[] => Array.from({ length: 10 }, (_, index) => (index < right ? 'right' : 'wrong'));
    expect(valueOf('failed', ten(5), 0)).toBeLessThan(valueOf('failed', ten(6), -100));
    expect([likelihood(null), likelihood(0), likelihood(Number.NEGATIVE_INFINITY)]).toEqual([0, 1, 0]);
  });

  it('is that of code which passes nothing where it only knows the examples', () => {
    expect(valueOf('overfitted', ['right', 'right'])).toBe(valueOf('failed', ['wrong', 'wrong']));
  });

  it('says what went wrong only where something did', () => {
    expect(rolloutOf(judged('failed', ['wrong']))).toMatchObject({ symptom: 'it failed', isSolved: false });
    expect(rolloutOf(judged('passed', ['right']))).toMatchObject({ symptom: null, isSolved: true });
    expect(rolloutOf(judged('inconclusive', []))).toMatchObject({ symptom: null, isSolved: false });
  });
});
