import type OpenAI from 'openai';
import { ReckonError } from '../../base/errors';
import type { GenerateOptions, Prompt } from '../../model';

/** Tokens a chat template may add to a message, and to the whole. */
const MESSAGE_OVERHEAD_TOKENS = 16;
/** OpenAI's servers refuse more. */
const MAX_STOP_SEQUENCES = 4;

type Message = { readonly role: 'system' | 'user' | 'assistant'; readonly content: string };

/** An upper bound, in tokens: no tokenizer makes more tokens than the text has bytes. */
export function promptTokenBound(prompt: Prompt): number {
  return messagesOf(prompt).reduce((sum, { content }) => sum + Buffer.byteLength(content) + MESSAGE_OVERHEAD_TOKENS, MESSAGE_OVERHEAD_TOKENS);
}

/**
 * The request for one sample.
 * @throws ReckonError `unsupported-model` for what this protocol cannot express.
 */
export function requestFor(modelName: string, prompt: Prompt, sampleIndex: number, options: GenerateOptions): OpenAI.ChatCompletionCreateParamsStreaming {
  const { maxOutputTokens, temperature = 0, topP = 1, minP = 0, seed = 0, stopSequences = [], stopAfterFunction, bannedTokens = [] } = options;
  if (minP > 0) {
    throw unsupported('The option min-p');
  }
  if (stopAfterFunction !== undefined) {
    throw unsupported('Stopping after a function');
  }
  if (bannedTokens.length > 0) {
    throw unsupported('Banning tokens');
  }
  if (stopSequences.length > MAX_STOP_SEQUENCES) {
    throw unsupported(`More than ${MAX_STOP_SEQUENCES} stop sequences`);
  }
  return {
    model: modelName,
    messages: [...messagesOf(prompt)],
    stream: true,
    stream_options: { include_usage: true },
    max_tokens: maxOutputTokens,
    temperature,
    top_p: topP,
    seed: seed + sampleIndex,
    ...(stopSequences.length > 0 ? { stop: [...stopSequences] } : {}),
  };
}

function messagesOf(prompt: Prompt): readonly Message[] {
  switch (prompt.kind) {
    case 'chat':
      return prompt.messages.map(({ role, content }) => ({ role, content }));
    case 'text':
      return [{ role: 'user', content: prompt.text }];
    case 'fill-in-middle':
      throw unsupported('Filling in the middle of a text');
  }
}

function unsupported(what: string): ReckonError {
  return new ReckonError('unsupported-model', `${what} is not possible with a model behind this protocol.`, { hint: 'Use a local model for that.' });
}
