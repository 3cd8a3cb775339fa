import { Tokenizer as BpeTokenizer } from '@huggingface/tokenizers';
import { byteForCharacter } from './byteLevel';
import { decodeAll, streamDecoder } from './decoding';
import { preTokenizerFor } from './preTokenizers';
import type { StreamDecoder, Tokenizer } from './types';
import { isString, KIND, list, startIds, Vocabulary } from './vocabulary';

/** Byte-level BPE as GPT-2 has it, with the rules for cutting text that the file names. */
export class ByteLevelTokenizer implements Tokenizer {
  readonly startIds: readonly number[];
  private readonly vocabulary: Vocabulary;
  private readonly bpe: BpeTokenizer;
  private readonly bytes = byteForCharacter();

  constructor(metadata: Readonly<Record<string, unknown>>) {
    const rules = preTokenizerFor(String(metadata['tokenizer.ggml.pre'] ?? 'default'));
    this.vocabulary = new Vocabulary(metadata);
    this.startIds = startIds(metadata, rules.beginsWithStart);
    this.bpe = new BpeTokenizer(
      {
        added_tokens: [],
        normalizer: null,
        pre_tokenizer: rules.preTokenizer,
        post_processor: null,
        decoder: { type: 'ByteLevel' },
        model: {
          type: 'BPE',
          vocab: Object.fromEntries(this.vocabulary.ids),
          merges: list(metadata, 'merges', isString),
          ignore_merges: rules.wholeWordsFirst,
        },
      },
      {},
    );
  }

  get endOfGenerationIds(): ReadonlySet<number> {
    return this.vocabulary.endOfGenerationIds;
  }

  get vocabularySize(): number {
    return this.vocabulary.tokens.length;
  }

  encode(text: string, options: { specialTokens?: boolean } = {}): number[] {
    const parts = this.vocabulary.split(text, options.specialTokens === true);
    return parts.flatMap((part) => (typeof part === 'number' ? [part] : this.bpe.encode(part, { add_special_tokens: false }).ids));
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

  private bytesOf(id: number): Uint8Array {
    const token = this.vocabulary.isHidden(id) ? '' : (this.vocabulary.tokens[id] ?? '');
    // Words that people added are written as they are.
    return this.vocabulary.kindOf(id) === KIND.userDefined ? Buffer.from(token) : Uint8Array.from([...token], (character) => this.bytes.get(character) ?? 0x3f);
  }
}
