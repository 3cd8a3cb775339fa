import { ReckonError } from '../../../base/errors';
import { ByteLevelTokenizer } from './byteLevelTokenizer';
import { SentencePieceTokenizer } from './sentencePieceTokenizer';
import type { Tokenizer } from './types';

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
