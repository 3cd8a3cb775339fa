export { createLadderPolicy, SECOND_OPINION_SAMPLES, withoutModel } from './ladder';
export { batchSizes, SAMPLE_TOP_P, samplePlan, TEMPERATURES, temperatureAt, type SampleGroup } from './sampling';
export type { EscalationPolicy, ModelState, PolicyDecision, RunState, StoppingRule } from './types';
