import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { GenerateOptions, Prompt } from '../model';

/** Raised when a reader of older files would misread newer ones. */
export const RECORDING_VERSION = 1;

const header = z.object({
  type: z.literal('header'),
  format: z.literal('reckon-samples'),
  version: z.literal(RECORDING_VERSION),
  model: z.object({
    modelId: z.string(),
    location: z.enum(['local', 'remote']),
    contextLength: z.number().nullable(),
    digest: z.string().nullable(),
    parameters: z.number().nullable(),
    supportsInfill: z.boolean(),
    supportsAnswerPrefix: z.boolean(),
    sharesPrompt: z.boolean(),
  }),
});

/** Which question a line belongs to. */
const question = {
  /** Of the prompt, see `promptKey`. */
  prompt: z.string(),
  /** How it was asked, see `wayOf`. */
  way: z.string(),
};

/** One call that drew samples, with what it took as a whole. */
const call = z.object({
  type: z.literal('call'),
  ...question,
  count: z.number().int().positive(),
  maxOutputTokens: z.number().int().positive(),
  usage: z.object({
    promptTokens: z.number(),
    cachedPromptTokens: z.number(),
    completionTokens: z.number(),
    prefillSeconds: z.number(),
    decodeSeconds: z.number(),
  }),
});

const sample = z.object({
  type: z.literal('sample'),
  ...question,
  text: z.string(),
  completionTokens: z.number().int().nonnegative(),
  finishReason: z.enum(['stop', 'length']),
  meanLogprob: z.number().nullable(),
  meanEntropy: z.number().nullable(),
});

/** One line of a recording. A call comes before its samples. */
export const recordedLine = z.discriminatedUnion('type', [header, call, sample]);

export type RecordingHeader = z.infer<typeof header>;
export type RecordedCall = z.infer<typeof call>;
export type RecordedSample = z.infer<typeof sample>;
/** A prompt and the way in which it is asked. */
export type Question = Pick<RecordedSample, 'prompt' | 'way'>;

/** Characters of a digest: of 96 bits two of a million prompts are the same once in 10^16. */
const DIGEST_LENGTH = 24;

export function promptKey(prompt: Prompt): string {
  return createHash('sha256').update(JSON.stringify(prompt)).digest('hex').slice(0, DIGEST_LENGTH);
}

/** All that shapes an answer besides its prompt; not how many are drawn, how long they may be and with what chance. */
export function wayOf({ temperature = 0, topP = 1, minP = 0, stopSequences = [], stopAfterFunction, bannedTokens = [] }: GenerateOptions): string {
  const end = { ...(stopAfterFunction ? { function: stopAfterFunction } : {}), ...(stopSequences.length > 0 ? { before: stopSequences } : {}), ...(bannedTokens.length > 0 ? { without: bannedTokens } : {}) };
  // Greedy decoding does not look at the shape of the distribution.
  return [`temperature ${temperature}`, ...(temperature === 0 ? [] : [`top-p ${topP}`, `min-p ${minP}`]), JSON.stringify(end)].join(', ');
}

export function questionOf(prompt: Prompt, options: GenerateOptions): Question {
  return { prompt: promptKey(prompt), way: wayOf(options) };
}
