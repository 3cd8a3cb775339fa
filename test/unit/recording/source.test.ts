import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GenerateOptions, Prompt, StreamPart } from '../../../src/model';
import { LiveSource, RecordedModel, Recording, RecordingModel } from '../../../src/recording';
import { ScriptedModel } from '../../support/scriptedModel';
import { temporaryFolder } from '../../support/temporaryFolder';

const PROMPT: Prompt = { kind: 'text', text: 'def double(x):' };
const SAMPLED: GenerateOptions = { maxOutputTokens: 100, temperature: 0.8 };
const GREEDY: GenerateOptions = { maxOutputTokens: 100 };

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.dispose());

/** A replay that has what is missing drawn by a scripted model, whose answers are numbered. */
function replay(order?: number): { model: ScriptedModel; again(order?: number): RecordedModel; recorded: RecordedModel } {
  const model = new ScriptedModel({ samples: Array.from({ length: 20 }, (_, index) => ({ text: `answer ${index}` })) });
  const recording = Recording.openForWriting(join(folder.path, 'samples.jsonl'), model.info);
  const source = new LiveSource(new RecordingModel(model, recording));
  const again = (seed?: number): RecordedModel => new RecordedModel(recording, { source, ...(seed === undefined ? {} : { order: seed }) });
  return { model, again, recorded: again(order) };
}

async function texts(stream: AsyncIterable<StreamPart>): Promise<string[]> {
  const found: string[] = [];
  for await (const part of stream) {
    if (part.type === 'text-delta') {
      found.push(part.text);
    }
  }
  return found.sort();
}

describe('a replay with somebody who draws what is missing', () => {
  it('goes on beyond the record, and the next replay finds it there', async () => {
    const { model, recorded, again } = replay();
    expect(await texts(recorded.sample(PROMPT, 2, SAMPLED))).toEqual(['answer 0', 'answer 1']);
    expect(await texts(recorded.sample(PROMPT, 2, SAMPLED))).toEqual(['answer 2', 'answer 3']);
    expect(await texts(again().sample(PROMPT, 4, SAMPLED))).toEqual(['answer 0', 'answer 1', 'answer 2', 'answer 3']);
    expect(model.calls.map(({ count }) => count)).toEqual([2, 2]);
    expect(new Set(model.calls.map(({ options }) => options.seed)).size).toBe(2);
  });

  it('gives no sample twice in one run, in whatever order it takes them', async () => {
    const { again } = replay();
    for (const order of [1, 2, 3]) {
      const run = again(order);
      const drawn = [...(await texts(run.sample(PROMPT, 3, SAMPLED))), ...(await texts(run.sample(PROMPT, 4, SAMPLED)))];
      expect(new Set(drawn).size).toBe(7);
    }
  });

  it('draws the likeliest answer once, and counts a prompt that was never asked', async () => {
    const { model, again } = replay();
    expect(await again().countTokens(PROMPT)).toEqual({ tokens: 100, exact: true });
    expect(await texts(again().sample(PROMPT, 1, GREEDY))).toEqual(['answer 0']);
    expect(await texts(again().sample(PROMPT, 1, GREEDY))).toEqual(['answer 0']);
    expect(model.calls).toHaveLength(1);
  });

  it('draws whole samples, also where the run is cancelled meanwhile', async () => {
    const { model, recorded } = replay();
    await texts(recorded.sample(PROMPT, 2, { ...SAMPLED, abortSignal: new AbortController().signal }));
    expect(model.calls[0]?.options).not.toHaveProperty('abortSignal');
  });
});
