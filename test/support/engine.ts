import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { createOnnxLanguageModel, type OnnxLanguageModel, type Precision } from '../../src/backends/onnx';
import { systemClock } from '../../src/base/clock';
import { reckonHome } from '../../src/base/home';
import type { GenerateOptions, Prompt, SampleFinish, StreamPart, Usage } from '../../src/model';

/** Catalogue entries that tests run. */
const FILES = {
  'smollm2-135m': {
    fileName: 'SmolLM2-135M-Instruct.Q4_1.gguf',
    sha256: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53',
    bytes: 98_362_432,
  },
  'qwen2.5-coder-0.5b': {
    fileName: 'qwen2.5-coder-0.5b-instruct-q4_k_m.gguf',
    sha256: '1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32',
    bytes: 491_400_064,
  },
} as const;
export type TestModelId = keyof typeof FILES;

/** Where the engine's bundle for tests goes; the folder is not kept in the repository. */
const ENGINE_SCRIPT = join(import.meta.dirname, '../../out/test/engine.js');

/** Bundles the engine process from the sources as they are. */
export async function buildEngine(): Promise<string> {
  await build({
    entryPoints: [join(import.meta.dirname, '../../src/backends/onnx/process/main.ts')],
    outfile: ENGINE_SCRIPT,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['onnxruntime-node'],
    logLevel: 'silent',
  });
  return ENGINE_SCRIPT;
}

/** Weights in the cache that the product uses. A missing file fails the test: it proves nothing without. */
export function weightsOf(modelId: TestModelId): { modelId: string; path: string; sha256: string; bytes: number } {
  const { fileName, ...file } = FILES[modelId];
  const path = join(reckonHome(process.env).weights, modelId, fileName);
  if (!existsSync(path)) {
    throw new Error(`${path} is not there. Fetch it: reckon models fetch ${modelId}`);
  }
  return { modelId, path, ...file };
}

/** A model with an engine process of its own; the caller unloads it. */
export async function openTestModel(modelId: TestModelId, options: { graphsDir?: string; precision?: Precision; speculation?: boolean } = {}): Promise<OnnxLanguageModel> {
  const { graphsDir = reckonHome(process.env).graphs, precision = 'compact', speculation = true } = options;
  return createOnnxLanguageModel({ engineScript: await buildEngine(), weights: weightsOf(modelId), graphsDir, precision, speculation, threads: 2, clock: systemClock });
}

export interface Drawn {
  readonly parts: readonly StreamPart[];
  readonly texts: readonly string[];
  readonly finishes: readonly SampleFinish[];
  readonly usage: Usage;
}

/** All of a call. A part of type `error` ends it like any other; look at the last part. */
export async function draw(model: OnnxLanguageModel, prompt: Prompt, count: number, options: GenerateOptions): Promise<Drawn> {
  const parts: StreamPart[] = [];
  for await (const part of model.sample(prompt, count, options)) {
    parts.push(part);
  }
  const texts = Array.from({ length: count }, (_, index) =>
    parts.map((part) => (part.type === 'text-delta' && part.sampleIndex === index ? part.text : '')).join(''),
  );
  const last = parts.at(-1);
  if (last?.type !== 'finish' && last?.type !== 'error') {
    throw new Error('The stream ended without saying what it used.');
  }
  const finishes = parts.filter((part): part is SampleFinish => part.type === 'sample-finish').sort((a, b) => a.sampleIndex - b.sampleIndex);
  return { parts, texts, finishes, usage: last.usage };
}
