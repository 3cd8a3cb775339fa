import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OnnxLanguageModel } from '../../../src/backends/onnx';
import type { Prompt } from '../../../src/model';
import { draw, openTestModel } from '../../support/engine';

const CODE: Prompt = { kind: 'text', text: 'def add(a, b):\n    """Add two numbers."""\n    return a + b\n\ndef subtract(a, b):\n' };
const SAMPLING = { temperature: 0.8, topP: 0.95, seed: 5 } as const;

let model: OnnxLanguageModel;

beforeAll(async () => {
  model = await openTestModel('smollm2-135m');
  await model.warmUp();
});
afterAll(() => model.unload());

describe('several samples over one prompt', () => {
  it('pay for the prompt once', async () => {
    const promptTokens = (await model.tokenize(CODE)).length;
    const { usage, finishes } = await draw(model, CODE, 4, { ...SAMPLING, maxOutputTokens: 12 });
    expect(usage.promptTokens).toBe(promptTokens);
    expect((await model.countTokens(CODE)).tokens).toBe(promptTokens);
    expect(usage.completionTokens).toBe(finishes.reduce((sum, { completionTokens }) => sum + completionTokens, 0));
    expect(finishes.map(({ sampleIndex }) => sampleIndex)).toEqual([0, 1, 2, 3]);
  });

  it('differ from each other and are the same again', async () => {
    const options = { ...SAMPLING, maxOutputTokens: 16 };
    const first = await draw(model, CODE, 4, options);
    const second = await draw(model, CODE, 4, options);
    expect(new Set(first.texts).size).toBeGreaterThan(1);
    expect(second.texts).toEqual(first.texts);
  });

  it('are the same whatever was asked in between', async () => {
    const options = { ...SAMPLING, maxOutputTokens: 24 };
    const long: Prompt = { kind: 'text', text: `${'def half(x):\n    return x / 2\n\n'.repeat(12)}def quarter(x):\n` };
    const first = await draw(model, long, 3, options);
    // Another prompt that ends in the middle, and a greedy one that repeats itself.
    await draw(model, { kind: 'text', text: long.text.slice(0, 130) }, 1, { maxOutputTokens: 24 });
    await draw(model, { kind: 'text', text: `${long.text.slice(0, 200)}x = ` }, 2, options);
    expect((await draw(model, long, 3, options)).texts).toEqual(first.texts);
  });

  it('depend on the seed and their number, not on their company', async () => {
    const options = { ...SAMPLING, maxOutputTokens: 8 };
    const alone = await draw(model, CODE, 2, options);
    const among = await draw(model, CODE, 6, options);
    expect(among.texts.slice(0, 2)).toEqual(alone.texts);
  });

  it('leave at different times without disturbing the others', async () => {
    const long = await draw(model, CODE, 4, { ...SAMPLING, maxOutputTokens: 24 });
    // One sample's own words stop it early; the others go on as before.
    const stopSequence = (long.texts[1] ?? '').slice(4, 9);
    const stopped = await draw(model, CODE, 4, { ...SAMPLING, maxOutputTokens: 24, stopSequences: [stopSequence] });
    for (const [index, text] of long.texts.entries()) {
      const at = text.indexOf(stopSequence);
      expect(stopped.texts[index]).toBe(at === -1 ? text : text.slice(0, at));
    }
    expect(stopped.finishes[1]?.finishReason).toBe('stop');
    expect(stopped.finishes[1]?.completionTokens).toBeLessThan(24);
  });
});

