/** How every engine chooses tokens; top-k is off. Seeds differ between samples and rounds, and are the same for every engine. */
export const SAMPLE_TEMPERATURE = 0.8;
/** Of completions, which the product draws greedily, and so continues from wherever two prompts differ. */
export const COMPLETION_TEMPERATURE = 0;
export const TOP_P = 0.95;
