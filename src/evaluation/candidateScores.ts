import { createHash } from 'node:crypto';
import { throwIfAborted } from '../base/abort';
import type { Candidate } from '../verification/types';
import type { Problem } from './problems';
import { ResultCache } from './resultCache';
import type { Score, Scorer } from './scoring';

/** Scores by what was scored, kept in a file, so that each program is scored once. */
export class CandidateScores {
  /** HumanEval+ has megabytes of inputs for one problem. */
  private readonly hiddenParts = new WeakMap<Problem, string>();

  constructor(private readonly scorer: Scorer, private readonly cache: ResultCache<Score>) {}

  /** @throws ReckonError `cancelled`; NotScorable where the problem's hidden part tells nothing */
  of(problem: Problem, candidate: Candidate, abortSignal?: AbortSignal): Promise<Score> {
    return this.cache.get(ResultCache.keyOf(SCORING_VERSION, this.hiddenPartOf(problem), candidate.program), async () => {
      const score = await this.scorer.score(problem, candidate, abortSignal);
      // What was stopped half-way looks like an answer that fails.
      throwIfAborted(abortSignal);
      return score;
    });
  }

  private hiddenPartOf(problem: Problem): string {
    const known = this.hiddenParts.get(problem) ?? hiddenPart(problem);
    this.hiddenParts.set(problem, known);
    return known;
  }
}

/** Raised when scores come out otherwise. */
const SCORING_VERSION = 4;

/** Another file of the same problems may have other tests. */
function hiddenPart({ id, prompt, test, inputs, baseInputs, tolerance, solution }: Problem): string {
  return createHash('sha256').update(JSON.stringify([id, prompt, test, inputs, baseInputs, tolerance, solution])).digest('hex');
}
