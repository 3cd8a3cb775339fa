import type { OnnxLanguageModel } from '../../../src/backends/onnx';

export interface Divergence {
  readonly tokens: number;
  /** Mean Kullback-Leibler divergence of the approximation from the reference, in nats a token. */
  readonly mean: number;
  /** The largest of one token, and that which 99 of 100 are below. */
  readonly largest: number;
  readonly percentile99: number;
  /** Share of positions at which both think the same token likeliest. */
  readonly sameTop: number;
}

/** Tokens read at once; every window begins without what was before it. */
const WINDOW = 256;

/** Compares what two imports of a model say after every token of a text. */
export async function measureDivergence(reference: OnnxLanguageModel, approximation: OnnxLanguageModel, tokens: readonly number[], onWindow: (done: number) => void): Promise<Divergence> {
  const divergences: number[] = [];
  let same = 0;
  for (let from = 0; from < tokens.length; from += WINDOW) {
    const window = tokens.slice(from, from + WINDOW);
    const exact = await reference.logits(window);
    const other = await approximation.logits(window);
    const vocabulary = exact.length / window.length;
    for (let row = 0; row < window.length; row += 1) {
      const p = exact.subarray(row * vocabulary, (row + 1) * vocabulary);
      const q = other.subarray(row * vocabulary, (row + 1) * vocabulary);
      divergences.push(divergence(p, q));
      same += indexOfLargest(p) === indexOfLargest(q) ? 1 : 0;
    }
    onWindow(divergences.length);
  }
  const sorted = [...divergences].sort((a, b) => a - b);
  return {
    tokens: divergences.length,
    mean: divergences.reduce((sum, each) => sum + each, 0) / divergences.length,
    largest: sorted.at(-1) ?? Number.NaN,
    percentile99: sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN,
    sameTop: same / divergences.length,
  };
}

/** KL(p || q) of the distributions that two lists of logits stand for, in nats. */
export function divergence(p: Float32Array, q: Float32Array): number {
  const [pNormalizer, qNormalizer] = [logNormalizer(p), logNormalizer(q)];
  let sum = 0;
  for (let id = 0; id < p.length; id += 1) {
    const logP = (p[id] as number) - pNormalizer;
    sum += Math.exp(logP) * (logP - ((q[id] as number) - qNormalizer));
  }
  return sum;
}

function logNormalizer(logits: Float32Array): number {
  const top = logits[indexOfLargest(logits)] as number;
  let sum = 0;
  for (let id = 0; id < logits.length; id += 1) {
    sum += Math.exp((logits[id] as number) - top);
  }
  return top + Math.log(sum);
}

function indexOfLargest(values: Float32Array): number {
  let best = 0;
  for (let index = 1; index < values.length; index += 1) {
    best = (values[index] as number) > (values[best] as number) ? index : best;
  }
  return best;
}
