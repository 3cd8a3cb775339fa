import { ReckonError } from '../../../base/errors';

type Metadata = Readonly<Record<string, unknown>>;

/** Token kinds of `tokenizer.ggml.token_type`. */
export const KIND = { normal: 1, unknown: 2, control: 3, userDefined: 4, byte: 6 } as const;

/**
 * Texts of tokens that end a text, whatever the file names as its end token: those of answers, and those that pad a
 * gap or begin another file or repository, which a model that fills gaps writes when the file is over. They are the
 * ones at which llama.cpp ends, too (`special_eog_ids` in its `llama-vocab.cpp`; test/model/golden/ends.json).
 */
const END_TEXTS = [
  '<|im_end|>', '<|endoftext|>', '<|end_of_text|>', '<|eot_id|>', '<|eom_id|>', '<|end|>', '<|return|>', '<|call|>',
  '<end_of_turn>', '<end_of_utterance>', '</s>', '<EOT>', '_<EOT>',
  '<|fim_pad|>', '<fim-pad>', '<fim_pad>', '<PAD>',
  '<|fim_repo|>', '<|repo_name|>', '<fim-repo>', '<REPO>', '<reponame>', '<|file_sep|>',
];
const END_KEYS = ['eos', 'eot', 'eom', 'fim_pad', 'fim_rep', 'fim_sep'].map((name) => `tokenizer.ggml.${name}_token_id`);

/** The words of a GGUF file, and what is known of each. */
export class Vocabulary {
  readonly tokens: readonly string[];
  readonly ids: ReadonlyMap<string, number>;
  readonly endOfGenerationIds: ReadonlySet<number>;
  private readonly kinds: readonly number[];
  private readonly alwaysSplit: RegExp | null;
  private readonly specialSplit: RegExp | null;

  /** @throws ReckonError `model-corrupt` when words or their kinds are none. */
  constructor(metadata: Metadata) {
    this.tokens = list(metadata, 'tokens', isString);
    this.kinds = metadata['tokenizer.ggml.token_type'] === undefined ? [] : list(metadata, 'token_type', isNumber);
    this.ids = new Map(this.tokens.map((token, id) => [token, id]));
    this.alwaysSplit = splitter(this.textsOf(KIND.userDefined));
    this.specialSplit = splitter(this.textsOf(KIND.userDefined, KIND.control, KIND.unknown));
    this.endOfGenerationIds = endIds(metadata, this.ids);
  }

  kindOf(id: number): number {
    return this.kinds[id] ?? KIND.normal;
  }

  /** Tokens that stand for no text of their own. */
  isHidden(id: number): boolean {
    return this.kindOf(id) === KIND.control || this.kindOf(id) === KIND.unknown;
  }

  /** Ids of the tokens that are never cut, and the text between them. Control tokens are text unless asked for. */
  split(text: string, specialTokens: boolean): (string | number)[] {
    const pattern = specialTokens ? this.specialSplit : this.alwaysSplit;
    const parts = pattern ? text.split(pattern) : [text];
    return parts.flatMap((part, index) => {
      const found = index % 2 === 1 ? this.ids.get(part) : undefined;
      return part === '' ? [] : [found ?? part];
    });
  }

  private textsOf(...kinds: readonly number[]): string[] {
    return this.tokens.filter((_, id) => kinds.includes(this.kindOf(id)));
  }
}

/**
 * A list of `tokenizer.ggml` whose items are all of one kind.
 * @throws ReckonError `model-corrupt` when it is missing or has others.
 */
export function list<T>(metadata: Metadata, name: string, isItem: (item: unknown) => item is T): readonly T[] {
  const items: unknown = metadata[`tokenizer.ggml.${name}`];
  if (!Array.isArray(items) || !items.every(isItem)) {
    throw new ReckonError('model-corrupt', `The model's tokenizer.ggml.${name} is missing or damaged.`, { hint: 'Download the file again.' });
  }
  return items;
}

export function isString(item: unknown): item is string {
  return typeof item === 'string';
}

export function isNumber(item: unknown): item is number {
  return typeof item === 'number';
}

/** The token that every text begins with, if the file or else its kind of tokenizer has one. */
export function startIds(metadata: Metadata, byDefault: boolean): readonly number[] {
  const id = metadata['tokenizer.ggml.bos_token_id'];
  const wanted = metadata['tokenizer.ggml.add_bos_token'] ?? byDefault;
  return wanted === true && typeof id === 'number' ? [id] : [];
}

function endIds(metadata: Metadata, ids: ReadonlyMap<string, number>): Set<number> {
  const named = END_KEYS.map((key) => metadata[key]).filter(isNumber);
  return new Set([...END_TEXTS.flatMap((text) => ids.get(text) ?? []), ...named]);
}

/** Splits so that odd parts are the given texts; longer ones first. Null when there are none. */
function splitter(texts: readonly string[]): RegExp | null {
  const escaped = texts
    .filter((text) => text !== '')
    .sort((a, b) => b.length - a.length)
    .map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return escaped.length === 0 ? null : new RegExp(`(${escaped.join('|')})`);
}
