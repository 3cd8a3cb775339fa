import { throwIfAborted } from '../../../base/abort';
import type { Clock } from '../../../base/clock';
import type { LoadProgress, Prompt } from '../../../model';
import { Generator, type GeneratedPart } from '../decode/generator';
import { readHyperparameters, type Hyperparameters } from '../gguf/hyperparameters';
import { contentName } from '../gguf/parts';
import { readGguf } from '../gguf/read';
import { TensorReader } from '../gguf/tensorReader';
import type { GgufFile } from '../gguf/types';
import { importModel, type ImportedModel } from '../importer/import';
import { openImport } from '../importer/openImport';
import { multipliedWeights, outputMatrix } from '../importer/weightSource';
import { EmbeddingTable } from '../session/embedding';
import { KVCache } from '../session/kvCache';
import { hasByteDotProducts, readCpuInfo } from '../session/processor';
import { OutputRows } from '../session/outputRows';
import { loadRuntime, openSession, type Runtime } from '../session/runtime';
import { TransformerSession } from '../session/transformerSession';
import { createTokenizer, renderPrompt, supportsInfill, type Tokenizer } from '../tokenizer';
import type { EngineConfiguration, EngineInfo, WireOptions } from './messages';

/** Slots that a cache for raw logits grows by. */
const LOGITS_BUCKET = 64;

type OpenedSession = Awaited<ReturnType<typeof openSession>>;

/** A loaded model inside the engine process. */
export class Engine {
  private constructor(
    readonly info: EngineInfo,
    private readonly file: GgufFile,
    private readonly tokenizer: Tokenizer,
    private readonly session: TransformerSession,
    private readonly generator: Generator,
  ) {}

  /** Imports the weights if no import is there, and opens the graph. An abort stops an import and leaves nothing of it. */
  static async load(
    configuration: EngineConfiguration,
    clock: Clock,
    onProgress: (progress: LoadProgress) => void,
    abortSignal?: AbortSignal,
  ): Promise<Engine> {
    const { weightsPath, threads } = configuration;
    const file = await readGguf(weightsPath);
    const shape = readHyperparameters(file);
    const tokenizer = createTokenizer(file.metadata);
    const target = { ...configuration, sha256: await contentName(file, configuration.sha256) };
    const runtime = await loadRuntime();
    throwIfAborted(abortSignal);
    const { imported, opened } = await openImport(
      target,
      async () => {
        const made = await importModel(file, target, (fraction) => onProgress({ phase: 'import', fraction }), abortSignal ? { abortSignal } : {});
        throwIfAborted(abortSignal);
        return made;
      },
      ({ graphPath }) => {
        onProgress({ phase: 'load', fraction: 0 });
        return openSession(runtime, graphPath, threads);
      },
    );
    const session = createTransformer(runtime, opened, file, shape, imported);
    onProgress({ phase: 'load', fraction: 1 });
    const { contextLength } = shape;
    const { parameters: fileWeights } = imported.summary;
    const generator = new Generator(session, tokenizer, clock, { speculation: configuration.speculation, fileWeights, hasByteDotProducts: hasByteDotProducts(readCpuInfo()) });
    const info = { contextLength, parameters: multipliedWeights(file), supportsInfill: supportsInfill(tokenizer) };
    return new Engine(info, file, tokenizer, session, generator);
  }

  tokenize(prompt: Prompt): number[] {
    return renderPrompt(prompt, this.file.metadata, this.tokenizer);
  }

  sample(prompt: Prompt, count: number, options: WireOptions, abortSignal: AbortSignal): AsyncIterable<GeneratedPart> {
    return this.generator.sample(this.tokenize(prompt), count, { ...options, abortSignal });
  }

  /** Logits of every position, `[tokens, vocabulary]`; for comparing with other engines. */
  async logits(tokens: readonly number[]): Promise<Float32Array> {
    const shared = new KVCache(this.session.shape, 1, LOGITS_BUCKET);
    const positions = tokens.map((_, index) => index);
    const request = { tokens, groups: 1, positions, logitRows: positions, temperature: 0, wantsLogits: true, shared, own: null, into: shared };
    const rows = await this.session.forward(request);
    const all = new Float32Array(rows.length * this.session.shape.vocabularySize);
    rows.forEach(({ logits }, row) => all.set(logits ?? [], row * this.session.shape.vocabularySize));
    return all;
  }
}

function createTransformer(runtime: Runtime, session: OpenedSession, file: GgufFile, shape: Hyperparameters, imported: ImportedModel): TransformerSession {
  const reader = new TensorReader();
  const embedding = new EmbeddingTable(file, reader, shape);
  const output = outputMatrix({ has: (name) => file.tensors.has(name) });
  const outputRows = imported.summary.rescores ? new OutputRows(file, reader, output) : null;
  return new TransformerSession(runtime, session, shape, embedding, outputRows);
}