describe('a prompt that begins like the last one', () => {
  const beginning = 'class Account:\n    """Money of one person."""\n\n    def deposit(self, amount):\n';
  const shorter: Prompt = { kind: 'text', text: beginning };
  const longer: Prompt = { kind: 'text', text: `${beginning}        self.balance += amount\n\n    def withdraw(self, amount):\n` };

  it('pays for what is new only, and gives the same greedy text', async () => {
    const cold = await draw(model, longer, 1, { maxOutputTokens: 24 });
    expect(cold.usage.cachedPromptTokens).toBe(0);
    const [before, after] = [await model.tokenize(shorter), await model.tokenize(longer)];
    const common = before.findIndex((token, at) => token !== after[at]);
    expect((await draw(model, shorter, 1, { maxOutputTokens: 1 })).usage.cachedPromptTokens).toBe(common === -1 ? before.length - 1 : common);
    const warm = await draw(model, longer, 1, { maxOutputTokens: 24 });
    expect(warm.usage.cachedPromptTokens).toBe(common === -1 ? before.length : common);
    expect(warm.usage.promptTokens).toBe(cold.usage.promptTokens);
    expect(warm.texts).toEqual(cold.texts);
  });

  it('is found again after quite another one, which may be long', async () => {
    const text = Array.from({ length: 12 }, (_, index) => `def add_${index}(value):\n    return value + ${index}\n`).join('\n');
    const long: Prompt = { kind: 'text', text };
    const first = await draw(model, long, 1, { maxOutputTokens: 8 });
    await draw(model, { kind: 'text', text: 'const answer = 42;\n' }, 1, { maxOutputTokens: 1 });
    const again = await draw(model, long, 1, { maxOutputTokens: 8 });
    expect(again.usage.cachedPromptTokens).toBe(first.usage.promptTokens - 1);
    expect(again.texts).toEqual(first.texts);
  });

  it('may be the same: then only its last token is read', async () => {
    await draw(model, CODE, 1, { maxOutputTokens: 1 });
    const { usage } = await draw(model, CODE, 1, { maxOutputTokens: 1 });
    expect(usage.cachedPromptTokens).toBe(usage.promptTokens - 1);
  });
});

describe('limits', () => {
  it('ends at the length asked for', async () => {
    const { finishes, usage } = await draw(model, CODE, 1, { maxOutputTokens: 5 });
    expect(finishes).toMatchObject([{ finishReason: 'length', completionTokens: 5 }]);
    expect(usage.completionTokens).toBe(5);
  });

  it('ends an answer where the model does', async () => {
    const prompt: Prompt = { kind: 'chat', messages: [{ role: 'user', content: 'Say yes.' }] };
    const { finishes, texts } = await draw(model, prompt, 1, { maxOutputTokens: 128 });
    expect(finishes[0]?.finishReason).toBe('stop');
    expect(texts[0]).not.toContain('<|im_end|>');
  });

  it.each([
    ['more output than the context holds', CODE, 1, { maxOutputTokens: 1_000_000 }],
    ['an empty prompt', { kind: 'text', text: '' }, 1, { maxOutputTokens: 5 }],
    ['no samples', CODE, 0, { maxOutputTokens: 5 }],
    ['no output', CODE, 1, { maxOutputTokens: 0 }],
    ['a negative temperature', CODE, 1, { maxOutputTokens: 5, temperature: -1 }],
    ['an empty nucleus', CODE, 1, { maxOutputTokens: 5, topP: 0 }],
  ] as const)('refuses %s', async (_name, prompt, count, options) => {
    const { parts } = await draw(model, prompt, count, options);
    expect(parts).toMatchObject([{ type: 'error', error: { code: 'invalid-input' }, usage: { completionTokens: 0 } }]);
  });

  it('knows what the file says of the model', () => {
    expect(model.info).toMatchObject({ location: 'local', contextLength: 8192, supportsInfill: false });
    expect(model.info.parameters).toBeGreaterThan(130_000_000);
    expect(model.info.digest).toMatch(/^sha256:b179/);
  });
});

describe('speculation', () => {
  // A prompt that repeats itself, so that there is something to look up.
  const repetitive: Prompt = { kind: 'text', text: Array.from({ length: 6 }, (_, index) => `def test_${index}():\n    assert double(${index}) == ${2 * index}\n`).join('\n') };

  it.each([[{ temperature: 0 }, 1], [{ temperature: 0.7, topP: 0.9, seed: 3 }, 1], [{ temperature: 0 }, 3]])('changes no text with %j and %i samples', async (sampling, count) => {
    const plain = await openTestModel('smollm2-135m', { speculation: false });
    try {
      const expected = await draw(plain, repetitive, count, { ...sampling, maxOutputTokens: 48 });
      const drawn = await draw(model, repetitive, count, { ...sampling, maxOutputTokens: 48 });
      expect(drawn.texts).toEqual(expected.texts);
      expect(drawn.usage.completionTokens).toBe(expected.usage.completionTokens);
    } finally {
      await plain.unload();
    }
  });
});

it('more samples than are generated together all come, the later ones joining as others leave', async () => {
  const { finishes, texts } = await draw(model, CODE, 36, { ...SAMPLING, maxOutputTokens: 4 });
  expect(finishes.map(({ sampleIndex }) => sampleIndex)).toEqual([...Array(36).keys()]);
  expect(finishes.every(({ completionTokens }) => completionTokens >= 1 && completionTokens <= 4)).toBe(true);
  expect(new Set(texts).size).toBeGreaterThan(1);
});
