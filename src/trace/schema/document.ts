import { z } from 'zod';
import { ONE_MODEL_SCHEMA_VERSION, TRACE_FORMAT, TRACE_SCHEMA_VERSION } from '../document';
import { computeBudget, costEstimate } from './budget';
import { count, ending, quantity, serializedError } from './common';
import { budgetLevel, event } from './events';
import { codeTask, ownTestsReport, verdict } from './verification';

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

const checked = { candidateId: z.string(), key: z.string(), startedAt: quantity, ended: ending.nullable(), maxSeconds: quantity.nullable() };

const check = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('verify'), ...checked, fresh: z.boolean(), verdict: verdict.nullable() }),
  z.looseObject({ kind: z.literal('fingerprint'), ...checked, fresh: z.boolean(), outcomes: z.array(z.string().nullable()).nullable() }),
  z.looseObject({ kind: z.literal('own-tests'), ...checked, command: z.string(), report: ownTestsReport.nullable(), error: serializedError.nullable() }),
]);

const modelInfo = z.looseObject({
  modelId: z.string(),
  location: z.enum(['local', 'remote']),
  contextLength: quantity.nullable(),
  digest: z.string().nullable(),
  parameters: quantity.nullable(),
  supportsInfill: z.boolean(),
  supportsAnswerPrefix: z.boolean(),
  sharesPrompt: z.boolean(),
});

const rate = { contextTokens: quantity, tokensPerSecond: z.number().positive() };

const modelProfile = z.looseObject({
  id: z.string(),
  location: z.enum(['local', 'remote']),
  bytes: quantity.nullable(),
  rates: z.looseObject({ prefill: z.array(z.looseObject(rate)), decode: z.array(z.looseObject({ ...rate, samples: quantity })) }).nullable(),
});

const escalation = z.looseObject({
  first: modelProfile,
  models: z.array(z.looseObject({
    profile: modelProfile,
    info: modelInfo.nullable(),
    load: z.looseObject({ startedAt: quantity, ended: ending.nullable(), error: serializedError.nullable() }).nullable(),
  })),
});

/** Wide enough for a document of any version: what it is has to be known before what it says. */
export const traceHead = z.looseObject({ format: z.literal(TRACE_FORMAT), schemaVersion: z.number().int() });

export const traceDocument = z.looseObject({
  format: z.literal(TRACE_FORMAT),
  schemaVersion: z.literal([ONE_MODEL_SCHEMA_VERSION, TRACE_SCHEMA_VERSION]),
  reckon: z.string(),
  startedAt: z.iso.datetime(),
  machine: z.looseObject({ processor: z.string(), threads: z.number().int().positive() }),
  request: z.looseObject({
    task: codeTask,
    level: budgetLevel,
    budget: computeBudget,
    estimate: costEstimate,
    rule: z.enum(['first-pass', 'two-agree', 'all-samples']),
    seed: count,
    strategies: z.array(z.string().min(1)).optional(),
  }),
  model: modelInfo,
  escalation: escalation.optional(),
  prompts: z.array(z.looseObject({ id: z.string(), tokens: quantity.nullable(), prompt, model: furtherModel })),
  calls: z.array(call),
  checks: z.array(check),
  events: z.array(z.looseObject({ seconds: quantity, event })),
  failure: serializedError.nullable(),
});
