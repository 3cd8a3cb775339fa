import { z } from 'zod';
import { STOPPING_RULES } from '../../reasoning';
import { FURTHER_MODELS_SCHEMA_VERSION, ONE_MODEL_SCHEMA_VERSION, TRACE_FORMAT, TRACE_SCHEMA_VERSION } from '../document';
import { computeBudget, costEstimate, spent } from './budget';
import { count, ending, quantity, serializedError } from './common';
import { budgetLevel, event, judgedCandidate } from './events';
import { modelInfo, recordedRun, tokenPrice } from './run';
import { codeTask, ownTestsReport, verdict } from './verification';

const checked = { candidateId: z.string(), key: z.string(), startedAt: quantity, ended: ending.nullable(), maxSeconds: quantity.nullable() };

const check = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('verify'), ...checked, fresh: z.boolean(), verdict: verdict.nullable() }),
  z.looseObject({ kind: z.literal('fingerprint'), ...checked, fresh: z.boolean(), outcomes: z.array(z.string().nullable()).nullable() }),
  z.looseObject({ kind: z.literal('own-tests'), ...checked, command: z.string(), report: ownTestsReport.nullable(), error: serializedError.nullable() }),
]);

const rate = { contextTokens: quantity, tokensPerSecond: z.number().positive() };

const modelProfile = z.looseObject({
  id: z.string(),
  location: z.enum(['local', 'remote']),
  bytes: quantity.nullable(),
  rates: z.looseObject({ prefill: z.array(z.looseObject(rate)), decode: z.array(z.looseObject({ ...rate, samples: quantity })) }).nullable(),
  price: tokenPrice.optional(),
});

const escalation = z.looseObject({
  first: modelProfile,
  models: z.array(z.looseObject({
    profile: modelProfile,
    info: modelInfo.nullable(),
    load: z.looseObject({ startedAt: quantity, ended: ending.nullable(), error: serializedError.nullable() }).nullable(),
  })),
});

export const traceDocument = z.looseObject({
  format: z.literal(TRACE_FORMAT),
  schemaVersion: z.literal([ONE_MODEL_SCHEMA_VERSION, FURTHER_MODELS_SCHEMA_VERSION, TRACE_SCHEMA_VERSION]),
  request: z.looseObject({
    task: codeTask,
    level: budgetLevel,
    budget: computeBudget,
    estimate: costEstimate,
    rule: z.enum(STOPPING_RULES, { error: 'the run stopped by a rule that this Reckon does not have' }),
    seed: count,
    strategies: z.array(z.string().min(1)).optional(),
    previous: z.looseObject({ candidates: z.array(judgedCandidate), spent }).optional(),
  }),
  ...recordedRun(event),
  escalation: escalation.optional(),
  checks: z.array(check),
});
