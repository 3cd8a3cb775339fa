import type { TokenPrice } from './price';
import type { Prompt } from './prompt';
import type { StreamPart } from './stream';

/** Sampling and stopping. Every option is honoured by every backend or refused with a typed error. */
export interface GenerateOptions {
  /** Hard limit on generated tokens for each sample, in tokens. */
  readonly maxOutputTokens: number;
  /** 0 is greedy decoding. Default 0. */
  readonly temperature?: number;
  /** Nucleus sampling (Holtzman et al., 1904.09751): keep the smallest set with at least this mass. Default 1. */
  readonly topP?: number;
  /** Keep tokens with at least this fraction of the top probability (min-p, 2407.01082). Default 0. */
  readonly minP?: number;
  /** Same seed, prompt, number of samples and options on the same machine: same texts. Default 0. */
  readonly seed?: number;
  /** Generation ends before any of these; they are not part of the text. */
  readonly stopSequences?: readonly string[];
  /** Generation ends once a function is complete, before calls, prints and tests that follow it. For answers that are code from their first line on; where that is indented, the function was begun before. */
  readonly stopAfterFunction?: 'python' | 'javascript' | 'typescript';
  /** Tokens that are never generated, as their text. Each has to be one token of the model. */
  readonly bannedTokens?: readonly string[];
  /** Stops the computation itself, not just the stream. */
  readonly abortSignal?: AbortSignal;
}

export interface ModelInfo {
  readonly modelId: string;
  /** Weights run on this machine, or a provider runs them. */
  readonly location: 'local' | 'remote';
  /** Longest prompt plus output, in tokens; null when the provider does not say. */
  readonly contextLength: number | null;
  /** `sha256:…` of the weights file; null for remote models. */
  readonly digest: string | null;
  /** Number of weights that a token is multiplied with, for FLOPs estimates: an embedding table that is only looked up is none of them. Null when unknown. */
  readonly parameters: number | null;
  /** Whether prompts of kind `fill-in-middle` are answered. */
  readonly supportsInfill: boolean;
  /** Whether an answer can be made to begin with `ChatPrompt.answerPrefix`; where it cannot, the prefix is left out. */
  readonly supportsAnswerPrefix: boolean;
  /** Whether the samples of one call pay for their prompt once, or each for its own. */
  readonly sharesPrompt: boolean;
  /** Of a remote model, where the person told it; absent: not known. */
  readonly price?: TokenPrice;
}

export interface TokenCount {
  readonly tokens: number;
  /** False when `tokens` is an upper bound (a remote tokenizer that is not at hand). */
  readonly exact: boolean;
}

/**
 * A model that continues prompts. Implementations: the local engine's client, remote providers,
 * and scripted doubles in tests. Failures arrive as an `error` part, never as a thrown exception
 * in the middle of a stream; aborting ends the stream with an `error` part of code `cancelled`.
 */
export interface LanguageModel {
  readonly info: ModelInfo;
  /**
   * Draws `count` samples over one prompt. The prompt is paid for once where `info.sharesPrompt`,
   * else once a sample. The same call gives the same samples where the backend can promise it (`GenerateOptions.seed`).
   * What sample `k` draws depends on the seed and `k`, so with another `count` it is as likely and mostly the same;
   * not always, since the last bits of a matrix product depend on its number of rows.
   * Parts of different samples interleave; the last part is `finish` or `error`.
   */
  sample(prompt: Prompt, count: number, options: GenerateOptions): AsyncIterable<StreamPart>;
  /** Tokens the prompt will cost, template included. */
  countTokens(prompt: Prompt, abortSignal?: AbortSignal): Promise<TokenCount>;
  /** Loads what is needed to answer at once. Idempotent. Resolves to the seconds it took (0 when warm). */
  warmUp(options?: { readonly abortSignal?: AbortSignal; onProgress?(progress: LoadProgress): void }): Promise<number>;
  /** Frees memory and processes. A later call loads again. */
  unload(): Promise<void>;
}

export interface LoadProgress {
  readonly phase: 'import' | 'load';
  /** 0 to 1. */
  readonly fraction: number;
}
