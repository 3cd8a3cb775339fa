/** The fast answer is greedy; the first few samples stay close to it; later ones explore. */
export const TEMPERATURES = { fast: 0, few: 0.6, many: 0.8 } as const;
/** Nucleus mass of every sampled answer. */
export const SAMPLE_TOP_P = 0.95;

/** Sizes of the batches after the fast answer: three, then four at a time. */
const FEW = 3;
const MANY = 4;

/** Samples of the next batch, when the budget allows them. */
export function batchSizeAt(samplesDrawn: number): number {
  return samplesDrawn < 1 + FEW ? FEW : MANY;
}

/** How warm the next batch over the plain prompt is drawn. */
export function temperatureAt(samplesDrawn: number): number {
  return samplesDrawn < 1 + FEW ? TEMPERATURES.few : TEMPERATURES.many;
}

export function batchSizes(maxSamples: number): number[] {
  const sizes: number[] = [];
  for (let drawn = 1; drawn < maxSamples; ) {
    const size = Math.min(batchSizeAt(drawn), maxSamples - drawn);
    sizes.push(size);
    drawn += size;
  }
  return sizes;
}

/** Samples that are drawn alike. */
export interface SampleGroup {
  readonly temperature: number;
  readonly count: number;
}

/** What a run draws that takes all of its samples over the plain prompt, in its order. */
export function samplePlan(maxSamples: number): readonly SampleGroup[] {
  const few = Math.min(FEW, maxSamples - 1);
  return [
    { temperature: TEMPERATURES.fast, count: 1 },
    { temperature: TEMPERATURES.few, count: few },
    { temperature: TEMPERATURES.many, count: maxSamples - 1 - few },
  ].filter(({ count }) => count > 0);
}
