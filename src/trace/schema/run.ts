import { z } from 'zod';
import { count, ending, quantity, serializedError } from './common';

const prompt = z.discriminatedUnion('kind', [
  z.looseObject({
    kind: z.literal('chat'),
    messages: z.array(z.looseObject({ role: z.enum(['system', 'user', 'assistant']), content: z.string() })),
    answerPrefix: z.string().optional(),
  }),
  z.looseObject({ kind: z.literal('text'), text: z.string() }),
  z.looseObject({ kind: z.literal('fill-in-middle'), prefix: z.string(), suffix: z.string() }),
]);

const options = z.looseObject({
  maxOutputTokens: z.number().int().positive(),
  temperature: quantity.optional(),
  topP: z.number().min(0).max(1).optional(),
  minP: z.number().min(0).max(1).optional(),
  seed: count.optional(),
  stopSequences: z.array(z.string()).optional(),
  stopAfterFunction: z.enum(['python', 'javascript', 'typescript']).optional(),
  bannedTokens: z.array(z.string()).optional(),
});

const sample = z.looseObject({
  sampleIndex: count,
  text: z.string(),
  finished: ending.extend({ reason: z.enum(['stop', 'length', 'cancelled']) }).nullable(),
  completionTokens: count.nullable(),
  meanLogprob: z.number().nullable(),
  meanEntropy: z.number().nullable(),
  tokenScores: z.array(z.looseObject({ logprob: z.number(), entropy: z.number() })).nullable(),
});

const usage = z.looseObject({ promptTokens: quantity, cachedPromptTokens: quantity, completionTokens: quantity, prefillSeconds: quantity, decodeSeconds: quantity });

/** Which of the further models it was for, from 1 on. */
const furtherModel = z.number().int().positive().optional();

const call = z.looseObject({
  prompt: z.string(),
  model: furtherModel,
  count: z.number().int().positive(),
  options,
  startedAt: quantity,
  stopped: ending.nullable(),
  ended: ending.nullable(),
  samples: z.array(sample),
  usage: usage.nullable(),
  error: serializedError.nullable(),
});

/** US dollars for a million tokens. */
export const tokenPrice = z.looseObject({ prompt: quantity, answer: quantity });

export const modelInfo = z.looseObject({
  modelId: z.string(),
  location: z.enum(['local', 'remote']),
  contextLength: quantity.nullable(),
  digest: z.string().nullable(),
  parameters: quantity.nullable(),
  supportsInfill: z.boolean(),
  supportsAnswerPrefix: z.boolean(),
  sharesPrompt: z.boolean(),
  price: tokenPrice.optional(),
});

/** Of the event that it gets: what the record of every run has. */
export function recordedRun<Event extends z.ZodType>(event: Event) {
  return {
    reckon: z.string(),
    startedAt: z.iso.datetime(),
    machine: z.looseObject({ processor: z.string(), threads: z.number().int().positive() }),
    model: modelInfo,
    prompts: z.array(z.looseObject({ id: z.string(), tokens: quantity.nullable(), prompt, model: furtherModel })),
    calls: z.array(call),
    events: z.array(z.looseObject({ seconds: quantity, event })),
    failure: serializedError.nullable(),
  };
}
