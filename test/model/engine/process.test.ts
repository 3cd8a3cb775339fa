import { spawn } from 'node:child_process';
import { truncate, copyFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOnnxLanguageModel, type OnnxLanguageModel } from '../../../src/backends/onnx';
import { systemClock } from '../../../src/base/clock';
import { reckonHome } from '../../../src/base/home';
import type { Prompt, StreamPart } from '../../../src/model';
import { FakeClock } from '../../support/fakeClock';
import { buildEngine, draw, openTestModel, weightsOf } from '../../support/engine';
import { temporaryFolder } from '../../support/temporaryFolder';

const PROMPT: Prompt = { kind: 'text', text: 'def add(a, b):\n' };

let model: OnnxLanguageModel;

beforeAll(async () => {
  model = await openTestModel('smollm2-135m');
  await model.warmUp();
});
afterAll(() => model.unload());

/** Runs `act` when the first text comes, and returns all parts. */
async function interrupt(prompt: Prompt, act: () => void, abortSignal?: AbortSignal): Promise<StreamPart[]> {
  const parts: StreamPart[] = [];
  for await (const part of model.sample(prompt, 2, { maxOutputTokens: 400, ...(abortSignal ? { abortSignal } : {}) })) {
    parts.push(part);
    if (parts.length === 1) {
      act();
    }
  }
  return parts;
}

describe('a model that nobody asks', () => {
  it('is unloaded when its time is over, not while it works, and answers again', async () => {
    const clock = new FakeClock();
    const own = createOnnxLanguageModel({
      engineScript: await buildEngine(), weights: weightsOf('smollm2-135m'), graphsDir: reckonHome(process.env).graphs, unloadAfterSeconds: 600, threads: 2, clock,
    });
    try {
      for await (const part of own.sample(PROMPT, 1, { maxOutputTokens: 4 })) {
        clock.advance(700);
        expect(part.type).not.toBe('error');
        expect(own.processId).toBeDefined();
      }
      const first = own.processId as number;
      clock.advance(599);
      expect(own.processId).toBe(first);
      clock.advance(1);
      expect(own.processId).toBeUndefined();
      expect((await draw(own, PROMPT, 1, { maxOutputTokens: 3 })).usage.completionTokens).toBe(3);
      expect(own.processId).not.toBe(first);
    } finally {
      await own.unload();
    }
  });
});

describe('cancelling', () => {
  it('stops generating, says what was used, and keeps the engine', async () => {
    const before = model.processId;
    const controller = new AbortController();
    const parts = await interrupt(PROMPT, () => controller.abort(), controller.signal);
    expect(parts.at(-1)).toMatchObject({ type: 'error', error: { code: 'cancelled' } });
    const { usage } = parts.at(-1) as Extract<StreamPart, { type: 'error' }>;
    expect(usage.completionTokens).toBeGreaterThan(0);
    expect(usage.completionTokens).toBeLessThan(100);
    expect(usage.promptTokens).toBeGreaterThan(0);
    expect((await draw(model, PROMPT, 1, { maxOutputTokens: 3 })).usage.completionTokens).toBe(3);
    expect(model.processId).toBe(before);
  });

  it('stops reading a long prompt after a chunk', async () => {
    const long: Prompt = { kind: 'text', text: 'lorem ipsum dolor sit amet '.repeat(200) };
    const total = (await model.tokenize(long)).length;
    const controller = new AbortController();
    const iterator = model.sample(long, 1, { maxOutputTokens: 4, abortSignal: controller.signal })[Symbol.asyncIterator]();
    const first = iterator.next();
    // Tokens are counted between two chunks: once that was done twice, a chunk has been read.
    await model.tokenize(PROMPT);
    await model.tokenize(PROMPT);
    controller.abort();
    const { value } = (await first) as { value: StreamPart };
    expect(value).toMatchObject({ type: 'error', error: { code: 'cancelled' } });
    const { promptTokens } = (value as Extract<StreamPart, { type: 'error' }>).usage;
    expect(promptTokens).toBeGreaterThan(0);
    expect(promptTokens).toBeLessThan(total);
  });

  it('does nothing at all when cancelled before', async () => {
    const { parts } = await draw(model, PROMPT, 1, { maxOutputTokens: 3, abortSignal: AbortSignal.abort() });
    expect(parts).toMatchObject([{ type: 'error', error: { code: 'cancelled' }, usage: { promptTokens: 0 } }]);
  });
});

