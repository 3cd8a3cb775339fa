import { z } from 'zod';
import type { AnswerKind, QuestionForm } from '../../prompts';
import type { StepOutcome } from '../../reasoning';
import type { AgreementRule, QuestionEvent, QuestionStatus } from '../../reasoning/questions';
import { QUESTION_TRACE_FORMAT, QUESTION_TRACE_SCHEMA_VERSION } from '../questions/document';
import { budgetLevel, computeBudget, costEstimate, spent } from './budget';
import { count, oneOf, quantity, serializedError } from './common';
import { recordedRun } from './run';

/** Whatever a newer Reckon may say here is only shown. */
const word = z.string().min(1);
const stepId = word;

const question = z.looseObject({
  words: z.string(),
  form: oneOf<QuestionForm>({ short: true, free: true, unclear: true }),
  kind: oneOf<AnswerKind>({ number: true, 'yes-no': true, option: true, value: true }),
  options: z.array(z.looseObject({ letter: z.string(), text: z.string() })),
  code: z.looseObject({ language: z.string(), text: z.string() }).nullable(),
  mayBeText: z.boolean(),
});

const model = z.looseObject({ id: z.string(), digest: z.string().nullable(), location: z.enum(['local', 'remote']) });

const answer = z.looseObject({
  id: word,
  sampleIndex: count,
  text: z.string(),
  answer: z.string().nullable(),
  completionTokens: count,
  meanLogprob: z.number().nullable(),
  finishReason: z.enum(['stop', 'length']),
});

const groups = z.array(z.looseObject({ answer: z.string(), sampleIds: z.array(z.string()) }));

const result = z.looseObject({
  status: oneOf<QuestionStatus>({ agreed: true, 'no-agreement': true, 'answered-once': true, 'free-text': true, 'no-answer': true }),
  answer: z.string().nullable(),
  share: z.looseObject({ agreeing: count, samples: count }).nullable(),
  groups,
  samples: z.array(answer),
  stopReason: word,
  isCutOff: z.boolean(),
  failure: serializedError.nullable(),
  summary: z.string(),
  spent,
  loadSeconds: quantity,
  budget: computeBudget,
  estimate: costEstimate,
  model,
  question,
});

/** Every kind of event that this Reckon knows; the compiler keeps the table whole. */
const KINDS = {
  'run-started': z.looseObject({ type: z.literal('run-started'), question, budget: computeBudget, estimate: costEstimate, model }),
  'model-ready': z.looseObject({ type: z.literal('model-ready'), loadSeconds: quantity }),
  'step-started': z.looseObject({ type: z.literal('step-started'), stepId, kind: word, title: z.string() }),
  'text-delta': z.looseObject({ type: z.literal('text-delta'), stepId, sampleIndex: count, text: z.string() }),
  'answer-drawn': z.looseObject({ type: z.literal('answer-drawn'), stepId, answer }),
  groups: z.looseObject({ type: z.literal('groups'), groups, samples: count }),
  spent: z.looseObject({ type: z.literal('spent'), spent }),
  'step-finished': z.looseObject({
    type: z.literal('step-finished'), stepId, outcome: oneOf<StepOutcome>({ passed: true, failed: true, inconclusive: true, stopped: true }), detail: z.string(), seconds: quantity,
  }),
  decision: z.looseObject({ type: z.literal('decision'), decision: z.looseObject({ action: word, count, reason: z.string(), stays: z.number().nullable() }) }),
  'run-finished': z.looseObject({ type: z.literal('run-finished'), result }),
} as const satisfies Readonly<Record<QuestionEvent['type'], z.ZodType>>;

export const KNOWN_QUESTION_EVENTS: ReadonlySet<string> = new Set(Object.keys(KINDS));

/** Kinds that came later are no reason to refuse a trace: what shows it passes them over. */
const laterKind = z.looseObject({ type: word.refine((type) => !KNOWN_QUESTION_EVENTS.has(type)) });

const event = z.union([z.discriminatedUnion('type', Object.values(KINDS) as unknown as readonly [(typeof KINDS)['spent']]), laterKind]);

export const questionTraceDocument = z.looseObject({
  format: z.literal(QUESTION_TRACE_FORMAT),
  schemaVersion: z.literal(QUESTION_TRACE_SCHEMA_VERSION),
  request: z.looseObject({
    question,
    level: budgetLevel,
    budget: computeBudget,
    estimate: costEstimate,
    rule: oneOf<AgreementRule>({ 'two-ahead': true, stable: true }),
    seed: count,
  }),
  ...recordedRun(event),
});
