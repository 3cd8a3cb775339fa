import { describe, expect, it } from 'vitest';
import { EngineServer, type LoadedEngine } from '../../../../src/backends/onnx/process/server';
import type { EngineConfiguration, EngineReply } from '../../../../src/backends/onnx/process/messages';
import { NO_USAGE, type Prompt } from '../../../../src/model';

const PROMPT: Prompt = { kind: 'text', text: 'x' };
const OPTIONS = { maxOutputTokens: 5 };
const CONFIGURATION: EngineConfiguration = { weightsPath: '', sha256: '', graphsDir: '', precision: 'exact', speculation: false, threads: 1 };
/** Steps of a call that nobody cancels. */
const MOST_STEPS = 1000;

/** One turn of the event loop, in which all that is due is done. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A model whose calls make one step a turn, and go on until they are cancelled. */
class ScriptedEngine implements LoadedEngine {
  readonly info = { contextLength: 100, parameters: 1, supportsInfill: false };
  steps = 0;
  calls = 0;
  tokenize = (): number[] => [1, 2, 3];
  logits = (): Promise<Float32Array> => Promise.resolve(new Float32Array(1));

  async *sample(_prompt: Prompt, _count: number, _options: unknown, abortSignal: AbortSignal): ReturnType<LoadedEngine['sample']> & AsyncGenerator<never> {
    this.calls += 1;
    for (let step = 0; step < MOST_STEPS && !abortSignal.aborted; step += 1) {
      this.steps += 1;
      await turn();
    }
  }
}

interface SetUp {
  readonly server: EngineServer;
  readonly engine: ScriptedEngine;
  readonly replies: EngineReply[];
  answersTo(id: number): EngineReply[];
}

function setUp(): SetUp {
  const replies: EngineReply[] = [];
  const engine = new ScriptedEngine();
  const server = new EngineServer(() => Promise.resolve(engine), (reply) => replies.push(reply));
  server.receive({ type: 'load', configuration: CONFIGURATION });
  return { server, engine, replies, answersTo: (id) => replies.filter((reply) => 'id' in reply && reply.id === id) };
}

const cancelled = { type: 'part', part: { type: 'error', error: { code: 'cancelled' }, usage: NO_USAGE }, usage: NO_USAGE };

describe('a call that waits for another', () => {
  it('is answered at once when it is cancelled, and never begins', async () => {
    const { server, engine, answersTo } = setUp();
    server.receive({ type: 'sample', id: 0, prompt: PROMPT, count: 1, options: OPTIONS });
    server.receive({ type: 'sample', id: 1, prompt: PROMPT, count: 1, options: OPTIONS });
    await turn();
    server.receive({ type: 'cancel', id: 1 });
    expect(answersTo(1)).toMatchObject([cancelled]);
    server.receive({ type: 'cancel', id: 0 });
    server.receive({ type: 'logits', id: 2, tokens: [1] });
    while (answersTo(2).length === 0) {
      await turn();
    }
    expect(engine.calls).toBe(1);
    expect(answersTo(1)).toHaveLength(1);
  });

  it('is answered so while the model still loads', () => {
    const { server, answersTo } = setUp();
    server.receive({ type: 'sample', id: 0, prompt: PROMPT, count: 1, options: OPTIONS });
    server.receive({ type: 'cancel', id: 0 });
    expect(answersTo(0)).toMatchObject([cancelled]);
  });

  it('begins when the one before it is cancelled, which makes no further step', async () => {
    const { server, engine } = setUp();
    server.receive({ type: 'sample', id: 0, prompt: PROMPT, count: 1, options: OPTIONS });
    server.receive({ type: 'sample', id: 1, prompt: PROMPT, count: 1, options: OPTIONS });
    while (engine.steps < 3) {
      await turn();
    }
    expect(engine.calls).toBe(1);
    server.receive({ type: 'cancel', id: 0 });
    while (engine.calls < 2) {
      await turn();
    }
    // The second call's first step is the only one more.
    expect(engine.steps).toBe(4);
    server.receive({ type: 'cancel', id: 1 });
  });
});

describe('tokens', () => {
  it('are counted while a call runs', async () => {
    const { server, engine, answersTo } = setUp();
    server.receive({ type: 'sample', id: 0, prompt: PROMPT, count: 1, options: OPTIONS });
    while (engine.steps < 1) {
      await turn();
    }
    server.receive({ type: 'tokenize', id: 1, prompt: PROMPT });
    await turn();
    expect(answersTo(1)).toEqual([{ type: 'tokens', id: 1, tokens: [1, 2, 3] }]);
    server.receive({ type: 'cancel', id: 0 });
  });

  it('of a prompt that cannot be rendered are an error of that request', async () => {
    const { server, engine, answersTo } = setUp();
    engine.tokenize = () => {
      throw new Error('no template');
    };
    server.receive({ type: 'tokenize', id: 1, prompt: PROMPT });
    await turn();
    expect(answersTo(1)).toMatchObject([{ type: 'failed', error: { message: 'no template' } }]);
  });
});

describe('a request without a model', () => {
  it('fails, whatever it is', async () => {
    const replies: EngineReply[] = [];
    const server = new EngineServer(() => Promise.reject(new Error('never')), (reply) => replies.push(reply));
    server.receive({ type: 'tokenize', id: 0, prompt: PROMPT });
    server.receive({ type: 'logits', id: 1, tokens: [1] });
    await turn();
    expect(replies).toMatchObject([{ type: 'failed', id: 0 }, { type: 'failed', id: 1 }]);
  });
});
