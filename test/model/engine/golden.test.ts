import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OnnxLanguageModel } from '../../../src/backends/onnx';
import { draw, openTestModel, type TestModelId } from '../../support/engine';

interface GoldenPrompt {
  readonly text: string;
  readonly tokens: readonly number[];
  readonly likeliest: readonly number[];
  readonly margins: readonly number[];
  readonly top: readonly { readonly position: number; readonly ids: readonly number[]; readonly logits: readonly number[] }[];
  /** `ends`: bytes of the text up to and with each token. */
  readonly greedy: { readonly tokens: readonly number[]; readonly margins: readonly number[]; readonly text: string; readonly ends: readonly number[] };
}

/**
 * Differences from llama.cpp by 8-bit activations, on both sides (see golden/README.md): largest of
 * the compared logits, and the margin below which a choice is a tie. 1.5 times what was measured
 * with AVX512-VNNI (logits 0.27 and 0.65; margins of the choices that differed, at most 0.17 and
 * 0.31), since kernels of other processors round otherwise.
 */
const NOISE: Readonly<Record<TestModelId, { readonly logit: number; readonly tie: number }>> = {
  'qwen2.5-coder-0.5b': { logit: 0.41, tie: 0.26 },
  'smollm2-135m': { logit: 0.98, tie: 0.47 },
};

function readGolden(modelId: TestModelId): readonly GoldenPrompt[] {
  const text = readFileSync(join(import.meta.dirname, '../golden', `${modelId}.json`), 'utf8');
  return (JSON.parse(text) as { prompts: GoldenPrompt[] }).prompts;
}

function likeliest(row: Float32Array): number {
  return row.reduce((best, logit, id) => (logit > (row[best] as number) ? id : best), 0);
}

describe.each(Object.keys(NOISE) as TestModelId[])('%s agrees with llama.cpp', (modelId) => {
  const prompts = readGolden(modelId);
  const noise = NOISE[modelId];
  let model: OnnxLanguageModel;

  beforeAll(async () => {
    model = await openTestModel(modelId, { precision: 'exact' });
    await model.warmUp();
  });
  afterAll(() => model.unload());

  it('on token ids of code, Unicode, tabs, line ends and special tokens', async () => {
    for (const { text, tokens } of prompts) {
      expect(await model.tokenize({ kind: 'text', text })).toEqual(tokens);
    }
  });

  it('on the likeliest token of every position, ties apart, and on logits', async () => {
    let worst = 0;
    for (const prompt of prompts) {
      const logits = await model.logits(prompt.tokens);
      const size = logits.length / prompt.tokens.length;
      const row = (position: number): Float32Array => logits.subarray(position * size, (position + 1) * size);
      const misses = prompt.likeliest.flatMap((id, at) => (likeliest(row(at)) === id ? [] : [prompt.margins[at] ?? Infinity]));
      expect(Math.max(0, ...misses)).toBeLessThan(noise.tie);
      for (const { position, ids, logits: expected } of prompt.top) {
        worst = Math.max(worst, ...ids.map((id, index) => Math.abs((row(position)[id] ?? NaN) - (expected[index] ?? NaN))));
      }
    }
    expect(worst).toBeLessThan(noise.logit);
  });

  it('on greedy text, for 64 tokens or until a tie', async () => {
    for (const { text, greedy } of prompts) {
      const { texts, finishes } = await draw(model, { kind: 'text', text }, 1, { maxOutputTokens: greedy.tokens.length });
      expect(finishes).toHaveLength(1);
      const agreed = commonBytes(texts[0] ?? '', greedy.text);
      const step = greedy.ends.findIndex((end) => end > agreed);
      // A token may begin with all the bytes of another, so the choice may have differed one step earlier.
      const margin = step === -1 ? 0 : Math.min(greedy.margins[step] ?? Infinity, greedy.margins[step - 1] ?? Infinity);
      expect(margin).toBeLessThan(noise.tie);
    }
  });

  it('on every choice along those 64 tokens, ties apart', async () => {
    for (const { tokens, greedy } of prompts) {
      const all = [...tokens, ...greedy.tokens];
      const logits = await model.logits(all);
      const size = logits.length / all.length;
      const choices = greedy.tokens.map((_, step) => {
        const at = tokens.length - 1 + step;
        return likeliest(logits.subarray(at * size, (at + 1) * size));
      });
      const misses = choices.flatMap((choice, step) => (choice === greedy.tokens[step] ? [] : [greedy.margins[step] ?? Infinity]));
      expect(Math.max(0, ...misses)).toBeLessThan(noise.tie);
    }
  });
});

function commonBytes(a: string, b: string): number {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  const differ = left.findIndex((byte, at) => byte !== right[at]);
  return differ === -1 ? left.length : differ;
}
