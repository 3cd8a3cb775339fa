import type { ReasoningResult } from '../reasoning/events';
import { usageDocument } from './usageDocument';

/** Raised when a reader of older documents would misread newer ones. Documented in docs/result.schema.json. */
export const RESULT_SCHEMA_VERSION = 1;

/** The one document that `reckon solve --json` prints. */
export function resultDocument(result: ReasoningResult): Record<string, unknown> {
  const { spent } = result;
  return {
    schemaVersion: RESULT_SCHEMA_VERSION,
    status: result.status,
    code: result.code,
    language: result.task.language,
    functionName: result.task.functionName,
    stopReason: result.stopReason,
    failure: result.failure === null ? null : { code: result.failure.code, message: result.failure.message, hint: result.failure.hint ?? null },
    summary: result.summary,
    confidence: result.confidence,
    selected: result.selectedId,
    context: result.task.context === undefined ? null : { tokens: result.task.context.tokens, snippets: result.task.context.snippets },
    examples: result.task.examples.map(({ id, kind, line, label }) => ({ id, kind, line, label })),
    notUnderstood: result.task.notUnderstood,
    candidates: result.candidates.map(({ candidate, verdict, cluster }) => ({
      id: candidate.id,
      code: candidate.code,
      model: candidate.model ?? result.model.id,
      tokens: candidate.completionTokens,
      finishReason: candidate.finishReason,
      cluster,
      verdict: verdict?.status ?? null,
      reason: verdict?.reason ?? null,
      examples: verdict?.results ?? [],
      ownTests: verdict?.ownTests ?? null,
    })),
    evidence: result.evidence.map(({ kind, passed, total, isolation }) => ({ kind, passed, total, isolation })),
    generatedTests: result.generatedTests ?? [],
    difference: result.difference ?? null,
    notChecked: result.notChecked.map(({ text }) => text),
    usage: usageDocument(spent, result.loadSeconds),
    budget: result.budget,
    estimate: result.estimate,
    model: result.model,
    further: (result.further ?? []).map(({ failure, ...further }) => ({
      ...further, failure: failure === null ? null : { code: failure.code, message: failure.message, hint: failure.hint ?? null },
    })),
  };
}
