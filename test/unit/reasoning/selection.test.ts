import { describe, expect, it } from 'vitest';
import { selectBest } from '../../../src/reasoning/selection';
import { judged, type Judgement } from '../../support/judged';

/** Of nine examples, so many passed. */
function nine(passed: number): ('passed' | 'failed')[] {
  return Array.from({ length: 9 }, (_, index) => (index < passed ? 'passed' : 'failed'));
}

describe('selectBest', () => {
  it.each<[name: string, better: Judgement, worse: Judgement]>([
    ['a passing one before an overfitted one that is likelier', { status: 'passed', logprob: -2 }, { status: 'overfitted', cluster: 'A', logprob: -0.1 }],
    ['one that passes some examples before one that only knows them', { status: 'failed', examples: ['passed', 'failed'] }, { status: 'overfitted', examples: ['passed', 'passed'] }],
    ['two of three examples before properties alone', { status: 'failed', examples: ['passed', 'passed', 'failed'] }, { status: 'failed', examples: ['failed', 'failed', 'failed'], properties: ['passed', 'passed'] }],
    ['six of nine examples before five whose types fit', { status: 'failed', examples: nine(6), typesFit: false }, { status: 'failed', examples: nine(5), typesFit: true }],
    ['properties that hold before agreement', { status: 'passed', properties: ['passed'] }, { status: 'passed', cluster: 'A' }],
    ['the largest cluster before the second', { status: 'passed', cluster: 'A', logprob: -3 }, { status: 'passed', cluster: 'B', logprob: -1 }],
    ['the second cluster before the twenty-seventh', { status: 'passed', cluster: 'B' }, { status: 'passed', cluster: 'AA', logprob: -1 }],
    ['the likelier text where all else is equal', { status: 'passed', logprob: -1 }, { status: 'passed', logprob: -2 }],
  ])('%s', (_, better, worse) => {
    expect(selectBest([judged('worse', worse), judged('better', better)])?.candidate.id).toBe('better');
    expect(selectBest([judged('better', better), judged('worse', worse)])?.candidate.id).toBe('better');
  });
});
