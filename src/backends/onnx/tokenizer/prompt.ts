import { Template } from '@huggingface/jinja';
import { ReckonError } from '../../../base/errors';
import type { ChatPrompt, InfillPrompt, Prompt } from '../../../model';
import type { Tokenizer } from './types';

const INFILL_TOKENS = ['<|fim_prefix|>', '<|fim_suffix|>', '<|fim_middle|>'] as const;

export function supportsInfill(tokenizer: Tokenizer): boolean {
  return INFILL_TOKENS.every((token) => tokenizer.tokenId(token) !== undefined);
}

/** Token ids of a prompt, by the model's own chat template or fill-in-the-middle tokens. */
export function renderPrompt(prompt: Prompt, metadata: Readonly<Record<string, unknown>>, tokenizer: Tokenizer): number[] {
  switch (prompt.kind) {
    case 'text':
      return withStart(tokenizer.encode(prompt.text, { specialTokens: true }), tokenizer);
    case 'fill-in-middle':
      return withStart(renderInfill(prompt, tokenizer), tokenizer);
    case 'chat':
      return withStart(renderChat(prompt, metadata, tokenizer), tokenizer);
  }
}

/** Templates write the start token themselves, as may a text; there is never a second one. */
function withStart(ids: number[], { startIds }: Tokenizer): number[] {
  return ids[0] === startIds[0] ? ids : [...startIds, ...ids];
}

function renderInfill({ prefix, suffix }: InfillPrompt, tokenizer: Tokenizer): number[] {
  const [before, after, middle] = INFILL_TOKENS.map((token) => tokenizer.tokenId(token));
  if (before === undefined || after === undefined || middle === undefined) {
    throw new ReckonError('unsupported-model', 'This model cannot fill in the middle of a text.', {
      hint: 'Choose one that can, such as qwen2.5-coder-0.5b.',
    });
  }
  return [before, ...tokenizer.encode(prefix), after, ...tokenizer.encode(suffix), middle];
}

/** Control tokens are recognised in what the template writes; so are they in messages, as everywhere chat templates are used. */
function renderChat(prompt: ChatPrompt, metadata: Readonly<Record<string, unknown>>, tokenizer: Tokenizer): number[] {
  const source = metadata['tokenizer.chat_template'];
  if (typeof source !== 'string') {
    throw new ReckonError('unsupported-model', 'The model has no chat template.', {
      hint: 'Choose an instruct model, or use reckon complete --raw.',
    });
  }
  const text = renderTemplate(source, prompt, metadata);
  return tokenizer.encode(text + (prompt.answerPrefix ?? ''), { specialTokens: true });
}

/** @throws ReckonError `unsupported-model` when the template does not parse, or refuses these messages. */
function renderTemplate(source: string, prompt: ChatPrompt, metadata: Readonly<Record<string, unknown>>): string {
  try {
    return new Template(source).render({
      messages: prompt.messages.map(({ role, content }) => ({ role, content })),
      add_generation_prompt: true,
      bos_token: tokenText(metadata, 'bos'),
      eos_token: tokenText(metadata, 'eos'),
    });
  } catch (error) {
    throw new ReckonError('unsupported-model', `The model's chat template cannot be used: ${error instanceof Error ? error.message : String(error)}`, {
      hint: 'Choose another instruct model, or use reckon complete --raw.',
      cause: error,
    });
  }
}

function tokenText(metadata: Readonly<Record<string, unknown>>, name: string): string {
  const id = metadata[`tokenizer.ggml.${name}_token_id`];
  const tokens = metadata['tokenizer.ggml.tokens'];
  return id === undefined || !Array.isArray(tokens) ? '' : String(tokens[Number(id)] ?? '');
}
