import { describe, expect, it } from 'vitest';
import { measuresOf, type ModelMeasures } from '../../../src/measures';
import type { JudgedCandidate } from '../../../src/reasoning';
import { confidenceFeatures, confidenceOf, type AnswerEvidence } from '../../../src/reasoning/confidence';
import { judged } from '../../support/judged';
import { pythonTask } from '../../support/tasks';

const candidate = (id: string, status: 'passed' | 'failed', cluster?: string): JudgedCandidate => judged(id, { status, ...(cluster === undefined ? {} : { cluster }) });

function evidence(candidates: readonly JudgedCandidate[], more: Partial<AnswerEvidence> = {}): AnswerEvidence {
  return { status: 'verified', task: pythonTask(), best: candidates[0] ?? null, candidates, ...more };
}

describe('what speaks for a verified answer', () => {
  it('is how many pass, how many of them behave alike, and how many do not', () => {
    const features = confidenceFeatures(evidence([candidate('a', 'passed', 'A'), candidate('b', 'passed', 'A'), candidate('c', 'passed', 'B'), candidate('d', 'failed')]));
    expect(features).toMatchObject({ agreeing: Math.log(2), rivals: Math.log(2), passing: expect.closeTo(Math.log(3.5 / 1.5)) as number });
  });

  it('counts the answer for itself where nothing was compared', () => {
    expect(confidenceFeatures(evidence([candidate('a', 'passed'), candidate('b', 'failed')]))).toMatchObject({ agreeing: 0, rivals: 0 });
  });

  it.each([
    ['an answer that is not verified', { status: 'unverified' as const }],
    ['no answer', { best: null }],
    ['a task without examples', { task: { examples: [] } }],
  ])('is nothing for %s', (_, more) => {
    const given = evidence([candidate('a', 'passed')], more);
    expect(confidenceFeatures(given)).toBeNull();
    expect(confidenceOf(given, measuresOf('unmeasured'))).toBeNull();
  });

  it('is weighed by what was fitted', () => {
    const measures: Pick<ModelMeasures, 'rightWhenVerified'> = { rightWhenVerified: { intercept: 0, features: { agreeing: { weight: 1, mean: 0 }, unheardOf: { weight: 5, mean: 0 } } } };
    const alone = confidenceOf(evidence([candidate('a', 'passed')]), measures);
    const two = confidenceOf(evidence([candidate('a', 'passed', 'A'), candidate('b', 'passed', 'A')]), measures);
    expect(alone).toBeCloseTo(0.5);
    expect(two).toBeCloseTo(2 / 3);
  });
});
