import type { OwnTestsReport } from '../verification/types';
import type { DrawnCandidate } from './events';

/** Judges a winner by the person's own tests. Where they are and how they run is nobody's business here. */
export interface OwnTestsJudge {
  /** What runs, as a person would type it. */
  readonly command: string;
  /**
   * Nothing that the candidate does makes this throw.
   * @throws ReckonError when the tests cannot be run, whatever the candidate; `cancelled`.
   */
  judge(candidate: DrawnCandidate, abortSignal: AbortSignal): Promise<OwnTestsReport>;
}
