import { readFileSync } from 'node:fs';
import { ReckonError } from '../base/errors';
import type { MeasuredRates } from '../budget';
import type { OraclePoint, PairedDifference, PolicySummary, ProblemResult, UncountedProblem } from '../evaluation';
import type { ModelInfo } from '../model';

/** All that an evaluation found, as it is written to a file. */
export interface EvaluationDocument {
  readonly schemaVersion: typeof EVALUATION_SCHEMA_VERSION;
  readonly data: { readonly file: string; readonly sha256: string; readonly problems: number };
  readonly model: ModelInfo;
  readonly machine: string;
  /** By which the seconds of replays were counted; null: a prior. */
  readonly rates: MeasuredRates | null;
  readonly busyCores: number;
  readonly seed: number;
  readonly orders: number;
  readonly samples: number;
  readonly useExamples: boolean;
  readonly policies: readonly PolicySummary[];
  readonly oracle: readonly OraclePoint[];
  /** Policies beside each other on the same problems. */
  readonly paired: readonly PairedDifference[];
  /** Problems that count in no figure: too few samples are recorded, or their hidden part says nothing here. */
  readonly notCounted: readonly UncountedProblem[];
  readonly problems: readonly ProblemResult[];
}

/** Raised when a reader of older documents would misread newer ones. */
export const EVALUATION_SCHEMA_VERSION = 5;

/** @throws ReckonError `file-not-found`; `invalid-input` for what is no evaluation of this version */
export function readEvaluation(path: string): EvaluationDocument {
  const hint = 'Write one with `reckon bench code --out FILE`.';
  let document: Partial<EvaluationDocument>;
  try {
    document = JSON.parse(readFileSync(path, 'utf8')) as Partial<EvaluationDocument>;
  } catch (error) {
    const isBroken = error instanceof SyntaxError;
    throw new ReckonError(isBroken ? 'invalid-input' : 'file-not-found', `${path} ${isBroken ? 'is no JSON document' : 'cannot be read'}.`, { hint, cause: error });
  }
  if (document?.schemaVersion !== EVALUATION_SCHEMA_VERSION || !Array.isArray(document.problems)) {
    throw new ReckonError('invalid-input', `${path} is no evaluation of this version.`, { hint });
  }
  return document as EvaluationDocument;
}
