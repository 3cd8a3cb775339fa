import { Tokenizer as BpeTokenizer } from '@huggingface/tokenizers';
import { ReckonError } from '../../../base/errors';
import { byteForCharacter } from './byteLevel';
import { preTokenizerFor } from './preTokenizers';

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
  readonly endOfGenerationIds: ReadonlySet<number>;
  readonly vocabularySize: number;
}

/** Token kinds of `tokenizer.ggml.token_type`. */
const CONTROL = 3;
const USER_DEFINED = 4;

/** Texts of control tokens that end an answer, whatever the file names as its end token. */
const END_TEXTS = ['<|im_end|>', '<|endoftext|>', '<|eot_id|>', '</s>'];

/**
 * Byte-level BPE from a GGUF file's metadata.
 * @throws ReckonError `unsupported-model` for other kinds of tokenizer.
 */
export function createTokenizer(metadata: Readonly<Record<string, unknown>>): Tokenizer {
  const kind = metadata['tokenizer.ggml.model'];
  const tokens = metadata['tokenizer.ggml.tokens'];
  const merges = metadata['tokenizer.ggml.merges'];
  if (kind !== 'gpt2' || !Array.isArray(tokens) || !Array.isArray(merges)) {
    throw new ReckonError('unsupported-model', `The model's tokenizer is of kind ${String(kind)}, which Reckon cannot read.`, {
      hint: 'Models with byte-level BPE (gpt2) tokenizers work.',
    });
  }
  return new ByteLevelTokenizer(metadata, tokens as string[], merges as string[]);
}

class ByteLevelTokenizer implements Tokenizer {
  readonly endOfGenerationIds: ReadonlySet<number>;
  readonly vocabularySize: number;
  private readonly ids: ReadonlyMap<string, number>;
  private readonly bpe: BpeTokenizer;
  private readonly bytes = byteForCharacter();
  private readonly special: ReadonlySet<number>;
  private readonly alwaysSplit: RegExp | null;
  private readonly specialSplit: RegExp | null;

  constructor(metadata: Readonly<Record<string, unknown>>, private readonly tokens: readonly string[], merges: readonly string[]) {
    this.vocabularySize = tokens.length;
    this.ids = new Map(tokens.map((token, id) => [token, id]));
    const types = (metadata['tokenizer.ggml.token_type'] ?? []) as number[];
    const ofKind = (...kinds: number[]): number[] => tokens.flatMap((_, id) => (kinds.includes(types[id] ?? 1) ? [id] : []));
    this.special = new Set(ofKind(CONTROL, USER_DEFINED));
    this.alwaysSplit = splitter(ofKind(USER_DEFINED).map((id) => tokens[id] ?? ''));
    this.specialSplit = splitter([...this.special].map((id) => tokens[id] ?? ''));
    this.endOfGenerationIds = endIds(metadata, this.ids);
    this.bpe = new BpeTokenizer(
      {
        added_tokens: [],
        normalizer: null,
        pre_tokenizer: preTokenizerFor(String(metadata['tokenizer.ggml.pre'] ?? 'default')),
        post_processor: null,
        decoder: { type: 'ByteLevel' },
        model: { type: 'BPE', vocab: Object.fromEntries(this.ids), merges },
      },
      {},
    );
  }

  encode(text: string, options: { specialTokens?: boolean } = {}): number[] {
    const split = options.specialTokens === true ? this.specialSplit : this.alwaysSplit;
    const parts = split ? text.split(split) : [text];
    return parts.flatMap((part, index) => {
      const id = index % 2 === 1 ? this.ids.get(part) : undefined;
      return id === undefined ? this.encodePlain(part) : [id];
    });
  }

  decode(ids: readonly number[]): string {
    const decoder = this.createStreamDecoder();
    return ids.map((id) => decoder.push(id)).join('') + decoder.flush();
  }

  createStreamDecoder(): StreamDecoder {
    const decoder = new TextDecoder();
    return {
      push: (id) => (this.special.has(id) ? '' : decoder.decode(this.bytesOf(id), { stream: true })),
      flush: () => decoder.decode(),
    };
  }

  tokenId(text: string): number | undefined {
    return this.ids.get(text);
  }

  private encodePlain(text: string): number[] {
    return text === '' ? [] : this.bpe.encode(text, { add_special_tokens: false }).ids;
  }

  private bytesOf(id: number): Uint8Array {
    return Uint8Array.from([...(this.tokens[id] ?? '')], (character) => this.bytes.get(character) ?? 0x3f);
  }
}

function endIds(metadata: Readonly<Record<string, unknown>>, ids: ReadonlyMap<string, number>): Set<number> {
  const found = new Set(END_TEXTS.flatMap((text) => ids.get(text) ?? []));
  const named = metadata['tokenizer.ggml.eos_token_id'];
  if (named !== undefined) {
    found.add(Number(named));
  }
  return found;
}

/** Splits so that odd parts are the given texts; longer ones first. Null when there are none. */
function splitter(texts: readonly string[]): RegExp | null {
  const escaped = texts
    .filter((text) => text !== '')
    .sort((a, b) => b.length - a.length)
    .map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return escaped.length === 0 ? null : new RegExp(`(${escaped.join('|')})`);
}
