import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readGguf } from '../../../src/backends/onnx/gguf/read';
import type { GgufMetadata } from '../../../src/backends/onnx/gguf/types';
import { createTokenizer, renderPrompt } from '../../../src/backends/onnx/tokenizer';
import { temporaryFolder } from '../../support/temporaryFolder';
import { TINY_GOLDEN } from '../../support/tinyGolden';
import { TINY_MODELS, tinyModelFiles, type TinyModelName } from '../../support/tinyModels';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
const metadataOf = {} as Record<TinyModelName, GgufMetadata>;

beforeAll(async () => {
  folder = await temporaryFolder();
  for (const name of TINY_MODELS) {
    const files = tinyModelFiles(name);
    await Promise.all(files.map((file) => writeFile(join(folder.path, file.name), file.bytes)));
    metadataOf[name] = (await readGguf(join(folder.path, files[0]?.name ?? ''))).metadata;
  }
});
afterAll(() => folder.dispose());

describe.each(TINY_MODELS)('the tokenizer of a made-up %s model agrees with llama.cpp', (name) => {
  const { tokens, pieces } = TINY_GOLDEN.models[name];

  it('on ids of text, spaces, lines, bytes, control tokens and added ones', () => {
    const tokenizer = createTokenizer(metadataOf[name]);
    expect(TINY_GOLDEN.texts.map((text) => tokenizer.encode(text, { specialTokens: true }))).toEqual(tokens);
  });

  it('on the text of tokens', () => {
    const tokenizer = createTokenizer(metadataOf[name]);
    const [ids = []] = tokens;
    expect(ids.map((id) => tokenizer.decode([id]))).toEqual(pieces);
  });

  it('and gives a text back', () => {
    const tokenizer = createTokenizer(metadataOf[name]);
    const text = 'def \u00e9(the) 12 \u4e16\u754c';
    expect(tokenizer.decode(tokenizer.encode(text)).trimStart()).toBe(text);
  });
});

describe('a text ends', () => {
  const withWords = (...words: string[]): GgufMetadata => {
    const tokens = metadataOf.qwen2['tokenizer.ggml.tokens'] as readonly string[];
    return { ...metadataOf.qwen2, 'tokenizer.ggml.tokens': [...tokens, ...words] };
  };

  it.each(['<|fim_pad|>', '<|repo_name|>', '<|file_sep|>', '<|end|>', '<|end_of_text|>'])('at %s', (word) => {
    const tokenizer = createTokenizer(withWords('more', word));
    expect(tokenizer.endOfGenerationIds.has(tokenizer.tokenId(word) as number)).toBe(true);
    expect(tokenizer.endOfGenerationIds.has(tokenizer.tokenId('more') as number)).toBe(false);
  });

  it('where the file says that another one begins', () => {
    const metadata = withWords('<another file>');
    const id = (metadata['tokenizer.ggml.tokens'] as readonly string[]).indexOf('<another file>');
    expect(createTokenizer({ ...metadata, 'tokenizer.ggml.fim_sep_token_id': id }).endOfGenerationIds.has(id)).toBe(true);
  });
});

describe('a SentencePiece tokenizer', () => {
  it('holds back bytes of a character until it is whole', () => {
    const tokenizer = createTokenizer(metadataOf.gemma3);
    const decoder = tokenizer.createStreamDecoder();
    const ids = tokenizer.encode('\u00e9');
    expect(ids.map((id) => decoder.push(id))).toEqual(['', '\u00e9']);
    expect(decoder.flush()).toBe('');
  });

  it('gives control tokens no text and ends at those that end an answer', () => {
    const tokenizer = createTokenizer(metadataOf.gemma3);
    const ids = tokenizer.encode('</s><end_of_turn>', { specialTokens: true });
    expect(tokenizer.decode(ids)).toBe('');
    expect(ids.every((id) => tokenizer.endOfGenerationIds.has(id))).toBe(true);
  });

  it('takes control tokens for text unless they are asked for', () => {
    const tokenizer = createTokenizer(metadataOf.llama);
    expect(tokenizer.decode(tokenizer.encode('<s>'))).toBe(' <s>');
  });

  it('reads a long text in one pass', () => {
    const tokenizer = createTokenizer(metadataOf.gemma3);
    const text = 'function (abc)\n'.repeat(5_000);
    expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
  });
});

describe('the start token', () => {
  const ids = (name: TinyModelName, text: string, more: GgufMetadata = {}): number[] => {
    const metadata = { ...metadataOf[name], ...more };
    return renderPrompt({ kind: 'text', text }, metadata, createTokenizer(metadata));
  };

  it('begins every prompt of a model that was trained so', () => {
    expect(ids('llama', 'the')[0]).toBe(metadataOf.llama['tokenizer.ggml.bos_token_id']);
    expect(ids('llama3', 'the')[0]).toBe(metadataOf.llama3['tokenizer.ggml.bos_token_id']);
  });

  it('is not doubled', () => {
    expect(ids('llama', '<s>the')).toEqual(ids('llama', 'the'));
  });

  it('is left out where the file or the kind of model says so', () => {
    expect(ids('llama', 'the', { 'tokenizer.ggml.add_bos_token': false })).toEqual(ids('llama', 'the').slice(1));
    expect(ids('qwen2', 'the')).toEqual(createTokenizer(metadataOf.qwen2).encode('the'));
  });
});

describe('a damaged or unknown tokenizer', () => {
  const failure = (more: GgufMetadata) => (): unknown => createTokenizer({ ...metadataOf.llama, ...more });

  it.each([
    ['of another kind', { 'tokenizer.ggml.model': 't5' }, 'unsupported-model', /kind t5/],
    ['with words that are none', { 'tokenizer.ggml.tokens': ['a', 1] }, 'model-corrupt', /tokens/],
    ['without scores', { 'tokenizer.ggml.scores': undefined }, 'model-corrupt', /scores/],
    ['without merges', { 'tokenizer.ggml.model': 'gpt2' }, 'model-corrupt', /merges/],
    ['that cuts text by unknown rules', { 'tokenizer.ggml.model': 'gpt2', 'tokenizer.ggml.pre': 'constructor' }, 'unsupported-model', /"constructor"/],
  ])('%s is refused with a reason', (_name, more, code, words) => {
    expect(failure(more)).toThrow(expect.objectContaining({ code, message: expect.stringMatching(words) as string }));
  });

  it('has no chat without a template, and says so only when asked for one', () => {
    const tokenizer = createTokenizer(metadataOf.gemma3);
    const chat = { kind: 'chat', messages: [{ role: 'user', content: 'hello' }] } as const;
    expect(() => renderPrompt(chat, metadataOf.gemma3, tokenizer)).toThrow(expect.objectContaining({ code: 'unsupported-model' }));
    const broken = { ...metadataOf.gemma3, 'tokenizer.chat_template': "{{ raise_exception('no system role') }}" };
    expect(() => renderPrompt(chat, broken, tokenizer)).toThrow(expect.objectContaining({ code: 'unsupported-model', message: expect.stringMatching(/no system role/) as string }));
  });
});
