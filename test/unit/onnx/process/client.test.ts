import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createOnnxLanguageModel, type OnnxLanguageModel } from '../../../../src/backends/onnx';
import type { Prompt, StreamPart } from '../../../../src/model';
import { FakeClock } from '../../../support/fakeClock';
import { temporaryFolder } from '../../../support/temporaryFolder';

/** Steps of a call that nobody cancels. */
const MOST_STEPS = 5000;
/** A busy machine may deliver a cancel late: such a call ends by its cancel and by nothing else. */
const UNTIL_CANCELLED = 1e9;

/**
 * An engine process without a model. A call makes one step a turn until it is cancelled, or has as many as it may; the
 * "tokens" of a prompt are how many steps and cancels there were so far.
 */
const ENGINE = `
  const usage = { promptTokens: 1, cachedPromptTokens: 0, completionTokens: 0, prefillSeconds: 0, decodeSeconds: 0 };
  const cancelled = new Set();
  let steps = 0;
  const answers = {
    load: () => process.send({ type: 'loaded', info: { contextLength: 100, parameters: 1, supportsInfill: true } }),
    cancel: ({ id }) => cancelled.add(id),
    tokenize: ({ id }) => process.send({ type: 'tokens', id, tokens: [steps, cancelled.size] }),
    sample: ({ id, options }) => {
      const part = (part) => process.send({ type: 'part', id, part, usage });
      const step = (left) => {
        if (cancelled.has(id)) {
          part({ type: 'error', error: { name: 'ReckonError', code: 'cancelled', message: 'cancelled' }, usage });
        } else if (left === 0) {
          part({ type: 'finish', usage });
        } else {
          steps += 1;
          part({ type: 'text-delta', sampleIndex: 0, text: 'a' });
          setImmediate(step, left - 1);
        }
      };
      step(options.maxOutputTokens);
    },
  };
  process.on('message', (message) => answers[message.type](message));
  process.on('disconnect', () => process.exit(0));
`;
const PROMPT: Prompt = { kind: 'text', text: 'x' };

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let clock: FakeClock;
let model: OnnxLanguageModel;

beforeAll(async () => {
  folder = await temporaryFolder();
  await writeFile(join(folder.path, 'engine.cjs'), ENGINE);
});
afterAll(() => folder.dispose());
beforeEach(() => {
  clock = new FakeClock();
  const weights = { modelId: 'none', path: '/none.gguf', sha256: 'a'.repeat(64) };
  model = createOnnxLanguageModel({ engineScript: join(folder.path, 'engine.cjs'), weights, graphsDir: folder.path, threads: 1, clock });
});
afterEach(() => model.unload());

describe('a stream that is left early', () => {
  it('ends its call', async () => {
    for await (const part of model.sample(PROMPT, 1, { maxOutputTokens: MOST_STEPS })) {
      expect(part.type).toBe('text-delta');
      break;
    }
    // Messages keep their order: the cancel is there before the question.
    const [steps, cancels] = await model.tokenize(PROMPT);
    expect(cancels).toBe(1);
    expect(steps).toBeLessThan(MOST_STEPS);
    expect(await model.tokenize(PROMPT)).toEqual([steps, cancels]);
  });
});

describe('a cancel', () => {
  it.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])('is not lost when it comes %i turns after the call began', async (turns) => {
    await model.warmUp();
    const controller = new AbortController();
    const stream = (async (): Promise<StreamPart[]> => {
      const parts: StreamPart[] = [];
      for await (const part of model.sample(PROMPT, 1, { maxOutputTokens: UNTIL_CANCELLED, abortSignal: controller.signal })) {
        parts.push(part);
      }
      return parts;
    })();
    for (let turn = 0; turn < turns; turn += 1) {
      await Promise.resolve();
    }
    controller.abort();
    expect((await stream).at(-1)).toMatchObject({ type: 'error', error: { code: 'cancelled' } });
  });

  it('of a count of tokens ends the wait for the model, and asks it nothing', async () => {
    const controller = new AbortController();
    const count = model.countTokens(PROMPT, controller.signal);
    controller.abort();
    await expect(count).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('warming up', () => {
  it('takes the time of a load that is under way also for the second who asks, and after an unload', async () => {
    expect(await Promise.all([model.warmUp(), later()])).toEqual([5, undefined]);
    expect(await model.warmUp()).toBe(0);
    await model.unload();
    expect(await Promise.all([model.warmUp(), model.warmUp(), later()])).toEqual([5, 5, undefined]);
  });

  /** Time goes on before the process can have answered. */
  function later(): void {
    clock.advance(5);
  }
});
