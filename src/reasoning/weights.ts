import type { EvidenceKind } from '../verification/types';

/**
 * In which order kinds of evidence count where candidates are ranked: a weaker one decides only between candidates
 * that are alike in all before it. Only examples and the person's own tests can make an answer verified.
 */
export const EVIDENCE_ORDER: readonly EvidenceKind[] = [
  // The person's own tests of the project: many, and about this very code.
  'own-tests',
  // What the task says of single inputs.
  'examples',
  // What the task says of all inputs: true of wrong answers, too, but a counterexample is final.
  'properties',
  // Independent samples that behave alike are right more often; they also make the same mistakes.
  'agreement',
  // Types say that values fit, and not that they are right.
  'types',
  // Results that a model expects: of a small model's about one in three is right (docs/strategies.md).
  'generated-tests',
];

/**
 * What counts for a group of candidates that behave alike beside its size, in candidates: guesses decide between
 * groups that are equally large, and what is known for certain overcomes a lead of one.
 */
export const STANDING = {
  /** What the text states for all inputs does not hold for the other there, which has lost its verdict by that. */
  properties: 1.5,
  /** What it gives where it differs from another group fits the type that the task declares, and the other's does not. */
  types: 1.5,
  /** The other gives up on that input with an error that no description asks for; it may be none that the task is about. */
  crash: 0.5,
  /** The model says that the description demands what it gives there. */
  model: 0.5,
  /** For a full share of the tests that the model wrote. */
  generated: 0.25,
} as const;
