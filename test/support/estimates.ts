import { estimateCost, type EstimateInput } from '../../src/budget';
import { measuresOf } from '../../src/measures';
import { batchSizes, MAX_ANSWER_TOKENS } from '../../src/reasoning';

/** A task of benchmark size for a model that was not measured. */
export function estimateInput(overrides: Partial<EstimateInput> = {}): EstimateInput {
  return {
    level: 'balanced', examples: 2, canCompare: true, answers: 'body', stops: 'two-agree', promptTokens: 200, measures: measuresOf('unmeasured'), rates: null, busyCores: 2,
    location: 'local', batchSizes: batchSizes(16), secondOpinions: 7, maxAnswerTokens: MAX_ANSWER_TOKENS, minAnswerTokens: 48, ...overrides,
  };
}

export function estimateFor(overrides: Partial<EstimateInput> = {}): ReturnType<typeof estimateCost> {
  return estimateCost(estimateInput(overrides));
}
