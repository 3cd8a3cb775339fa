import type { BudgetLevel, ComputeBudget, CostEstimate } from '../budget/types';
import type { CodeTask } from '../verification/types';

/** Raised when a reader of older documents would misread newer ones. Documented in docs/documents.schema.json, definition `estimate`. */
const ESTIMATE_SCHEMA_VERSION = 1;

/** The one document that `reckon solve --estimate --json` prints. */
export function estimateDocument(
  { functionName, language, examples, notUnderstood }: CodeTask,
  model: string,
  estimates: readonly { readonly level: BudgetLevel; readonly budget: ComputeBudget; readonly estimate: CostEstimate }[],
): Record<string, unknown> {
  return {
    schemaVersion: ESTIMATE_SCHEMA_VERSION,
    functionName, language, model,
    examples: examples.map(({ id, kind, line, label }) => ({ id, kind, line, label })),
    notUnderstood,
    estimates: estimates.map(({ level, budget, estimate }) => ({ level, budget, ...estimate })),
  };
}
