export { renderPrompt, supportsInfill } from './prompt';
export { createTokenizer } from './tokenizer';
export type { StreamDecoder, Tokenizer } from './types';
