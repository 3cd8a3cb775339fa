import { describe, expect, it } from 'vitest';
import type { JudgedCandidate } from '../../../src/reasoning/events';
import { selectBest } from '../../../src/reasoning/selection';
import { EVIDENCE_WEIGHTS } from '../../../src/reasoning/weights';
import { candidateOf } from '../../support/candidates';
import type { ExampleStatus, VerdictStatus } from '../../../src/verification/types';

interface Given {
  readonly status: VerdictStatus;
  readonly examples?: readonly ExampleStatus[];
  readonly properties?: readonly ('passed' | 'failed')[];
  readonly cluster?: string;
  readonly logprob?: number;
}

function judged(id: string, { status, examples = ['passed'], properties = [], cluster, logprob }: Given): JudgedCandidate {
  return {
    candidate: { ...candidateOf('python', `def f(): return '${id}'`, 'f'), id, strategy: 'direct', sampleIndex: 0, completionTokens: 1, meanLogprob: logprob ?? null, finishReason: 'stop' },
    cluster: cluster ?? null,
    verdict: {
      candidateId: id, status, reason: status, seconds: 0, isolation: { level: 'contained', description: 'scripted' },
      results: examples.map((each, index) => ({ exampleId: `ex${index + 1}`, status: each, actual: null, expected: '1', message: null })),
      properties: properties.map((each, index) => ({ propertyId: `p${index + 1}`, status: each, held: 1, counterexample: null })),
    },
  };
}

describe('selectBest', () => {
  it.each<[name: string, better: Given, worse: Given]>([
    ['a passing one before an overfitted one that is likelier', { status: 'passed', logprob: -2 }, { status: 'overfitted', cluster: 'A', logprob: -0.1 }],
    ['one that passes some examples before one that only knows them', { status: 'failed', examples: ['passed', 'failed'] }, { status: 'overfitted', examples: ['passed', 'passed'] }],
    ['two of three examples before properties alone', { status: 'failed', examples: ['passed', 'passed', 'failed'] }, { status: 'failed', examples: ['failed', 'failed', 'failed'], properties: ['passed', 'passed'] }],
    ['properties that hold before agreement', { status: 'passed', properties: ['passed'] }, { status: 'passed', cluster: 'A' }],
    ['the largest cluster before the second', { status: 'passed', cluster: 'A', logprob: -3 }, { status: 'passed', cluster: 'B', logprob: -1 }],
    ['the second cluster before the twenty-seventh', { status: 'passed', cluster: 'B' }, { status: 'passed', cluster: 'AA', logprob: -1 }],
    ['the likelier text where all else is equal', { status: 'passed', logprob: -1 }, { status: 'passed', logprob: -2 }],
  ])('%s', (_, better, worse) => {
    expect(selectBest([judged('worse', worse), judged('better', better)])?.candidate.id).toBe('better');
    expect(selectBest([judged('better', better), judged('worse', worse)])?.candidate.id).toBe('better');
  });

  it('each kind of evidence outweighs all weaker ones together', () => {
    const weights = Object.values(EVIDENCE_WEIGHTS).sort((a, b) => b - a);
    weights.forEach((weight, index) => expect(weight).toBeGreaterThan(weights.slice(index + 1).reduce((sum, each) => sum + each, 0)));
  });
});
