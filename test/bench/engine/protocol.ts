/** Engines that can be measured, in the order in which they take their turns. The ratios are to `BASELINE`. */
export const ENGINE_IDS = ['reckon', 'node-llama-cpp', 'node-llama-cpp-state', 'transformers.js'] as const;
export type EngineId = (typeof ENGINE_IDS)[number];
export const BASELINE: EngineId = 'node-llama-cpp';

/** What every engine is given; each runs in a process of its own. */
export interface EngineSetup {
  readonly engine: EngineId;
  readonly model: { readonly id: string; readonly path: string; readonly sha256: string };
  readonly threads: number;
  /** Where Reckon keeps its imports. */
  readonly graphsDir: string;
  /** Reckon's built engine process. */
  readonly engineScript: string;
  /** Reckon's cache folder, where weights in the peers' own layouts are. */
  readonly cache: string;
  /** The folder whose `node_modules` has the peers. */
  readonly peers: string;
}

export type BenchPrompt =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'fill-in-middle'; readonly prefix: string; readonly suffix: string };

export interface GenerateRequest {
  readonly prompt: BenchPrompt;
  /** Samples over the one prompt. */
  readonly count: number;
  /** Of each sample, in tokens. */
  readonly maxTokens: number;
  readonly seed: number;
  /** 0 takes the likeliest token at every place. */
  readonly temperature: number;
  /** Whether what the engine keeps of its last prompt may be used. */
  readonly warm: boolean;
}

/** As the caller of the engine sees it. Times are in seconds from the call. */
export interface Generation {
  readonly promptTokens: number;
  /** Prompt tokens that the engine did not have to read again; null when it does not say. */
  readonly cachedTokens: number | null;
  /** Over all samples. */
  readonly tokens: number;
  /** Samples that ended by themselves before `maxTokens`. */
  readonly endedEarly: number;
  /** When the first sample had its first token, and when every sample had it. */
  readonly firstToken: number;
  readonly allFirstTokens: number;
  readonly lastToken: number;
  /** Tokens that came after every sample had its first. */
  readonly tokensAfterFirsts: number;
}

export interface EngineDescription {
  /** Names and versions of what does the computing. */
  readonly versions: Readonly<Record<string, string>>;
  readonly supportsInfill: boolean;
}

/** One engine with one model. Runs in the runner process. */
export interface EngineDriver {
  /** Loads until a prompt can be read at once; seconds, module loading included. */
  load(): Promise<number>;
  describe(): Promise<EngineDescription>;
  countTokens(text: string): Promise<number>;
  generate(request: GenerateRequest): Promise<Generation>;
  unload(): Promise<void>;
}

export type RunnerRequest =
  | { readonly type: 'load' }
  | { readonly type: 'describe' }
  | { readonly type: 'countTokens'; readonly text: string }
  | { readonly type: 'generate'; readonly request: GenerateRequest }
  | { readonly type: 'unload' };

export type RunnerReply = { readonly id: number } & ({ readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly message: string });
