import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TinyModelName } from './tinyModels';

/** What llama.cpp computes from a made-up model (test/model/golden/tiny.py). */
export interface TinyGolden {
  /** Of all its files, one after another. */
  readonly sha256: string;
  /** Of each text, without a start token. */
  readonly tokens: readonly (readonly number[])[];
  /** Text of each token of the first text. */
  readonly pieces: readonly string[];
  readonly positions: readonly number[];
  /** Of each of the positions, the whole vocabulary. */
  readonly logits: readonly (readonly number[])[];
}

export const TINY_GOLDEN = JSON.parse(readFileSync(join(import.meta.dirname, '../model/golden/tiny.json'), 'utf8')) as {
  readonly texts: readonly string[];
  readonly models: Readonly<Record<TinyModelName, TinyGolden>>;
};
