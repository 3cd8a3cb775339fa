import { describe, expect, it } from 'vitest';
import { estimateQuestion, type QuestionEstimateInput } from '../../../../src/reasoning/questions';
import { callSizes } from '../../../../src/reasoning/questions/policy';

const input: QuestionEstimateInput = { form: 'short', rule: 'stable', budget: { maxSamples: 16 }, promptTokens: 100, rates: null, busyCores: 2, location: 'local' };

describe('the forecast of a question', () => {
  it('has no probability of a verified answer', () => {
    expect(estimateQuestion(input)).toMatchObject({ verifiedProbability: null, energySource: 'modelled', p50: { dollars: 0 } });
  });

  it('is one text where a text is wanted, whatever the level', () => {
    const [small, large] = [1, 32].map((maxSamples) => estimateQuestion({ ...input, form: 'free', budget: { maxSamples } }));
    expect(small).toEqual(large);
  });

  it('grows with the number of samples and with what agreement takes', () => {
    const tokens = ([[1, 'two-ahead'], [4, 'two-ahead'], [16, 'stable'], [32, 'stable']] as const).map(([maxSamples, rule]) => estimateQuestion({ ...input, rule, budget: { maxSamples } }).p90.tokens);
    expect(tokens).toEqual([...tokens].sort((a, b) => a - b));
    expect(new Set(tokens).size).toBe(4);
  });

  it('is never above a limit, and never above its own ninth decile', () => {
    const estimate = estimateQuestion({ ...input, budget: { maxSamples: 32, maxTokens: 700, maxSeconds: 10 } });
    expect(estimate.p90).toMatchObject({ tokens: 700 });
    expect(estimate.p90.seconds).toBeLessThanOrEqual(10);
    expect(estimate.p50.seconds).toBeLessThanOrEqual(estimate.p90.seconds);
  });

  it('does not know the price or the energy of a server, which bills every prompt', () => {
    const remote = estimateQuestion({ ...input, location: 'remote' });
    expect(remote).toMatchObject({ energySource: 'unknown', p50: { joules: null, dollars: null } });
    expect(remote.p50.tokens).toBeGreaterThan(estimateQuestion(input).p50.tokens);
  });

  it('draws in calls of one, three and four', () => {
    expect(callSizes(16)).toEqual([1, 3, 4, 4, 4]);
    expect(callSizes(6)).toEqual([1, 3, 2]);
  });
});
