import { createHash } from 'node:crypto';
import type { Candidate } from '../verification/types';
import type { Problem } from './problems';
import { ResultCache } from './resultCache';
import type { Score, Scorer } from './scoring';

/** Scores by what was scored, kept in a file, so that each program is scored once. */
export class CandidateScores {
  private readonly cache: ResultCache<Score>;

  constructor(private readonly scorer: Scorer, path: string) {
    this.cache = new ResultCache(path);
  }

  of(problem: Problem, candidate: Candidate, abortSignal?: AbortSignal): Promise<Score> {
    return this.cache.get(ResultCache.keyOf(SCORING_VERSION, hiddenPart(problem), candidate.program), () => this.scorer.score(problem, candidate, abortSignal));
  }
}

/** Raised when scores come out otherwise. */
const SCORING_VERSION = 1;

/** Another file of the same problems may have other tests. */
function hiddenPart({ id, test, inputs, solution }: Problem): string {
  return createHash('sha256').update(JSON.stringify([id, test, inputs, solution])).digest('hex');
}
