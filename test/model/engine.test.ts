import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOnnxLanguageModel, type OnnxLanguageModel } from '../../src/backends/onnx';
import { systemClock } from '../../src/base/clock';
import { reckonHome } from '../../src/base/home';
import type { Prompt, StreamPart, Usage } from '../../src/model';
import { createWeightsStore } from '../../src/weights';
import { distScript } from '../support/dist';

const PROMPT: Prompt = { kind: 'text', text: 'def add(a, b):\n    """Return the sum of a and b."""\n    return' };

describe('the engine with real weights', () => {
  let model: OnnxLanguageModel;
  beforeAll(async () => {
    const home = reckonHome(process.env);
    const weights = await createWeightsStore({ home, environment: process.env, clock: systemClock }).resolve('smollm2-135m');
    model = createOnnxLanguageModel({ engineScript: distScript('engine.js'), weights, graphsDir: home.graphs, clock: systemClock });
    await model.warmUp();
  });
  afterAll(() => model.unload());

  async function draw(count: number, temperature: number, maxOutputTokens = 24): Promise<{ texts: string[]; usage: Usage; parts: StreamPart[] }> {
    const texts = Array.from({ length: count }, () => '');
    const parts: StreamPart[] = [];
    for await (const part of model.sample(PROMPT, count, { maxOutputTokens, temperature, seed: 7 })) {
      parts.push(part);
      if (part.type === 'text-delta') {
        texts[part.sampleIndex] += part.text;
      }
      if (part.type === 'finish' || part.type === 'error') {
        expect(part.type).toBe('finish');
        return { texts, usage: part.usage, parts };
      }
    }
    throw new Error('The stream had no end.');
  }

  it('continues code greedily, the same each time, and finds the prompt in its cache', async () => {
    const first = await draw(1, 0);
    const second = await draw(1, 0);
    expect(first.texts[0]).toMatch(/^ a \+ b\n/);
    expect(second.texts).toEqual(first.texts);
    expect(second.usage.cachedPromptTokens).toBe(second.usage.promptTokens - 1);
  });

  it('draws several different samples, paying for the prompt once', async () => {
    const { texts, usage } = await draw(4, 1);
    expect(new Set(texts).size).toBeGreaterThan(1);
    expect(usage.promptTokens).toBe((await model.countTokens(PROMPT)).tokens);
    expect(usage.completionTokens).toBeLessThanOrEqual(4 * 24);
  });

  it('stops within a step when it is cancelled, and says what it used', async () => {
    const abort = new AbortController();
    let last: StreamPart | undefined;
    for await (const part of model.sample(PROMPT, 1, { maxOutputTokens: 1000, abortSignal: abort.signal })) {
      abort.abort();
      last = part;
    }
    expect(last).toMatchObject({ type: 'error', error: { code: 'cancelled' } });
  });

  it('fails in a typed way when its process is killed, and starts anew', async () => {
    let last: StreamPart | undefined;
    for await (const part of model.sample(PROMPT, 1, { maxOutputTokens: 1000 })) {
      if (part.type === 'text-delta' && last === undefined) {
        process.kill(model.processId ?? 0, 'SIGKILL');
      }
      last = part;
    }
    expect(last).toMatchObject({ type: 'error', error: { code: 'engine-crashed' } });
    expect((await draw(1, 0)).texts[0]).toMatch(/^ a \+ b\n/);
  });
});
