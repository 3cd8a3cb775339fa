import type { EvidenceKind } from '../verification/types';

/**
 * How much each kind of evidence counts where candidates are ranked, for a full share of it. The order is
 * what matters: each kind outweighs all below it together, so that no amount of a weaker one makes up for a
 * stronger one. Only examples and the person's own tests can make an answer verified.
 */
export const EVIDENCE_WEIGHTS: Readonly<Record<EvidenceKind, number>> = {
  /** The person's own tests of the project: many, and about this very code. */
  'own-tests': 16,
  /** What the task says of single inputs. */
  examples: 8,
  /** What the task says of all inputs: true of wrong answers, too, but a counterexample is final. */
  properties: 4,
  /** Independent samples that behave alike are right more often; they also make the same mistakes. */
  agreement: 2,
  /** Types say that values fit, and not that they are right. */
  types: 1,
};
