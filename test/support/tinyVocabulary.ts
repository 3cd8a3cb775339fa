import type { MetadataValue } from './ggufFile';
import { byteForCharacter } from '../../src/backends/onnx/tokenizer/byteLevel';

type Metadata = Readonly<Record<string, MetadataValue>>;

/** Token kinds of the format. */
const [NORMAL, UNKNOWN, CONTROL, USER_DEFINED, BYTE] = [1, 2, 3, 4, 6];

/** Words grow letter by letter, so that merging has something to do. */
const STEMS = ['the', 'in', 'ing', 'er', 'on', 'func', 'function', 'return', 'def', 'st', 'string', 'ab', 'abc', '12'];

/** Byte-level BPE with all bytes, a few merges, two control tokens and one that people added. */
export function bytePairVocabulary(pre: string): Metadata {
  const bytes = [...byteForCharacter().keys()];
  const space = [...byteForCharacter()].find(([, byte]) => byte === 0x20)?.[0] ?? '';
  const merges = [...new Set(STEMS.flatMap((stem) => mergesOf(stem, space)))];
  const words = [...new Set(merges.map((merge) => merge.replace(' ', '')))];
  const special = ['<|start|>', '<|endoftext|>', '<extra>'];
  const tokens = [...bytes, ...words, ...special];
  const kinds = tokens.map((token) => (token === '<extra>' ? USER_DEFINED : special.includes(token) ? CONTROL : NORMAL));
  return {
    'tokenizer.ggml.model': 'gpt2',
    'tokenizer.ggml.pre': pre,
    'tokenizer.ggml.tokens': tokens,
    'tokenizer.ggml.token_type': { int32: kinds },
    'tokenizer.ggml.merges': merges,
    'tokenizer.ggml.bos_token_id': { uint32: tokens.indexOf('<|start|>') },
    'tokenizer.ggml.eos_token_id': { uint32: tokens.indexOf('<|endoftext|>') },
  };
}

/** "the" gives "t h" and "th e", and "Ġ the" after them. */
function mergesOf(stem: string, space: string): string[] {
  const inner = Array.from({ length: stem.length - 1 }, (_, at) => `${stem.slice(0, at + 1)} ${stem.charAt(at + 1)}`);
  return [...inner, `${space} ${stem}`];
}

/** SentencePiece with byte tokens: letters, pieces that overlap with scores in another order than their length, runs of lines. */
export function sentencePieceVocabulary(metadata: Metadata = {}): Metadata {
  const bytes = Array.from({ length: 256 }, (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`);
  const letters = ['\u2581', ...'abcdefghijklmnopqrstuvwxyz0123456789().,:', '\u4e16'];
  const pieces = [...new Set(STEMS.flatMap((stem) => [...prefixes(stem), `\u2581${stem}`, stem.slice(-2)]))];
  const control = ['<unk>', '<s>', '</s>', '<end_of_turn>'];
  const added = ['\n', '\n\n', '  '];
  const tokens = [...control, ...bytes, ...added, ...letters, ...pieces.filter((piece) => piece.length > 1)];
  const kindOf = (token: string, id: number): number =>
    id === 0 ? UNKNOWN : control.includes(token) ? CONTROL : bytes.includes(token) ? BYTE : added.includes(token) ? USER_DEFINED : NORMAL;
  return {
    'tokenizer.ggml.model': 'llama',
    'tokenizer.ggml.pre': 'default',
    'tokenizer.ggml.tokens': tokens,
    // A fixed shuffle of the ranks; some words share a score.
    'tokenizer.ggml.scores': { float32: tokens.map((_, id) => -Math.floor(((id * 37) % 101) / 2)) },
    'tokenizer.ggml.token_type': { int32: tokens.map(kindOf) },
    'tokenizer.ggml.unknown_token_id': { uint32: 0 },
    'tokenizer.ggml.bos_token_id': { uint32: 1 },
    'tokenizer.ggml.eos_token_id': { uint32: 2 },
    ...metadata,
  };
}

function prefixes(stem: string): string[] {
  return Array.from({ length: stem.length - 1 }, (_, at) => stem.slice(0, at + 2));
}
