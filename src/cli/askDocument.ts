import type { QuestionResult } from '../reasoning/questions';
import { usageDocument } from './usageDocument';

/** Raised when a reader of older documents would misread newer ones. Documented in docs/documents.schema.json. */
const ASK_SCHEMA_VERSION = 1;

/** The one document that `reckon ask --json` prints. */
export function askDocument(result: QuestionResult): Record<string, unknown> {
  const { spent, question } = result;
  return {
    schemaVersion: ASK_SCHEMA_VERSION,
    status: result.status,
    answer: result.answer,
    form: question.form,
    agreement: result.share,
    cutOff: result.isCutOff,
    groups: result.groups.map(({ answer, sampleIds }) => ({ answer, samples: sampleIds })),
    samples: result.samples.map(({ id, text, answer, completionTokens, finishReason }) => ({ id, text, answer, tokens: completionTokens, finishReason })),
    stopReason: result.stopReason,
    failure: result.failure === null ? null : { code: result.failure.code, message: result.failure.message, hint: result.failure.hint ?? null },
    summary: result.summary,
    usage: usageDocument(spent, result.loadSeconds),
    budget: result.budget,
    estimate: { p50: result.estimate.p50, p90: result.estimate.p90, energySource: result.estimate.energySource },
    model: result.model,
  };
}
