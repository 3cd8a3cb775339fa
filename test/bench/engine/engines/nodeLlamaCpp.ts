import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchPrompt, EngineDescription, EngineDriver, EngineSetup, GenerateRequest, Generation } from '../protocol';
import { TokenClock } from '../tokenClock';
import type { Context, Llama, Model, NodeLlamaCpp, Sequence, Token } from './nodeLlamaCppTypes';
import { importPeer, peerVersion } from './peerModule';
import { TOP_P } from './sampling';

type DrawOptions = Pick<GenerateRequest, 'maxTokens' | 'temperature' | 'seed'>;

/** Slots of a context that is kept while a cursor moves; a new one would forget the prompt. */
const SINGLE_CONTEXT = 2048;
/** The context has as many slots as are needed, rounded up to this; llama.cpp rounds itself. */
const CONTEXT_STEP = 256;

/**
 * node-llama-cpp through its public API. Several samples are several sequences of one context that are
 * evaluated at once, as its guide to batching says; a changed prompt is handled as its own LlamaCompletion
 * does (`adaptStateToTokens` without shifting, then the rest). Contexts are made before the clock starts.
 */
export class NodeLlamaCppEngine implements EngineDriver {
  private llama: Llama | undefined;
  private model: Model | undefined;
  private context: Context | undefined;
  private sequences: readonly Sequence[] = [];

  /**
   * @param sharesState reads the prompt into one sequence and copies its state into the others through a file,
   * which its guide shows for resuming chats; nothing in the guide says to use it for batches.
   */
  constructor(
    private readonly setup: EngineSetup,
    private readonly sharesState: boolean,
  ) {}

  async load(): Promise<number> {
    const startedAt = performance.now();
    const { getLlama } = await importPeer<NodeLlamaCpp>(this.setup.peers, 'node-llama-cpp');
    this.llama = await getLlama({ gpu: false, maxThreads: this.setup.threads, build: 'never', skipDownload: true, logLevel: 'error' });
    this.model = await this.llama.loadModel({ modelPath: this.setup.model.path });
    await this.prepare(1, SINGLE_CONTEXT);
    return (performance.now() - startedAt) / 1000;
  }

  async describe(): Promise<EngineDescription> {
    const { llama, model } = this.loaded();
    const { prefix, suffix, middle } = model.tokens.infill;
    return {
      versions: {
        'node-llama-cpp': peerVersion(this.setup.peers, 'node-llama-cpp'),
        'llama.cpp': llama.llamaCppRelease.release,
        'llama.cpp built for': llama.systemInfo,
      },
      supportsInfill: prefix !== null && suffix !== null && middle !== null,
    };
  }

  async countTokens(text: string): Promise<number> {
    return this.loaded().model.tokenize(text, true).length;
  }

  async generate({ prompt, count, maxTokens, seed, temperature, warm }: GenerateRequest): Promise<Generation> {
    const needed = this.tokenize(prompt).length + maxTokens;
    await this.prepare(count, needed);
    if (!warm) {
      await Promise.all(this.sequences.map((sequence) => sequence.clearHistory()));
    }
    const clock = new TokenClock(count);
    const tokens = this.tokenize(prompt);
    const { cached, rest } = await this.startFrom(tokens, count);
    await Promise.all(this.sequences.map((sequence, sample) => this.draw(sequence, rest, { maxTokens, temperature, seed: seed + sample }, () => clock.token(sample))));
    return clock.finish({ promptTokens: tokens.length, cachedTokens: cached, maxTokens });
  }

  async unload(): Promise<void> {
    await this.llama?.dispose();
    this.llama = undefined;
  }

  /** Brings every sequence to the same point of the prompt and returns what is left to read. */
  private async startFrom(tokens: Token[], count: number): Promise<{ cached: number; rest: Token[] }> {
    const [first] = this.sequences;
    if (first === undefined) {
      throw new Error('There is no sequence.');
    }
    // The last token is always read: the first new one comes out of it.
    const body = tokens.slice(0, -1);
    if (count === 1) {
      await first.adaptStateToTokens(body, false);
      return { cached: first.nextTokenIndex, rest: tokens.slice(first.nextTokenIndex) };
    }
    if (this.sharesState) {
      await this.copyState(first, body);
      return { cached: 0, rest: tokens.slice(-1) };
    }
    return { cached: 0, rest: tokens };
  }

  private async copyState(first: Sequence, body: Token[]): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), 'reckon-bench-'));
    try {
      await first.evaluateWithoutGeneratingNewTokens(body);
      const file = join(folder, 'state');
      await first.saveStateToFile(file);
      for (const other of this.sequences.slice(1)) {
        await other.loadStateFromFile(file, { acceptRisk: true });
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  private async draw(sequence: Sequence, tokens: Token[], { maxTokens, temperature, seed }: DrawOptions, onToken: () => void): Promise<void> {
    let left = maxTokens;
    // Tokens that end a text do not end the sample, so that every sample has the same length.
    for await (const token of sequence.evaluate(tokens, { temperature, topP: temperature === 0 ? 1 : TOP_P, topK: 0, seed, yieldEogToken: true })) {
      void token;
      onToken();
      left -= 1;
      if (left === 0) {
        return;
      }
    }
  }

  /** A context for `count` sequences of `slots` tokens; the present one if it will do. */
  private async prepare(count: number, slots: number): Promise<void> {
    const contextSize = count === 1 ? Math.max(slots, SINGLE_CONTEXT) : Math.ceil(slots / CONTEXT_STEP) * CONTEXT_STEP;
    const fits = this.context?.totalSequences === count && this.context.contextSize >= slots && this.context.contextSize < contextSize * 2;
    if (fits) {
      return;
    }
    await this.context?.dispose();
    const context = await this.loaded().model.createContext({ sequences: count, contextSize, threads: this.setup.threads });
    this.context = context;
    this.sequences = Array.from({ length: count }, () => context.getSequence());
  }

  private tokenize(prompt: BenchPrompt): Token[] {
    const { model } = this.loaded();
    if (prompt.kind === 'text') {
      return model.tokenize(prompt.text, true);
    }
    const { prefix, suffix, middle } = model.tokens.infill;
    if (prefix === null || suffix === null || middle === null) {
      throw new Error('This model cannot fill in the middle of a text.');
    }
    return [prefix, ...model.tokenize(prompt.prefix), suffix, ...model.tokenize(prompt.suffix), middle];
  }

  private loaded(): { llama: Llama; model: Model } {
    if (this.llama === undefined || this.model === undefined) {
      throw new Error('No model was loaded.');
    }
    return { llama: this.llama, model: this.model };
  }
}
