import type { SerializedError } from '../../../base/errors';
import type { ImportTarget } from '../importer/graphCache';
import type { GenerateOptions, LoadProgress, Prompt, StreamPart, Usage } from '../../../model';

/** What the engine process needs to know before it can answer. */
export interface EngineConfiguration extends ImportTarget {
  readonly weightsPath: string;
  readonly speculation: boolean;
  readonly threads: number;
}

export interface EngineInfo {
  readonly contextLength: number;
  /** Weights that a token is multiplied with. */
  readonly parameters: number;
  readonly supportsInfill: boolean;
}

/** Options that can travel: the signal stays behind and becomes a `cancel` message. */
export type WireOptions = Omit<GenerateOptions, 'abortSignal'>;

export type EngineRequest =
  | { readonly type: 'load'; readonly configuration: EngineConfiguration }
  | { readonly type: 'sample'; readonly id: number; readonly prompt: Prompt; readonly count: number; readonly options: WireOptions }
  | { readonly type: 'cancel'; readonly id: number }
  | { readonly type: 'tokenize'; readonly id: number; readonly prompt: Prompt }
  | { readonly type: 'logits'; readonly id: number; readonly tokens: readonly number[] };

export type EngineReply =
  | { readonly type: 'load-progress'; readonly progress: LoadProgress }
  | { readonly type: 'loaded'; readonly info: EngineInfo }
  | { readonly type: 'load-failed'; readonly error: SerializedError }
  /** `usage` is that of the call so far: it still counts when the process dies before the next part. */
  | { readonly type: 'part'; readonly id: number; readonly part: StreamPart; readonly usage: Usage }
  | { readonly type: 'tokens'; readonly id: number; readonly tokens: readonly number[] }
  | { readonly type: 'logits'; readonly id: number; readonly logits: Float32Array }
  | { readonly type: 'failed'; readonly id: number; readonly error: SerializedError };
