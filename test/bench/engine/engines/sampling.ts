/** How every engine chooses tokens; top-k is off. Seeds differ between samples and rounds, and are the same for every engine. */
export const TEMPERATURE = 0.8;
export const TOP_P = 0.95;
