export { createSampler, type Sampled, type Sampler, type SamplerOptions, type TokenScores } from './sampler';
export { createTextEnd, type TextEnd } from './textEnd';
