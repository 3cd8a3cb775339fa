/** Turns tokens into text as they come, holding back bytes of a character that is not whole yet. */
export interface StreamDecoder {
  push(id: number): string;
  flush(): string;
}

export interface Tokenizer {
  /** @param options.specialTokens recognise control tokens written in the text. Default false. */
  encode(text: string, options?: { specialTokens?: boolean }): number[];
  decode(ids: readonly number[]): string;
  createStreamDecoder(): StreamDecoder;
  tokenId(text: string): number | undefined;
  /** What every prompt begins with, for this model. */
  readonly startIds: readonly number[];
  readonly endOfGenerationIds: ReadonlySet<number>;
  readonly vocabularySize: number;
}
