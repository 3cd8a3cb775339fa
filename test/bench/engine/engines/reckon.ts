import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createOnnxLanguageModel, type OnnxLanguageModel } from '../../../../src/backends/onnx';
import { systemClock } from '../../../../src/base/clock';
import { deserializeError } from '../../../../src/base/errors';
import type { StreamPart } from '../../../../src/model';
import type { EngineDescription, EngineDriver, EngineSetup, GenerateRequest, Generation } from '../protocol';
import { TokenClock } from '../tokenClock';
import { TOP_P } from './sampling';

/** Reckon's own engine: its client in this process, its computing in another, as in the product. */
export class ReckonEngine implements EngineDriver {
  private readonly model: OnnxLanguageModel;

  constructor({ engineScript, model, graphsDir, threads }: EngineSetup) {
    const weights = { modelId: model.id, path: model.path, sha256: model.sha256 };
    this.model = createOnnxLanguageModel({ engineScript, weights, graphsDir, threads, clock: systemClock });
  }

  async load(): Promise<number> {
    return this.model.warmUp();
  }

  async describe(): Promise<EngineDescription> {
    return { versions: { 'onnxruntime-node': runtimeVersion() }, supportsInfill: this.model.info.supportsInfill };
  }

  async countTokens(text: string): Promise<number> {
    return (await this.model.countTokens({ kind: 'text', text })).tokens;
  }

  /** A prompt that begins like the last one is always reused: the caller asks for a cold one by beginning differently. */
  async generate({ prompt, count, maxTokens, seed, temperature }: GenerateRequest): Promise<Generation> {
    const clock = new TokenClock(count);
    const counts = new Array<number>(count).fill(0);
    const stream = this.model.sample(prompt, count, { maxOutputTokens: maxTokens, temperature, topP: temperature === 0 ? 1 : TOP_P, seed });
    for await (const part of stream) {
      noteTokens(part, clock, counts);
      if (part.type === 'error') {
        throw deserializeError(part.error);
      }
      if (part.type === 'finish') {
        const { promptTokens, cachedPromptTokens } = part.usage;
        return clock.finish({ promptTokens, cachedTokens: cachedPromptTokens, maxTokens });
      }
    }
    throw new Error('The stream ended without saying what it used.');
  }

  async unload(): Promise<void> {
    await this.model.unload();
  }
}

/** The stream carries text: tokens that added none (half a character, the end) are known only when their sample ends. */
function noteTokens(part: StreamPart, clock: TokenClock, counts: number[]): void {
  if (part.type === 'text-delta') {
    clock.token(part.sampleIndex);
    counts[part.sampleIndex] = (counts[part.sampleIndex] ?? 0) + 1;
  } else if (part.type === 'sample-finish') {
    for (let seen = counts[part.sampleIndex] ?? 0; seen < part.completionTokens; seen += 1) {
      clock.token(part.sampleIndex);
    }
  }
}

function runtimeVersion(): string {
  const entry = createRequire(__filename).resolve('onnxruntime-node/package.json');
  const { version } = JSON.parse(readFileSync(entry, 'utf8')) as { version: string };
  return version;
}
