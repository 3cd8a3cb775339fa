import type { BenchOptions } from './options';

/** Samples over one cold prompt. With one sample it also tells the speed of reading. */
export interface SampleWorkload {
  readonly id: string;
  /** About this many tokens. */
  readonly prompt: number;
  readonly count: number;
  /** Of each sample, in tokens. */
  readonly maxTokens: number;
}

/** Output of each sample: enough steps for a steady state, and few enough for a run that people wait for. */
const OUTPUT_TOKENS = 64;
const OUTPUT_TOKENS_OF_MANY = 48;
const MANY = 16;

export function sampleWorkloads({ prompts, counts, maxTokens }: Pick<BenchOptions, 'prompts' | 'counts' | 'maxTokens'>): SampleWorkload[] {
  return prompts.flatMap((prompt) =>
    counts.map((count) => ({
      id: `${prompt} tokens, ${count} ${count === 1 ? 'sample' : 'samples'}`,
      prompt,
      count,
      maxTokens: maxTokens ?? (count < MANY ? OUTPUT_TOKENS : OUTPUT_TOKENS_OF_MANY),
    })),
  );
}
