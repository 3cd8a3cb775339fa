export { createSampler, type Sampler, type SamplerOptions } from './sampler';
export { StopSequenceMatcher } from './stopSequences';
