import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OnnxLanguageModel } from '../../../src/backends/onnx';
import { readGguf } from '../../../src/backends/onnx/gguf/read';
import { createTokenizer } from '../../../src/backends/onnx/tokenizer';
import type { Prompt } from '../../../src/model';
import { draw, openTestModel, weightsOf, type TestModelId } from '../../support/engine';

interface Golden {
  readonly models: Readonly<Record<TestModelId, {
    readonly ends: readonly { readonly id: number; readonly text: string }[];
    /** Greedy text up to its end, or for 8 tokens. */
    readonly infills: readonly { readonly prefix: string; readonly suffix: string; readonly tokens: readonly number[]; readonly text: string; readonly ended: boolean }[];
  }>>;
}

const GOLDEN = JSON.parse(readFileSync(join(import.meta.dirname, '../golden/ends.json'), 'utf8')) as Golden;

describe.each(Object.keys(GOLDEN.models) as TestModelId[])('%s ends a text', (modelId) => {
  it('at the tokens at which llama.cpp does', async () => {
    const { endOfGenerationIds } = createTokenizer((await readGguf(weightsOf(modelId).path)).metadata);
    expect([...endOfGenerationIds].sort((a, b) => a - b)).toEqual(GOLDEN.models[modelId].ends.map(({ id }) => id));
  });
});

describe('filling in the middle', () => {
  const { infills } = GOLDEN.models['qwen2.5-coder-0.5b'];
  let model: OnnxLanguageModel;

  beforeAll(async () => {
    model = await openTestModel('qwen2.5-coder-0.5b', { precision: 'exact' });
  });
  afterAll(() => model.unload());

  it.each(infills)('of $prefix reads and writes what llama.cpp does, and ends where it ends', async ({ prefix, suffix, tokens, text, ended }) => {
    const prompt: Prompt = { kind: 'fill-in-middle', prefix, suffix };
    expect(await model.tokenize(prompt)).toEqual(tokens);
    const { texts, finishes } = await draw(model, prompt, 1, { maxOutputTokens: 8 });
    expect(texts).toEqual([text]);
    expect(finishes[0]?.finishReason).toBe(ended ? 'stop' : 'length');
  });
});
