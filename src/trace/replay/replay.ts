import type { BudgetLevel, ComputeBudget, CostEstimate, Spent } from '../../budget';
import { isStrategyName, solveTask, type DrawnCandidate, type EarlierRun, type JudgedCandidate, type ReasoningEvent, type ReasoningResult, type ResultStatus, type StoppingRule } from '../../reasoning';
import { selectBest } from '../../reasoning/selection';
import { assembleProgram } from '../../verification/task';
import type { Verdict, Verifier } from '../../verification/types';
import type { Trace } from '../document';
import { lastSpent, replayedMeter } from './spending';
import { replayedJudge, TraceVerifier } from './checks';
import { followRun } from './followRun';
import { replayedEscalation } from './furtherModels';
import { TraceModel } from './model';
import { RecordedPath, type RecordEnd } from './path';
import { ReplayTime } from './time';

export interface TraceReplayRequest {
  readonly trace: Trace;
  readonly level: BudgetLevel;
  readonly budget: ComputeBudget;
  readonly estimate: CostEstimate;
  readonly rule: StoppingRule;
  /** Makes checks that are not in the record; null: they stay unknown, and the replay ends there. */
  readonly verifier: Verifier | null;
  readonly abortSignal?: AbortSignal;
}

/** What another budget would have done with the recorded samples, as far as the record tells. */
export interface TraceReplay {
  readonly level: BudgetLevel;
  readonly budget: ComputeBudget;
  /** Null when the record has all that the run would have asked for. */
  readonly recordEnd: RecordEnd | null;
  /** How the run would have ended; `unknown` where the record ends before. */
  readonly status: ResultStatus | 'unknown';
  /** Of the whole run; null where the record ends before. */
  readonly result: ReasoningResult | null;
  /** The best answer by then; null when there was none. */
  readonly inHand: JudgedCandidate | null;
  /** Until the end, or until the record ends. */
  readonly spent: Spent;
  readonly events: readonly ReasoningEvent[];
}

/**
 * Runs the controller, as it is, on a recorded run's samples and verdicts at another budget. Time is not waited for. At
 * the budget of the record it does what the recorded run did, as long as nobody stopped that one.
 * @throws ReckonError `cancelled`, or what a check that is made now fails with
 */
export async function replayTrace({ trace, level, budget, estimate, rule, verifier, abortSignal }: TraceReplayRequest): Promise<TraceReplay> {
  const { task, seed, previous } = trace.request;
  const strategies = trace.request.strategies?.filter(isStrategyName);
  // Grammars are read from files at their first use, which takes time that a replay must not count.
  await assembleProgram(task, '');
  const time = new ReplayTime();
  const path = new RecordedPath(trace, trace.checks);
  const checks = { trace, path, time, verifier, ...(abortSignal ? { abortSignal } : {}) };
  const ownTests = replayedJudge(checks);
  const escalation = replayedEscalation(trace, path, time);
  const run = solveTask(
    { task, budget, estimate, rule, seed, ...(strategies ? { strategies } : {}), ...(previous ? { previous } : {}), ...(abortSignal ? { abortSignal } : {}) },
    {
      model: new TraceModel(trace, path, time),
      verifier: new TraceVerifier(checks),
      ...(ownTests ? { ownTests } : {}),
      ...(escalation ? { escalation } : {}),
      clock: time,
      startEnergyMeter: () => replayedMeter(trace, time, previous?.spent),
    },
  );
  const events: ReasoningEvent[] = [];
  const result = await time.drive(followRun(run, events, path));
  return outcomeOf({ level, budget, events, result, path, previous });
}

function outcomeOf({ level, budget, events, result, path, previous }: {
  readonly level: BudgetLevel;
  readonly budget: ComputeBudget;
  readonly events: readonly ReasoningEvent[];
  readonly result: ReasoningResult | null;
  readonly path: RecordedPath;
  readonly previous: EarlierRun | undefined;
}): TraceReplay {
  const candidates = result?.candidates ?? candidatesOf(events, previous?.candidates ?? []);
  const recordEnd = path.ended === null ? null : { ...path.ended, samples: candidates.length };
  const known = recordEnd === null ? result : null;
  return {
    level, budget, recordEnd, events,
    status: known?.status ?? 'unknown',
    result: known,
    inHand: selectBest(candidates),
    spent: result?.spent ?? lastSpent(events, previous?.spent),
  };
}

/** What had been drawn and judged by then. */
function candidatesOf(events: readonly ReasoningEvent[], earlier: readonly JudgedCandidate[]): JudgedCandidate[] {
  const drawn: DrawnCandidate[] = [];
  const verdicts = new Map<string, Verdict>();
  let clusters: Readonly<Record<string, string>> = Object.fromEntries(earlier.flatMap(({ candidate, cluster }) => (cluster === null ? [] : [[candidate.id, cluster]])));
  for (const event of events) {
    if (event.type === 'candidate-drawn') {
      drawn.push(event.candidate);
    } else if (event.type === 'candidate-judged') {
      verdicts.set(event.verdict.candidateId, event.verdict);
    } else if (event.type === 'clusters') {
      clusters = event.clusters;
    }
  }
  return drawn.map((candidate) => ({ candidate, verdict: verdicts.get(candidate.id) ?? null, cluster: clusters[candidate.id] ?? null }));
}
