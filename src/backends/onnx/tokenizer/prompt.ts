import { Template } from '@huggingface/jinja';
import { ReckonError } from '../../../base/errors';
import type { ChatPrompt, InfillPrompt, Prompt } from '../../../model';
import type { Tokenizer } from './tokenizer';

const INFILL_TOKENS = ['<|fim_prefix|>', '<|fim_suffix|>', '<|fim_middle|>'] as const;

export function supportsInfill(tokenizer: Tokenizer): boolean {
  return INFILL_TOKENS.every((token) => tokenizer.tokenId(token) !== undefined);
}

/** Token ids of a prompt, by the model's own chat template or fill-in-the-middle tokens. */
export function renderPrompt(prompt: Prompt, metadata: Readonly<Record<string, unknown>>, tokenizer: Tokenizer): number[] {
  switch (prompt.kind) {
    case 'text':
      return tokenizer.encode(prompt.text, { specialTokens: true });
    case 'fill-in-middle':
      return renderInfill(prompt, tokenizer);
    case 'chat':
      return renderChat(prompt, metadata, tokenizer);
  }
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
  const text = new Template(source).render({
    messages: prompt.messages.map(({ role, content }) => ({ role, content })),
    add_generation_prompt: true,
    bos_token: tokenText(metadata, 'bos'),
    eos_token: tokenText(metadata, 'eos'),
  });
  return tokenizer.encode(text + (prompt.answerPrefix ?? ''), { specialTokens: true });
}

function tokenText(metadata: Readonly<Record<string, unknown>>, name: string): string {
  const id = metadata[`tokenizer.ggml.${name}_token_id`];
  const tokens = metadata['tokenizer.ggml.tokens'];
  return id === undefined || !Array.isArray(tokens) ? '' : String(tokens[Number(id)] ?? '');
}
