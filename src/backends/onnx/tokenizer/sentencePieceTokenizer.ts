import { ReckonError } from '../../../base/errors';
import { decodeAll, streamDecoder } from './decoding';
import { mergePairs } from './pairMerger';
import type { StreamDecoder, Tokenizer } from './types';
import { isNumber, KIND, list, startIds, Vocabulary } from './vocabulary';

/** How SentencePiece writes a space (U+2581). */
const SPACE = '\u2581';

const NOTHING = new Uint8Array();

/**
 * SentencePiece with a BPE vocabulary: pieces are merged by the scores of words, and characters that
 * are no words become bytes. Kudo and Richardson, 1808.06226.
 */
export class SentencePieceTokenizer implements Tokenizer {
  readonly startIds: readonly number[];
  private readonly vocabulary: Vocabulary;
  private readonly scores: readonly number[];
  /** Ids of the tokens `<0x00>` to `<0xFF>`. */
  private readonly byteIds: readonly number[];
  /** The value of each byte token. */
  private readonly byteValues: ReadonlyMap<number, number>;
  private readonly addsSpace: boolean;

  constructor(metadata: Readonly<Record<string, unknown>>) {
    this.vocabulary = new Vocabulary(metadata);
    this.scores = list(metadata, 'scores', isNumber);
    this.byteIds = findByteIds(metadata, this.vocabulary);
    this.byteValues = new Map(this.byteIds.map((id, byte) => [id, byte]));
    this.addsSpace = metadata['tokenizer.ggml.add_space_prefix'] !== false;
    this.startIds = startIds(metadata, true);
  }

  get endOfGenerationIds(): ReadonlySet<number> {
    return this.vocabulary.endOfGenerationIds;
  }

  get vocabularySize(): number {
    return this.vocabulary.tokens.length;
  }

  /** A space is put before the text, and before what follows a token that is never cut, where the model was trained so. */
  encode(text: string, options: { specialTokens?: boolean } = {}): number[] {
    const parts = this.vocabulary.split(text, options.specialTokens === true);
    return parts.flatMap((part, index) => {
      if (typeof part === 'number') {
        return [part];
      }
      const atBegin = index === 0 || typeof parts[index - 1] === 'number';
      return this.encodePlain(this.addsSpace && atBegin ? ` ${part}` : part);
    });
  }

  decode(ids: readonly number[]): string {
    return decodeAll(this.createStreamDecoder(), ids);
  }

  createStreamDecoder(): StreamDecoder {
    return streamDecoder((id) => this.bytesOf(id));
  }

  tokenId(text: string): number | undefined {
    return this.vocabulary.ids.get(text);
  }

  private encodePlain(text: string): number[] {
    const { ids } = this.vocabulary;
    const scoreOf = (word: string): number | undefined => {
      const id = ids.get(word);
      return id === undefined ? undefined : (this.scores[id] ?? 0);
    };
    return mergePairs(text.replaceAll(' ', SPACE), scoreOf).flatMap((piece) => {
      const id = ids.get(piece);
      return id === undefined ? Array.from(Buffer.from(piece), (byte) => this.byteIds[byte] as number) : [id];
    });
  }

  private bytesOf(id: number): Uint8Array {
    const byte = this.byteValues.get(id);
    const token = this.vocabulary.tokens[id] ?? '';
    switch (this.vocabulary.kindOf(id)) {
      case KIND.control:
      case KIND.unknown:
        return NOTHING;
      case KIND.byte:
        return byte === undefined ? NOTHING : Uint8Array.of(byte);
      case KIND.userDefined:
        return Buffer.from(token);
      default:
        return Buffer.from(token.replaceAll(SPACE, ' '));
    }
  }
}

/** @throws ReckonError `unsupported-model` when there is neither a token for a byte nor one for what is unknown. */
function findByteIds(metadata: Readonly<Record<string, unknown>>, { ids }: Vocabulary): number[] {
  const unknown = metadata['tokenizer.ggml.unknown_token_id'] ?? 0;
  return Array.from({ length: 256 }, (_, byte) => {
    const name = `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`;
    const id = ids.get(name) ?? unknown;
    if (typeof id !== 'number') {
      throw new ReckonError('unsupported-model', `The model's tokenizer has no token ${name}.`, { hint: 'It could not read every text.' });
    }
    return id;
  });
}
