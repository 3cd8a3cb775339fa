import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GenerateOptions, Prompt, StreamPart } from '../../../src/model';
import { questionOf, RecordedModel, Recording, RecordingModel } from '../../../src/recording';
import { ScriptedModel, type ScriptedSample } from '../../support/scriptedModel';
import { temporaryFolder } from '../../support/temporaryFolder';

const PROMPT: Prompt = { kind: 'text', text: 'def double(x):' };
const SAMPLED: GenerateOptions = { maxOutputTokens: 100, temperature: 0.8, topP: 0.95 };

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.dispose());

async function partsOf(stream: AsyncIterable<StreamPart>): Promise<StreamPart[]> {
  const parts: StreamPart[] = [];
  for await (const part of stream) {
    parts.push(part);
  }
  return parts;
}

function textsOf(parts: readonly StreamPart[]): string[] {
  const texts: string[] = [];
  for (const part of parts) {
    if (part.type === 'text-delta') {
      texts[part.sampleIndex] = (texts[part.sampleIndex] ?? '') + part.text;
    }
  }
  return texts;
}

function samples(...lengths: readonly number[]): ScriptedSample[] {
  return lengths.map((tokens, index) => ({ text: `answer ${index} of the model`, tokens }));
}

/** A recording of what a scripted model answers to one call. */
async function recorded(path: string, script: readonly ScriptedSample[], options: GenerateOptions = SAMPLED): Promise<Recording> {
  const model = new ScriptedModel({ samples: script });
  await partsOf(new RecordingModel(model, Recording.openForWriting(path, model.info)).sample(PROMPT, script.length, options));
  return Recording.open(path);
}

describe('a recording', () => {
  it('gives back what was drawn, in its order, with its tokens', async () => {
    const recording = await recorded(join(folder.path, 'a/b.jsonl'), samples(20, 10));
    const parts = await partsOf(new RecordedModel(recording).sample(PROMPT, 2, SAMPLED));
    expect(textsOf(parts)).toEqual(['answer 0 of the model', 'answer 1 of the model']);
    expect(parts.at(-1)).toMatchObject({ type: 'finish', usage: { promptTokens: 100, completionTokens: 30 } });
    expect(await new RecordedModel(recording).countTokens(PROMPT)).toEqual({ tokens: 100, exact: true });
  });

  it('goes on with what is known of its model now', async () => {
    const path = join(folder.path, 'samples.jsonl');
    await recorded(path, samples(5));
    const { info } = new ScriptedModel({ samples: samples(5), info: { parameters: 5 } });
    expect(Recording.openForWriting(path, info).model.parameters).toBe(5);
    expect(Recording.open(path).model.parameters).toBeNull();
  });

  it('goes on where it was, and cuts off what a killed process left of a line', async () => {
    const path = join(folder.path, 'samples.jsonl');
    await recorded(path, samples(5));
    appendFileSync(path, '{"type":"sample","prompt":"x');
    const recording = await recorded(path, samples(7));
    expect(recording.answersTo(questionOf(PROMPT, SAMPLED))?.samples.map(({ completionTokens }) => completionTokens)).toEqual([5, 7]);
    expect(readFileSync(path, 'utf8')).not.toContain('"prompt":"x{');
  });

  it('shuffles only the questions that are named', async () => {
    const recording = await recorded(join(folder.path, 'a.jsonl'), samples(...Array.from({ length: 12 }, (_, index) => index + 5)));
    const drawn = Array.from({ length: 12 }, (_, index) => `answer ${index} of the model`);
    const shuffledWhere = async (shuffles: boolean): Promise<string[]> => textsOf(await partsOf(new RecordedModel(recording, { order: 1, shuffles: () => shuffles }).sample(PROMPT, 12, SAMPLED)));
    expect(await shuffledWhere(false)).toEqual(drawn);
    const shuffled = await shuffledWhere(true);
    expect(shuffled).not.toEqual(drawn);
    expect(shuffled.toSorted()).toEqual(drawn.toSorted());
  });

  it('leaves out a call that was cut off', async () => {
    const path = join(folder.path, 'samples.jsonl');
    const model = new ScriptedModel({ samples: samples(5), failAtCall: 0 });
    await partsOf(new RecordingModel(model, Recording.openForWriting(path, model.info)).sample(PROMPT, 1, SAMPLED));
    expect(Recording.open(path).answersTo(questionOf(PROMPT, SAMPLED))).toBeNull();
  });

  it('is of one model only', async () => {
    const path = join(folder.path, 'samples.jsonl');
    await recorded(path, samples(5));
    const other = new ScriptedModel({ samples: samples(5), info: { modelId: 'other' } });
    expect(() => Recording.openForWriting(path, other.info)).toThrow(/has samples of scripted, not of other/);
  });

  it.each([
    ['nothing at all', ''],
    ['another document', '{"schemaVersion":1}\n'],
    ['samples without a header', '{"type":"sample"}\n'],
    ['text', 'hello\n'],
  ])('is not %s', (_, text) => {
    const path = join(folder.path, 'samples.jsonl');
    writeFileSync(path, text);
    expect(() => Recording.open(path)).toThrow(expect.objectContaining({ code: 'invalid-input' }) as Error);
  });

  it('has to be there to be read', () => {
    const path = join(folder.path, 'none.jsonl');
    expect(() => Recording.open(path)).toThrow(expect.objectContaining({ code: 'file-not-found' }) as Error);
  });
});

