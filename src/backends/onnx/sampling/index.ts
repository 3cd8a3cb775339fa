export { createSampler, type Sampled, type Sampler, type SamplerOptions } from './sampler';
export type { TokenScores } from './scores';
export { createTextEnd, type TextEnd } from './textEnd';