describe('an engine process that is killed', () => {
  it('ends the request with what was used, and a new one answers the next', async () => {
    const before = await draw(model, PROMPT, 1, { maxOutputTokens: 3 });
    const killed = model.processId as number;
    const parts = await interrupt(PROMPT, () => process.kill(killed, 'SIGKILL'));
    expect(parts.at(-1)).toMatchObject({ type: 'error', error: { code: 'engine-crashed' } });
    const { usage } = parts.at(-1) as Extract<StreamPart, { type: 'error' }>;
    expect(usage.completionTokens).toBeGreaterThan(0);
    const after = await draw(model, PROMPT, 1, { maxOutputTokens: 3 });
    expect(after.texts).toEqual(before.texts);
    expect(after.usage).toMatchObject({ completionTokens: 3, cachedPromptTokens: 0 });
    expect(model.processId).not.toBe(killed);
  });
});

describe('requests at the same time', () => {
  it('are answered one after the other', async () => {
    const options = { maxOutputTokens: 6 };
    const alone = await draw(model, PROMPT, 1, options);
    const together = await Promise.all([draw(model, PROMPT, 1, options), draw(model, PROMPT, 1, options)]);
    expect(together.map(({ texts }) => texts)).toEqual([alone.texts, alone.texts]);
  });
});

describe('loading', () => {
  it('takes no time when warm, and happens again after unloading', async () => {
    expect(await model.warmUp()).toBe(0);
    await model.unload();
    expect(model.processId).toBeUndefined();
    expect(await model.warmUp()).toBeGreaterThan(0);
  });

  it.each(['cancelled', 'unloaded'])('leaves no half-written import when %s in the middle', async (how) => {
    const folder = await temporaryFolder();
    const fresh = await openTestModel('smollm2-135m', { graphsDir: folder.path });
    try {
      const controller = new AbortController();
      let stopped: Promise<void> | undefined;
      const stop = (): void => {
        if (how === 'cancelled') {
          controller.abort();
        } else {
          stopped ??= fresh.unload();
        }
      };
      await expect(fresh.warmUp({ abortSignal: controller.signal, onProgress: stop })).rejects.toMatchObject({ code: 'cancelled' });
      await (stopped ?? fresh.unload());
      expect(await readdir(folder.path)).toEqual([]);
    } finally {
      await fresh.unload();
      await folder.dispose();
    }
  });

  it('reports the import and then the load', async () => {
    const folder = await temporaryFolder();
    const fresh = await openTestModel('smollm2-135m', { graphsDir: folder.path });
    try {
      const phases: string[] = [];
      await fresh.warmUp({ onProgress: ({ phase, fraction }) => phases.push(`${phase} ${fraction === 1 ? 'done' : 'going'}`) });
      expect([...new Set(phases)]).toEqual(['import going', 'import done', 'load going', 'load done']);
    } finally {
      await fresh.unload();
      await folder.dispose();
    }
  });

  it('refuses a truncated file in the stream and in warmUp', async () => {
    const folder = await temporaryFolder();
    try {
      const path = join(folder.path, 'model.gguf');
      await copyFile(weightsOf('smollm2-135m').path, path);
      await truncate(path, 50_000_000);
      const weights = { ...weightsOf('smollm2-135m'), path };
      const broken = createOnnxLanguageModel({ engineScript: await buildEngine(), weights, graphsDir: join(folder.path, 'graphs'), clock: systemClock });
      await expect(broken.warmUp()).rejects.toMatchObject({ code: 'model-corrupt' });
      const { parts } = await draw(broken, PROMPT, 1, { maxOutputTokens: 3 });
      expect(parts).toMatchObject([{ type: 'error', error: { code: 'model-corrupt' } }]);
      await broken.unload();
    } finally {
      await folder.dispose();
    }
  });

  it('says so when the engine cannot start', async () => {
    const missing = createOnnxLanguageModel({
      engineScript: join(import.meta.dirname, 'no-such-engine.js'), weights: weightsOf('smollm2-135m'), graphsDir: reckonHome(process.env).graphs, clock: systemClock,
    });
    await expect(missing.warmUp()).rejects.toMatchObject({ code: 'engine-crashed', message: expect.stringContaining('no-such-engine') as string });
    await missing.unload();
  });
});

it('the engine ends when its parent dies', async () => {
  const { path: weightsPath, sha256 } = weightsOf('smollm2-135m');
  const configuration = { weightsPath, sha256, graphsDir: reckonHome(process.env).graphs, precision: 'compact', speculation: true, threads: 1 };
  // The engine holds the parent's standard error, which therefore closes only when both are gone.
  const parent = spawn(process.execPath, ['-e', `
    const child = require('node:child_process').fork(${JSON.stringify(await buildEngine())}, [], { serialization: 'advanced', stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    child.on('message', ({ type }) => type === 'loaded' && process.stdout.write('ready'));
    child.send({ type: 'load', configuration: ${JSON.stringify(configuration)} });
  `]);
  const closed = new Promise<NodeJS.Signals | null>((resolve) => parent.once('close', (_code, signal) => resolve(signal)));
  await new Promise((resolve) => parent.stdout.once('data', resolve));
  parent.kill('SIGKILL');
  expect(await closed).toBe('SIGKILL');
});