describe('a model that answers from a recording', () => {
  it('gives each sample once, and says where the record ends', async () => {
    const model = new RecordedModel(await recorded(join(folder.path, 's.jsonl'), samples(4, 4, 4)));
    expect(textsOf(await partsOf(model.sample(PROMPT, 2, SAMPLED)))).toHaveLength(2);
    const parts = await partsOf(model.sample(PROMPT, 2, SAMPLED));
    expect(textsOf(parts)).toEqual(['answer 2 of the model']);
    expect(parts.at(-1)).toMatchObject({ type: 'error', error: { code: 'record-ended' }, usage: { completionTokens: 4 } });
  });

  it('gives the greedy answer as often as it is asked for', async () => {
    const greedy: GenerateOptions = { maxOutputTokens: 100 };
    const model = new RecordedModel(await recorded(join(folder.path, 's.jsonl'), samples(4), greedy));
    const first = textsOf(await partsOf(model.sample(PROMPT, 1, greedy)));
    expect(textsOf(await partsOf(model.sample(PROMPT, 1, greedy)))).toEqual(first);
  });

  it('knows nothing of another prompt, temperature or end', async () => {
    const model = new RecordedModel(await recorded(join(folder.path, 's.jsonl'), samples(4)));
    for (const [prompt, options] of [[{ kind: 'text', text: 'other' }, SAMPLED], [PROMPT, { ...SAMPLED, temperature: 0.6 }], [PROMPT, { ...SAMPLED, stopSequences: ['\n'] }]] as const) {
      expect(await partsOf(model.sample(prompt, 1, options))).toMatchObject([{ type: 'error', error: { code: 'record-ended' } }]);
    }
    await expect(model.countTokens({ kind: 'text', text: 'other' })).rejects.toMatchObject({ code: 'record-ended' });
  });

  it('charges a batch that is stopped for what every row had written by then', async () => {
    const recording = await recorded(join(folder.path, 's.jsonl'), samples(30, 10, 40));
    const stop = new AbortController();
    const seconds: number[] = [];
    const model = new RecordedModel(recording, { secondsOf: () => ({ prefillSeconds: 1, decodeSeconds: 4 }), onSeconds: (passed) => seconds.push(passed), settled: async () => stop.abort() });
    const parts = await partsOf(model.sample(PROMPT, 3, { ...SAMPLED, abortSignal: stop.signal }));
    expect(parts.filter(({ type }) => type === 'sample-finish')).toMatchObject([{ sampleIndex: 1, completionTokens: 10 }]);
    expect(parts.at(-1)).toMatchObject({ type: 'error', error: { code: 'cancelled' }, usage: { completionTokens: 30, prefillSeconds: 1, decodeSeconds: 1 } });
    expect(seconds.reduce((sum, each) => sum + each, 0)).toBeCloseTo(2);
  });

  it('stops in the middle of a row or of its prompt when a deadline comes', async () => {
    for (const [deadline, usage] of [[0.45, { completionTokens: 0, decodeSeconds: 0 }], [3.05, { completionTokens: 10 + 21 + 21 }]] as const) {
      const recording = await recorded(join(folder.path, `${deadline}.jsonl`), samples(30, 10, 40));
      const stop = new AbortController();
      let now = 0;
      const onSeconds = (passed: number): void => {
        now += passed;
        if (now > deadline) {
          stop.abort();
        }
      };
      const model = new RecordedModel(recording, { secondsOf: () => ({ prefillSeconds: 1, decodeSeconds: 4 }), onSeconds });
      const parts = await partsOf(model.sample(PROMPT, 3, { ...SAMPLED, abortSignal: stop.signal }));
      expect(parts.at(-1)).toMatchObject({ type: 'error', error: { code: 'cancelled' }, usage });
      expect(now).toBeLessThan(deadline + 0.11);
    }
  });

  it('orders samples by its seed: another order, the same samples', async () => {
    const recording = await recorded(join(folder.path, 's.jsonl'), samples(1, 2, 3, 4, 5, 6, 7, 8));
    const textsIn = async (order: number): Promise<string[]> => textsOf(await partsOf(new RecordedModel(recording, { order }).sample(PROMPT, 8, SAMPLED)));
    expect(await textsIn(1)).toEqual(await textsIn(1));
    expect(await textsIn(1)).not.toEqual(await textsIn(2));
    expect([...(await textsIn(1))].sort()).toEqual([...(await textsIn(2))].sort());
  });

  it('never gives more than it is allowed to, whatever was recorded', async () => {
    const recording = await recorded(join(folder.path, 's.jsonl'), samples(1, 17, 60, 99, 100));
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 7 }), async (maxOutputTokens, count) => {
      const parts = await partsOf(new RecordedModel(recording).sample(PROMPT, count, { ...SAMPLED, maxOutputTokens }));
      const finished = parts.filter((part) => part.type === 'sample-finish');
      expect(finished.every(({ completionTokens }) => completionTokens <= maxOutputTokens)).toBe(true);
      expect(finished).toHaveLength(Math.min(count, 5));
      const last = parts.at(-1);
      expect(last && 'usage' in last ? last.usage.completionTokens : -1).toBe(finished.reduce((sum, { completionTokens }) => sum + completionTokens, 0));
    }));
  });
});
