import { describe, expect, it } from 'vitest';
import { Generator } from '../../../../src/backends/onnx/decode/generator';
import type { Tokenizer } from '../../../../src/backends/onnx/tokenizer';
import type { GenerateOptions, SampleFinish, StreamPart, Usage } from '../../../../src/model';
import { FakeClock } from '../../../support/fakeClock';
import { counting, logitsAfter, ScriptedForward } from './scriptedForward';

/** Token 5 ends a text; the others are a letter each. */
const END = 5;
const tokenizer = {
  endOfGenerationIds: new Set([END]),
  createStreamDecoder: () => ({ push: (id: number) => 'abcde'[id] ?? '', flush: () => '' }),
} as unknown as Tokenizer;

interface Run {
  readonly texts: string[];
  readonly usage: Usage;
  readonly last: StreamPart | undefined;
}

async function run(generator: Generator, prompt: readonly number[], count: number, options: GenerateOptions): Promise<Run> {
  const texts = Array.from({ length: count }, () => '');
  let usage: Usage | undefined;
  let last: StreamPart | undefined;
  for await (const generated of generator.sample(prompt, count, options)) {
    usage = { ...generated.usage };
    last = generated.part;
    if (last.type === 'text-delta') {
      texts[last.sampleIndex] += last.text;
    }
  }
  return { texts, usage: usage as Usage, last };
}

const create = (model: ScriptedForward, speculation: boolean): Generator => new Generator(model, tokenizer, new FakeClock(), { speculation, fileWeights: 5e8, hasByteDotProducts: true });

/** Greedy continuation by the model's definition alone. */
function greedy(prompt: readonly number[], length: number): string {
  const tokens = [...prompt];
  let text = '';
  while (tokens.length < prompt.length + length) {
    const logits = [...logitsAfter(tokens)];
    const next = logits.indexOf(Math.max(...logits));
    tokens.push(next);
    if (next === END) {
      break;
    }
    text += 'abcde'[next] ?? '';
  }
  return text;
}

const PROMPT = [0, 1, 2, 3, 0, 1, 2, 4, 0, 1, 2, 3];
/** Of 300 tokens, which are read in chunks of 64. */
const LONG_PROMPT = Array.from({ length: 300 }, (_, index) => index % 5);
const CHUNK = 64;

describe('greedy text', () => {
  it.each([false, true])('is what the model says token by token (speculation: %s)', async (speculation) => {
    const { texts } = await run(create(new ScriptedForward(), speculation), PROMPT, 2, { maxOutputTokens: 40 });
    expect(texts).toEqual([greedy(PROMPT, 40), greedy(PROMPT, 40)]);
  });
});

describe('sampled text', () => {
  it.each([{ temperature: 0.8 }, { temperature: 1.3, topP: 0.8 }, { temperature: 1, minP: 0.2 }])('is the same with and without speculation where a row does not depend on the others: %j', async (sampling) => {
    const options = { ...sampling, seed: 11, maxOutputTokens: 30 };
    const plain = await run(create(new ScriptedForward({ says: counting }), false), PROMPT, 3, options);
    const model = new ScriptedForward({ says: counting });
    const guessed = await run(create(model, true), PROMPT, 3, options);
    expect(model.longestDraft).toBeGreaterThan(0);
    expect(guessed.texts).toEqual(plain.texts);
    expect(guessed.usage.completionTokens).toBe(plain.usage.completionTokens);
  });

  it('follows the distribution of the model when tokens are checked several at once', async () => {
    const [first, second] = [[...logitsAfter(PROMPT)], (token: number) => [...logitsAfter([...PROMPT, token])]] as const;
    const softmax = (logits: readonly number[]): number[] => {
      const weights = logits.map(Math.exp);
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      return weights.map((weight) => weight / total);
    };
    const expected = new Map<string, number>();
    softmax(first).forEach((p, a) => softmax(second(a)).forEach((q, b) => {
      const text = a === END ? '' : `${'abcde'[a]}${'abcde'[b] ?? ''}`;
      expected.set(text, (expected.get(text) ?? 0) + (a === END ? p / 6 : p * q));
    }));
    const draws = 4000;
    const counts = new Map<string, number>();
    const generator = create(new ScriptedForward(), true);
    for (let seed = 0; seed < draws / 20; seed += 1) {
      for (const text of (await run(generator, PROMPT, 20, { temperature: 1, seed, maxOutputTokens: 2 })).texts) {
        counts.set(text, (counts.get(text) ?? 0) + 1);
      }
    }
    const chiSquared = [...expected].reduce((sum, [text, p]) => sum + ((counts.get(text) ?? 0) - draws * p) ** 2 / (draws * p), 0);
    // The 99.9th percentile for as many degrees of freedom as there are texts less one, by Wilson and Hilferty.
    const degrees = expected.size - 1;
    expect(chiSquared).toBeLessThan(degrees * (1 - 2 / (9 * degrees) + 3.09 * Math.sqrt(2 / (9 * degrees))) ** 3);
  });
});

