import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { readGguf } from '../../../../src/backends/onnx/gguf/read';
import { createTokenizer, renderPrompt, supportsInfill, type Tokenizer } from '../../../../src/backends/onnx/tokenizer';
import type { BenchPrompt, EngineDescription, EngineDriver, EngineSetup, GenerateRequest, Generation } from '../protocol';
import { TokenClock } from '../tokenClock';
import { importPeer, peerVersion } from './peerModule';
import { TOP_P } from './sampling';
import { exportFolder } from './transformersExport';

/** The part of the package's public API that is called. Its own types are not at hand: it is installed into a cache. */
interface TransformersJs {
  readonly env: { allowRemoteModels: boolean; localModelPath: string };
  readonly AutoModelForCausalLM: {
    from_pretrained(path: string, options: { readonly dtype: 'fp32'; readonly device: 'cpu'; readonly local_files_only: true; readonly session_options: { readonly intraOpNumThreads: number } }): Promise<CausalModel>;
  };
  readonly BaseStreamer: new () => object;
  readonly Tensor: new (type: 'int64', data: BigInt64Array, dims: readonly number[]) => unknown;
}

interface CausalModel {
  generate(options: Readonly<Record<string, unknown>>): Promise<unknown>;
  dispose(): Promise<unknown>;
}

/**
 * transformers.js on the same weights in its own layout. Several samples are a batch of equal prompts. Its sampler
 * keeps the library's default of the 50 likeliest tokens: without, it sorts the whole vocabulary for every sample.
 * Keys and values of an earlier prompt can be handed over only if that prompt is continued as it was, so a cursor
 * that moves between two texts has everything read again.
 */
export class TransformersJsEngine implements EngineDriver {
  private library: TransformersJs | undefined;
  private model: CausalModel | undefined;
  private tokenizer: Tokenizer | undefined;
  private metadata: Readonly<Record<string, unknown>> = {};

  constructor(private readonly setup: EngineSetup) {}

  async load(): Promise<number> {
    const startedAt = performance.now();
    const library = await importPeer<TransformersJs>(this.setup.peers, '@huggingface/transformers');
    library.env.allowRemoteModels = false;
    library.env.localModelPath = '';
    this.library = library;
    this.model = await library.AutoModelForCausalLM.from_pretrained(exportFolder(this.setup.cache, this.setup.model.sha256), {
      dtype: 'fp32',
      device: 'cpu',
      local_files_only: true,
      session_options: { intraOpNumThreads: this.setup.threads },
    });
    // Texts are turned into tokens by Reckon's own tokenizer, which reads them out of the GGUF file.
    const { metadata } = await readGguf(this.setup.model.path);
    this.metadata = metadata;
    this.tokenizer = createTokenizer(metadata);
    return (performance.now() - startedAt) / 1000;
  }

  async describe(): Promise<EngineDescription> {
    const { peers } = this.setup;
    const inner = createRequire(join(peers, 'node_modules/@huggingface/transformers/package.json')).resolve('onnxruntime-node/package.json');
    const { version } = JSON.parse(readFileSync(inner, 'utf8')) as { version: string };
    return {
      versions: { '@huggingface/transformers': peerVersion(peers, '@huggingface/transformers'), 'onnxruntime-node': version },
      supportsInfill: supportsInfill(this.loaded().tokenizer),
    };
  }

  async countTokens(text: string): Promise<number> {
    return this.tokenize({ kind: 'text', text }).length;
  }

  async generate({ prompt, count, maxTokens, temperature }: GenerateRequest): Promise<Generation> {
    const { library, model } = this.loaded();
    const clock = new TokenClock(count);
    const tokens = this.tokenize(prompt);
    await model.generate({
      input_ids: this.batch(tokens, count),
      attention_mask: this.batch(tokens.map(() => 1), count),
      max_new_tokens: maxTokens,
      ...(temperature === 0 ? { do_sample: false } : { do_sample: true, temperature, top_p: TOP_P }),
      streamer: createStreamer(library, clock),
    });
    return clock.finish({ promptTokens: tokens.length, cachedTokens: 0, maxTokens });
  }

  async unload(): Promise<void> {
    await this.model?.dispose();
    this.model = undefined;
  }

  private batch(values: readonly number[], count: number): unknown {
    const data = new BigInt64Array(values.length * count);
    for (let index = 0; index < data.length; index += 1) {
      data[index] = BigInt(values[index % values.length] ?? 0);
    }
    return new (this.loaded().library.Tensor)('int64', data, [count, values.length]);
  }

  private tokenize(prompt: BenchPrompt): number[] {
    return renderPrompt(prompt, this.metadata, this.loaded().tokenizer);
  }

  private loaded(): { library: TransformersJs; model: CausalModel; tokenizer: Tokenizer } {
    const { library, model, tokenizer } = this;
    if (library === undefined || model === undefined || tokenizer === undefined) {
      throw new Error('No model was loaded.');
    }
    return { library, model, tokenizer };
  }
}

/** Called first with the prompts, then with one token for each sample. */
function createStreamer({ BaseStreamer }: TransformersJs, clock: TokenClock): object {
  let isPrompt = true;
  return Object.assign(new BaseStreamer(), {
    put: (tokens: readonly (readonly bigint[])[]): void => {
      if (!isPrompt) {
        tokens.forEach((_, sample) => clock.token(sample));
      }
      isPrompt = false;
    },
    end: (): void => undefined,
  });
}
