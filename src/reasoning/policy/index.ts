export { createLadderPolicy, furtherModelCall, isEnough, LIKELY_RIGHT, SECOND_OPINION_SAMPLES, withoutModel } from './ladder';
export { batchSizes, SAMPLE_TOP_P, samplePlan, TEMPERATURES, temperatureAt, type SampleGroup } from './sampling';
export { STOPPING_RULES, type EscalationPolicy, type ModelState, type PolicyDecision, type RunState, type StoppingRule } from './types';