describe('samples', () => {
  it('beyond what is generated together join as others leave, and none is lost', async () => {
    const model = new ScriptedForward();
    const { texts, usage } = await run(create(model, false), PROMPT, 40, { temperature: 1, seed: 2, maxOutputTokens: 12 });
    expect(texts).toHaveLength(40);
    expect(Math.max(...model.calls.map(({ groups }) => groups))).toBe(32);
    const alone = await run(create(new ScriptedForward(), false), PROMPT, 3, { temperature: 1, seed: 2, maxOutputTokens: 12 });
    expect(texts.slice(0, 3)).toEqual(alone.texts);
    expect(usage.completionTokens).toBeGreaterThanOrEqual(40);
  });
});

describe('samples on a processor that is slow for the model', () => {
  it('are written no more at a time than are felt as one step, and none is lost', async () => {
    const model = new ScriptedForward();
    const generator = new Generator(model, tokenizer, new FakeClock(), { speculation: false, fileWeights: 6.3e8, hasByteDotProducts: false });
    const { texts } = await run(generator, PROMPT, 40, { maxOutputTokens: 6, temperature: 0.8, seed: 3 });
    const together = await run(create(new ScriptedForward(), false), PROMPT, 40, { maxOutputTokens: 6, temperature: 0.8, seed: 3 });
    expect(Math.max(...model.calls.map(({ groups }) => groups))).toBe(16);
    expect(texts).toEqual(together.texts);
  });
});

describe('samples that end with the context', () => {
  it.each([1, 2, 3, 4, 5, 6])('are drawn to their end, also where others have longer drafts (seed %i)', async (seed) => {
    const options = { temperature: 1, seed, maxOutputTokens: 40 };
    const plain = await run(create(new ScriptedForward({ says: counting }), false), PROMPT, 3, options);
    const model = new ScriptedForward({ says: counting, contextLength: PROMPT.length + options.maxOutputTokens });
    const { texts, last } = await run(create(model, true), PROMPT, 3, options);
    expect(last?.type).toBe('finish');
    expect(texts).toEqual(plain.texts);
    expect(model.longestDraft).toBeGreaterThan(1);
  });
});

describe('draws that fall outside of the scored tokens', () => {
  const options = { temperature: 1.5, seed: 3 };

  it('cost one more pass for the first tokens of all samples', async () => {
    const model = new ScriptedForward();
    await run(create(model, false), PROMPT, 16, { ...options, maxOutputTokens: 1 });
    expect(model.calls).toEqual([{ rows: PROMPT.length, groups: 1 }, { rows: 1, groups: 1 }]);
  });

  it('cost at most one more pass for each step, however many samples', async () => {
    const model = new ScriptedForward();
    await run(create(model, false), PROMPT, 16, { ...options, maxOutputTokens: 2 });
    expect(model.calls.slice(2)).toHaveLength(2);
    expect(model.calls[3]).toEqual(model.calls[2]);
  });

  it('are not made any more after a cancel', async () => {
    const controller = new AbortController();
    const model = new ScriptedForward({}, (call) => call === 2 && controller.abort());
    const { last, usage } = await run(create(model, false), PROMPT, 16, { ...options, maxOutputTokens: 8, abortSignal: controller.signal });
    expect(last).toMatchObject({ type: 'error', error: { code: 'cancelled' } });
    expect(model.calls).toHaveLength(2);
    // Those before the first that fell outside, that one itself, and those up to the next one.
    expect(usage.completionTokens).toBeLessThan(16);
  });
});

