import { logOdds, probabilityOf, type Features, type ModelMeasures } from '../measures';
import type { CodeTask } from '../verification/types';
import type { JudgedCandidate, ResultStatus } from './events';
import { isPassing } from './selection';

/** A run's answer and what it came from. */
export interface AnswerEvidence {
  readonly status: ResultStatus;
  readonly task: Pick<CodeTask, 'examples'>;
  /** The answer. */
  readonly best: JudgedCandidate | null;
  readonly candidates: readonly JudgedCandidate[];
}

/**
 * The probability that the answer is right, which is less than certain when it passes the examples: fitted to hidden
 * tests of problems (`reckon bench fit`). Null where there is no basis: nothing was run against it, or only tests
 * that we know nothing of, it contradicts one of the task's own examples, or there is no answer.
 */
export function confidenceOf(evidence: AnswerEvidence, { rightWhenVerified }: Pick<ModelMeasures, 'rightWhenVerified'>): number | null {
  const features = confidenceFeatures(evidence);
  return features === null ? null : probabilityOf(rightWhenVerified, features);
}

/** What speaks for a verified answer, as the fitted model knows it: how many examples, passes, samples and answers that agree. */
export function confidenceFeatures({ status, task, best, candidates }: AnswerEvidence): Features | null {
  if (status !== 'verified' || best === null || task.examples.length === 0) {
    return null;
  }
  const judged = candidates.filter(({ verdict }) => verdict !== null);
  const passing = judged.filter(isPassing);
  const agreeing = passing.filter(({ candidate, cluster }) => candidate.id === best.candidate.id || (cluster !== null && cluster === best.cluster));
  const rivals = passing.filter(({ cluster }) => best.cluster !== null && cluster !== null && cluster !== best.cluster);
  return {
    examples: Math.log(task.examples.length),
    // Half of one and of the other (Jeffreys), so that all and none have odds, too.
    passing: logOdds((passing.length + 0.5) / (judged.length + 1)),
    agreeing: Math.log(agreeing.length),
    rivals: Math.log1p(rivals.length),
    logprob: best.candidate.meanLogprob,
    answerTokens: Math.log(Math.max(1, best.candidate.completionTokens)),
  };
}
