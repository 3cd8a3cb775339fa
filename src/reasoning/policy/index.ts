export { offers } from './choice';
export { createLadderPolicy, furtherModelCall, SECOND_OPINION_SAMPLES, withoutModel } from './ladder';
export type { Outcomes } from './odds';
export { batchSizeAt, batchSizes, SAMPLE_TOP_P, samplePlan, TEMPERATURES, temperatureAt, type SampleGroup } from './sampling';
export { strategyMeasure } from './strategyMeasures';
export { STOPPING_RULES, type EscalationPolicy, type ModelState, type PolicyDecision, type RunState, type StoppingRule } from './types';