describe('cancelling', () => {
  const cancelledIn = (call: number): { model: ScriptedForward; signal: AbortSignal } => {
    const controller = new AbortController();
    return { model: new ScriptedForward({}, (at) => at === call && controller.abort()), signal: controller.signal };
  };

  it.each([1, 3])('ends reading with chunk %i, in which it came', async (chunk) => {
    const { model, signal } = cancelledIn(chunk);
    const { last, usage } = await run(create(model, false), LONG_PROMPT, 1, { maxOutputTokens: 8, abortSignal: signal });
    expect(last).toMatchObject({ type: 'error', error: { code: 'cancelled' } });
    expect(model.calls).toEqual(Array.from({ length: chunk }, () => ({ rows: CHUNK, groups: 1 })));
    expect(usage).toMatchObject({ promptTokens: chunk * CHUNK, completionTokens: 0 });
  });

  it('ends writing with the step in which it came, and harms no later call', async () => {
    const { model, signal } = cancelledIn(4);
    const generator = create(model, false);
    const { last, usage } = await run(generator, PROMPT, 2, { maxOutputTokens: 40, abortSignal: signal });
    expect(last).toMatchObject({ type: 'error', error: { code: 'cancelled' } });
    expect(model.calls).toHaveLength(4);
    expect(usage.completionTokens).toBe(8);
    expect((await run(generator, PROMPT, 2, { maxOutputTokens: 40 })).texts).toEqual([greedy(PROMPT, 40), greedy(PROMPT, 40)]);
  });

  it('before the call leaves what was read before as it is', async () => {
    const generator = create(new ScriptedForward(), false);
    await run(generator, PROMPT, 1, { maxOutputTokens: 1 });
    // The prompt is too short to be set aside when another takes its place.
    await run(generator, [4, 4, 4], 1, { maxOutputTokens: 1, abortSignal: AbortSignal.abort() });
    const { usage } = await run(generator, [...PROMPT, 1], 1, { maxOutputTokens: 1 });
    expect(usage.cachedPromptTokens).toBe(PROMPT.length);
  });
});

describe('a finished sample', () => {
  it('says how likely each of its tokens was, and how open each choice', async () => {
    const finishes: SampleFinish[] = [];
    const texts = ['', ''];
    for await (const { part } of create(new ScriptedForward(), true).sample(PROMPT, 2, { temperature: 1, seed: 4, maxOutputTokens: 9 })) {
      if (part.type === 'text-delta') {
        texts[part.sampleIndex] += part.text;
      } else if (part.type === 'sample-finish') {
        finishes[part.sampleIndex] = part;
      }
    }
    for (const [index, { tokenScores, completionTokens, meanLogprob, meanEntropy }] of finishes.entries()) {
      const tokens = [...(texts[index] ?? '')].map((letter) => 'abcde'.indexOf(letter));
      expect(tokenScores).toHaveLength(completionTokens);
      tokens.forEach((token, at) => {
        const logits = logitsAfter([...PROMPT, ...tokens.slice(0, at)]);
        const logSum = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0));
        expect(tokenScores?.[at]?.logprob).toBeCloseTo((logits[token] ?? 0) - logSum, 5);
      });
      const mean = (of: 'logprob' | 'entropy'): number => (tokenScores ?? []).reduce((sum, score) => sum + score[of], 0) / completionTokens;
      expect(meanLogprob).toBeCloseTo(mean('logprob'));
      expect(meanEntropy).toBeCloseTo(mean('entropy'));
      expect(Math.min(...(tokenScores ?? []).map(({ entropy }) => entropy))).toBeGreaterThanOrEqual(0);
    }
  });
});

describe('a prompt', () => {
  it('that gave way to another is found again', async () => {
    const generator = create(new ScriptedForward(), false);
    const long = Array.from({ length: 100 }, (_, index) => index % 5);
    const options = { maxOutputTokens: 4 };
    const before = await run(generator, long, 1, options);
    await run(generator, PROMPT.map((token) => 4 - token), 1, options);
    const after = await run(generator, long, 1, options);
    expect(before.usage.cachedPromptTokens).toBe(0);
    expect(after.usage.cachedPromptTokens).toBe(long.length - 1);
    expect(after.texts).toEqual(before.texts);
  });

  it('that is cancelled before it is read leaves what it said of its beginning true', async () => {
    const generator = create(new ScriptedForward(), false);
    const expected = await run(generator, PROMPT, 1, { maxOutputTokens: 8 });
    const { last } = await run(generator, [4, 4, 4], 1, { maxOutputTokens: 8, abortSignal: AbortSignal.abort() });
    expect(last).toMatchObject({ type: 'error', error: { code: 'cancelled' } });
    const again = await run(generator, PROMPT, 1, { maxOutputTokens: 8 });
    expect(again.texts).toEqual(expected.texts);
  });
});
