import { ReckonError } from '../../../base/errors';

/** English contractions in any case, written out since not every engine knows inline flags. */
const CONTRACTIONS = "'(?:[sStTmMdD]|[rR][eE]|[vV][eE]|[lL][lL])";

const splitBy = (pattern: string): object => ({ type: 'Split', pattern: { Regex: pattern }, behavior: 'Isolated', invert: false });
const BYTES = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false };
const sequence = (...patterns: string[]): object => ({ type: 'Sequence', pretokenizers: [...patterns.map(splitBy), BYTES] });

const GPT2 = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

const LLAMA3 = `${CONTRACTIONS}|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+`;
const QWEN2 = `${CONTRACTIONS}|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+`;

/** How a family of models cuts text before merging. */
export interface CuttingRules {
  /** For the tokenizer library. */
  readonly preTokenizer: object;
  /** A cut piece that is a word as it stands is not merged from its bytes. */
  readonly wholeWordsFirst: boolean;
  /** Prompts begin with the start token unless the file says otherwise. */
  readonly beginsWithStart: boolean;
}

const plain = (...patterns: string[]): CuttingRules => ({ preTokenizer: sequence(...patterns), wholeWordsFirst: false, beginsWithStart: false });
const gpt2 = plain(GPT2);
const digits = plain('\\p{N}', GPT2);
const qwen2 = plain(QWEN2);
const llama3: CuttingRules = { preTokenizer: sequence(LLAMA3), wholeWordsFirst: true, beginsWithStart: true };

/** By GGUF's `tokenizer.ggml.pre`. Patterns as published with the models. */
const PRE_TOKENIZERS: Readonly<Record<string, CuttingRules>> = {
  // What llama.cpp takes for files that name no rules.
  default: plain('[\\p{P}\\$\\+<=>\\^~\\|]+', GPT2, '\\p{N}+', '[0-9][0-9][0-9]'),
  'gpt-2': gpt2,
  smollm: digits,
  starcoder: digits,
  refact: digits,
  codeshell: digits,
  'command-r': digits,
  'deepseek-coder': plain('[\\r\\n]', '\\s?\\p{L}+', '\\s?\\p{P}+', '[\u4e00-\u9fa5\u0800-\u4e00\uac00-\ud7ff]+', '\\p{N}'),
  qwen2,
  'deepseek-r1-qwen': qwen2,
  'llama-bpe': llama3,
  llama3,
  'llama-v3': llama3,
  falcon3: llama3,
  'smaug-bpe': plain(LLAMA3),
};

/** @throws ReckonError `unsupported-model` naming a kind that is not known. */
export function preTokenizerFor(kind: string): CuttingRules {
  const found = Object.hasOwn(PRE_TOKENIZERS, kind) ? PRE_TOKENIZERS[kind] : undefined;
  if (!found) {
    throw new ReckonError('unsupported-model', `The model cuts its text by the rules "${kind}", which Reckon does not know.`, {
      hint: `Rules that work: ${Object.keys(PRE_TOKENIZERS).join(', ')}.`,
    });
  }
  return found;
}
