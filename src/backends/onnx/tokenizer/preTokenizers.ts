import { ReckonError } from '../../../base/errors';

/** English contractions in any case, written out since not every engine knows inline flags. */
const CONTRACTIONS = "'(?:[sStTmMdD]|[rR][eE]|[vV][eE]|[lL][lL])";

const splitBy = (pattern: string): object => ({ type: 'Split', pattern: { Regex: pattern }, behavior: 'Isolated', invert: false });
const BYTES = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false };
const sequence = (...patterns: string[]): object => ({ type: 'Sequence', pretokenizers: [...patterns.map(splitBy), BYTES] });

const GPT2 = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

/** How text is cut before merging, by GGUF's `tokenizer.ggml.pre`. Patterns as published with the models. */
const PRE_TOKENIZERS: Readonly<Record<string, object>> = {
  default: sequence(GPT2),
  'gpt-2': sequence(GPT2),
  smollm: sequence('\\p{N}', GPT2),
  qwen2: sequence(
    `${CONTRACTIONS}|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+`,
  ),
  'llama-bpe': sequence(
    `${CONTRACTIONS}|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+`,
  ),
};

/** @throws ReckonError `unsupported-model` naming a kind that is not known. */
export function preTokenizerFor(kind: string): object {
  const found = PRE_TOKENIZERS[kind];
  if (!found) {
    throw new ReckonError('unsupported-model', `The model cuts its text by the rules "${kind}", which Reckon does not know.`, {
      hint: `Rules that work: ${Object.keys(PRE_TOKENIZERS).join(', ')}.`,
    });
  }
  return found;
}
