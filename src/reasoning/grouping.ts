import { clusterFingerprints, tellingOutcomes } from '../verification/agreement';
import type { RunContext, RunRecord } from './run';
import { isComparable } from './selection';
import { STANDING } from './weights';

/** Inputs on which passing candidates are compared. Twenty tell most wrong programs from right ones. */
export const AGREEMENT_INPUTS = 20;

/**
 * Groups the candidates that were run on made-up inputs by what they do. The largest group leads; what else is known
 * of groups counts for so much that it decides between those that are equally large, or nearly.
 * @returns how many candidates can be compared
 */
export function groupCandidates(context: RunContext, record: RunRecord, stepId: string): number {
  const comparable = record.judged().filter((each) => isComparable(context.task, each));
  const prints = comparable.map(({ candidate }) => record.fingerprint(candidate.id)).filter((print) => print !== null);
  const telling = tellingOutcomes(prints, AGREEMENT_INPUTS);
  const clusters = clusterFingerprints(telling, (ids) => standingOf(record, ids));
  record.setClusters(clusters);
  context.emit({ type: 'clusters', stepId, clusters: Object.fromEntries(clusters), inputs: telling[0]?.outcomes.length ?? 0 });
  return comparable.length;
}

/** In candidates. */
function standingOf({ generated, difference }: RunRecord, ids: readonly string[]): number {
  const scores = generated.scores();
  const judged = difference?.judged ?? null;
  return ids.length
    + STANDING.generated * Math.max(0, ...ids.map((id) => scores.get(id)?.score ?? 0))
    + (judged !== null && ids.includes(judged.candidateId) ? STANDING[judged.by] : 0);
}
