import { ReckonError } from '../../../base/errors';
import { ByteLevelTokenizer } from './byteLevelTokenizer';
import { SentencePieceTokenizer } from './sentencePieceTokenizer';

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

/**
 * The tokenizer of a GGUF file: byte-level BPE (`gpt2`) or SentencePiece (`llama`).
 * @throws ReckonError `unsupported-model` for other kinds, `model-corrupt` for one that is not whole.
 */
export function createTokenizer(metadata: Readonly<Record<string, unknown>>): Tokenizer {
  const kind = metadata['tokenizer.ggml.model'];
  switch (kind) {
    case 'gpt2':
      return new ByteLevelTokenizer(metadata);
    case 'llama':
      return new SentencePieceTokenizer(metadata);
    default:
      throw new ReckonError('unsupported-model', `The model's tokenizer is of kind ${String(kind)}, which Reckon cannot read.`, {
        hint: 'Models with byte-level BPE (gpt2) or SentencePiece (llama) tokenizers work.',
      });
  }
}
