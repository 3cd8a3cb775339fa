import type { TensorReader } from '../gguf/tensorReader';
import type { GgufFile, GgufTensor } from '../gguf/types';
import { readRows } from '../importer/weightSource';
import type { TokenScores } from '../sampling';

/** Candidates computed again for each row of logits: nearly all that a nucleus of 0.95 holds in code. */
const MAX_CANDIDATES = 48;
/** Tokens this far below the best one, in nats, are 400 times less likely: their error hardly matters. */
const MARGIN = 6;
/** Rows kept as float32: code uses few of a vocabulary's tokens. 15 MB at a width of 896. */
const KEPT_ROWS = 4096;

/** Rounding must not make a sum of weights negative. */
const SMALLEST_CHANGE = -0.999_999;

/**
 * Corrects the logits of a coarse output matrix: the likeliest tokens are found with the coarse one
 * and weighed with the rows of the file, which are exact. The rest keeps its coarse logits.
 */
export class OutputRows {
  private readonly tensor: GgufTensor;
  /** In order of their last use. */
  private readonly kept = new Map<number, Float32Array>();

  constructor(file: GgufFile, private readonly reader: TensorReader, name: string) {
    const tensor = file.tensors.get(name);
    if (!tensor) {
      throw new Error(`There is no matrix ${name}.`);
    }
    this.tensor = tensor;
  }

  /** The same tokens with exact logits, in their new order, and normalizers that fit. @param hidden `[width]` */
  rescore(scores: TokenScores, hidden: Float32Array, temperature: number): TokenScores {
    const before = scores.logits;
    const after = Float32Array.from(before);
    const floor = (before[0] as number) - MARGIN;
    for (let at = 0; at < Math.min(MAX_CANDIDATES, before.length) && (before[at] as number) >= floor; at += 1) {
      after[at] = dot(this.rowOf(scores.ids[at] as number), hidden);
    }
    const order = Int32Array.from(after.keys()).sort((a, b) => (after[b] as number) - (after[a] as number));
    return {
      ids: order.map((at) => scores.ids[at] as number),
      logits: Float32Array.from(order, (at) => after[at] as number),
      logNormalizer: corrected(scores.logNormalizer, before, after, 1),
      scaledLogNormalizer: corrected(scores.scaledLogNormalizer, before, after, temperature || 1),
    };
  }

  /** Changes the logits of one row, `[vocabulary]`. @param hidden `[width]` */
  rescoreAll(logits: Float32Array, hidden: Float32Array): void {
    for (const id of likeliest(logits)) {
      logits[id] = dot(this.rowOf(id), hidden);
    }
  }

  private rowOf(id: number): Float32Array {
    const row = this.kept.get(id) ?? readRows(this.reader, this.tensor, id, id + 1);
    this.kept.delete(id);
    this.kept.set(id, row);
    if (this.kept.size > KEPT_ROWS) {
      this.kept.delete(this.kept.keys().next().value as number);
    }
    return row;
  }
}

/** A normalizer after some of the logits that it sums have changed. */
function corrected(logNormalizer: number, before: ArrayLike<number>, after: Float32Array, temperature: number): number {
  const share = (logit: number): number => Math.exp(logit / temperature - logNormalizer);
  const change = after.reduce((sum, logit, at) => (logit === before[at] ? sum : sum + share(logit) - share(before[at] as number)), 0);
  return logNormalizer + Math.log1p(Math.max(change, SMALLEST_CHANGE));
}

/** Ids of the largest logits, at most `MAX_CANDIDATES`, none more than `MARGIN` below the largest. */
function likeliest(logits: Float32Array): number[] {
  const floor = largest(logits) - MARGIN;
  const ids: number[] = [];
  for (let id = 0; id < logits.length; id += 1) {
    if ((logits[id] as number) >= floor) {
      ids.push(id);
    }
  }
  return ids.length <= MAX_CANDIDATES ? ids : ids.sort((a, b) => (logits[b] as number) - (logits[a] as number)).slice(0, MAX_CANDIDATES);
}

function largest(values: Float32Array): number {
  return values.reduce((top, value) => (value > top ? value : top), -Infinity);
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) {
    sum += (a[i] as number) * (b[i] as number);
  }
  return sum;
}
