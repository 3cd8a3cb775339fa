export { renderPrompt, supportsInfill } from './prompt';
export { createTokenizer, type StreamDecoder, type Tokenizer } from './tokenizer';
