import { z } from 'zod';
import type { ReasoningEvent, ResultStatus, StepOutcome } from '../../reasoning';
import { budgetLevel, computeBudget, costEstimate, spent } from './budget';
import { count, oneOf, quantity, serializedError } from './common';
import { codeTask, evidence, language, program, verdict } from './verification';

export { budgetLevel };

const stepOutcome = oneOf<StepOutcome>({ passed: true, failed: true, inconclusive: true, stopped: true });
const resultStatus = oneOf<ResultStatus>({ verified: true, unverified: true, abstained: true });
/** Whatever a newer Reckon may say here is only shown. */
const word = z.string().min(1);

const candidate = z.looseObject({
  id: word,
  language,
  strategy: word,
  model: z.string().optional(),
  code: z.string(),
  program,
  sampleIndex: count,
  completionTokens: count,
  meanLogprob: z.number().nullable(),
  finishReason: z.enum(['stop', 'length', 'cancelled']),
});

export const judgedCandidate = z.looseObject({
  candidate,
  verdict: verdict.nullable(),
  cluster: z.string().nullable(),
  generated: z.looseObject({ passed: count, total: count, score: z.number().min(0).max(1) }).optional(),
});

const runModel = z.looseObject({ id: z.string(), digest: z.string().nullable(), location: z.enum(['local', 'remote']) });

const comparedOffers = z.array(z.looseObject({ name: z.string(), passProbability: z.number().min(0).max(1), cost: quantity, costOfPass: quantity.nullable() }));

const basis = z.looseObject({
  judged: z.looseObject({ passes: count, failures: count }),
  solveRate: z.looseObject({ alpha: quantity, beta: quantity }).optional(),
  strategies: comparedOffers.optional(),
  models: comparedOffers.optional(),
  groups: z.looseObject({ largest: count, second: count }).optional(),
});

const decision = z.looseObject({
  action: word, strategy: word.nullable(), count, reason: z.string(), passProbability: z.number().nullable(), model: z.string().optional(), basis: basis.optional(),
});

const further = z.looseObject({ id: z.string(), location: z.enum(['local', 'remote']), candidates: count, loadSeconds: quantity.nullable(), failure: serializedError.nullable() });

const differingOutcome = z.looseObject({ candidateId: z.string(), outcome: z.string() });

const result = z.looseObject({
  status: resultStatus,
  code: z.string().nullable(),
  selectedId: z.string().nullable(),
  candidates: z.array(judgedCandidate),
  evidence: z.array(evidence),
  generatedTests: z.array(z.looseObject({ label: z.string(), agreeing: z.array(z.string()) })).optional(),
  difference: z.looseObject({
    call: z.string(),
    outcomes: z.tuple([differingOutcome, differingOutcome]),
    judged: z.looseObject({ candidateId: z.string(), by: z.enum(['properties', 'types', 'crash', 'model']), reason: z.string() }).nullable(),
    advice: z.string(),
  }).optional(),
  notChecked: z.array(z.looseObject({ text: z.string(), detail: z.string().nullable() })),
  stopReason: word,
  failure: serializedError.nullable(),
  summary: z.string(),
  confidence: z.number().min(0).max(1).nullable(),
  spent,
  loadSeconds: quantity,
  budget: computeBudget,
  estimate: costEstimate,
  model: runModel,
  further: z.array(further).optional(),
  task: codeTask,
});

const stepId = word;

/** Every kind of event that this Reckon knows; the compiler keeps the table whole. */
const KINDS = {
  'run-started': z.looseObject({ type: z.literal('run-started'), task: codeTask, budget: computeBudget, estimate: costEstimate, model: runModel, further: z.array(z.string()).optional() }),
  'model-ready': z.looseObject({ type: z.literal('model-ready'), loadSeconds: quantity }),
  'step-started': z.looseObject({ type: z.literal('step-started'), stepId, kind: word, title: z.string() }),
  'text-delta': z.looseObject({ type: z.literal('text-delta'), stepId, sampleIndex: count, text: z.string() }),
  'candidate-drawn': z.looseObject({ type: z.literal('candidate-drawn'), stepId, candidate }),
  'candidate-judged': z.looseObject({ type: z.literal('candidate-judged'), stepId, verdict }),
  clusters: z.looseObject({ type: z.literal('clusters'), stepId, clusters: z.record(z.string(), z.string()), inputs: count }),
  spent: z.looseObject({ type: z.literal('spent'), spent }),
  'step-finished': z.looseObject({ type: z.literal('step-finished'), stepId, outcome: stepOutcome, detail: z.string(), seconds: quantity }),
  decision: z.looseObject({ type: z.literal('decision'), decision }),
  'run-finished': z.looseObject({ type: z.literal('run-finished'), result }),
} as const satisfies Readonly<Record<ReasoningEvent['type'], z.ZodType>>;

export const KNOWN_EVENTS: ReadonlySet<string> = new Set(Object.keys(KINDS));

/** Kinds that came later are no reason to refuse a trace: what shows it passes them over. */
const laterKind = z.looseObject({ type: word.refine((type) => !KNOWN_EVENTS.has(type)) });

export const event = z.union([z.discriminatedUnion('type', Object.values(KINDS) as unknown as readonly [(typeof KINDS)['spent']]), laterKind]);
