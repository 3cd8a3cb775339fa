/**
 * The part of node-llama-cpp's public API that the benchmark calls. Its own types are not at hand: the
 * package is installed into a cache and not into the repository.
 */
export type Token = number & { readonly token?: never };

export interface EvaluateOptions {
  readonly temperature: number;
  readonly topP: number;
  readonly topK: number;
  readonly seed: number;
  readonly yieldEogToken: boolean;
}

export interface Sequence {
  readonly nextTokenIndex: number;
  clearHistory(): Promise<void>;
  adaptStateToTokens(tokens: Token[], allowShift: boolean): Promise<void>;
  evaluate(tokens: Token[], options: EvaluateOptions): AsyncGenerator<Token, void, void>;
  evaluateWithoutGeneratingNewTokens(tokens: Token[]): Promise<void>;
  saveStateToFile(path: string): Promise<unknown>;
  loadStateFromFile(path: string, risk: { readonly acceptRisk: true }): Promise<unknown>;
}

export interface Context {
  readonly contextSize: number;
  readonly totalSequences: number;
  getSequence(): Sequence;
  dispose(): Promise<void>;
}

export interface Model {
  readonly tokens: { readonly infill: { readonly prefix: Token | null; readonly suffix: Token | null; readonly middle: Token | null } };
  tokenize(text: string, specialTokens?: boolean): Token[];
  detokenize(tokens: readonly Token[]): string;
  createContext(options: { readonly sequences: number; readonly contextSize: number; readonly threads: number }): Promise<Context>;
  dispose(): Promise<void>;
}

export interface Llama {
  readonly systemInfo: string;
  readonly llamaCppRelease: { readonly release: string };
  loadModel(options: { readonly modelPath: string }): Promise<Model>;
  dispose(): Promise<void>;
}

export interface NodeLlamaCpp {
  getLlama(options: {
    readonly gpu: false;
    readonly maxThreads: number;
    readonly build: 'never';
    readonly skipDownload: true;
    readonly logLevel: 'error';
  }): Promise<Llama>;
}
