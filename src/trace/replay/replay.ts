import type { BudgetLevel, ComputeBudget, CostEstimate, EnergyMeter, Spent } from '../../budget';
import { createModelledMeter, unknownEnergyMeter } from '../../budget';
import { ReckonError } from '../../base/errors';
import { isStrategyName, solveTask, type DrawnCandidate, type JudgedCandidate, type ReasoningEvent, type ReasoningResult, type ResultStatus, type StoppingRule } from '../../reasoning';
import { selectBest } from '../../reasoning/selection';
import { assembleProgram } from '../../verification/task';
import type { Verdict, Verifier } from '../../verification/types';
import type { Trace } from '../document';
import { replayedJudge, TraceVerifier } from './checks';
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
  const { task, seed } = trace.request;
  const strategies = trace.request.strategies?.filter(isStrategyName);
  // Grammars are read from files at their first use, which takes time that a replay must not count.
  await assembleProgram(task, '');
  const time = new ReplayTime();
  const path = new RecordedPath(trace);
  const checks = { trace, path, time, verifier, ...(abortSignal ? { abortSignal } : {}) };
  const ownTests = replayedJudge(checks);
  const escalation = replayedEscalation(trace, path, time);
  const run = solveTask(
    { task, budget, estimate, rule, seed, ...(strategies ? { strategies } : {}), ...(abortSignal ? { abortSignal } : {}) },
    {
      model: new TraceModel(trace, path, time),
      verifier: new TraceVerifier(checks),
      ...(ownTests ? { ownTests } : {}),
      ...(escalation ? { escalation } : {}),
      clock: time,
      startEnergyMeter: () => energyMeterOf(trace, time),
    },
  );
  const events: ReasoningEvent[] = [];
  const result = await time.drive(follow(run, events, path));
  return outcomeOf({ level, budget, events, result, path });
}

/** Null where the record ended in the middle. */
async function follow(run: AsyncGenerator<ReasoningEvent, ReasoningResult>, events: ReasoningEvent[], path: RecordedPath): Promise<ReasoningResult | null> {
  try {
    for (;;) {
      const next = await run.next();
      if (next.done === true) {
        return next.value;
      }
      events.push(next.value);
    }
  } catch (error) {
    if (ReckonError.is(error, 'record-ended') && path.ended !== null) {
      return null;
    }
    throw error;
  }
}

function outcomeOf({ level, budget, events, result, path }: {
  readonly level: BudgetLevel;
  readonly budget: ComputeBudget;
  readonly events: readonly ReasoningEvent[];
  readonly result: ReasoningResult | null;
  readonly path: RecordedPath;
}): TraceReplay {
  const candidates = result?.candidates ?? candidatesOf(events);
  const recordEnd = path.ended === null ? null : { ...path.ended, samples: candidates.length };
  const known = recordEnd === null ? result : null;
  return {
    level, budget, recordEnd, events,
    status: known?.status ?? 'unknown',
    result: known,
    inHand: selectBest(candidates),
    spent: result?.spent ?? lastSpent(events),
  };
}

/** What had been drawn and judged by then. */
function candidatesOf(events: readonly ReasoningEvent[]): JudgedCandidate[] {
  const drawn: DrawnCandidate[] = [];
  const verdicts = new Map<string, Verdict>();
  let clusters: Readonly<Record<string, string>> = {};
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

const NOTHING_SPENT: Spent = {
  promptTokens: 0, cachedPromptTokens: 0, completionTokens: 0, forfeitedTokens: 0, samples: 0, seconds: 0, energy: { joules: null, source: 'unknown' }, dollars: null,
};

function lastSpent(events: readonly ReasoningEvent[]): Spent {
  const last = events.findLast((event) => event.type === 'spent');
  return last?.type === 'spent' ? last.spent : NOTHING_SPENT;
}

/** Energy goes with time as it did in the recorded run. */
function energyMeterOf({ events, machine, model }: Trace, time: ReplayTime): EnergyMeter {
  const last = events.findLast(({ event }) => event.type === 'spent')?.event;
  const recorded = last?.type === 'spent' ? last.spent : null;
  if (model.location === 'remote' || recorded?.energy.source === 'unknown') {
    return unknownEnergyMeter;
  }
  if (!recorded || recorded.energy.joules === null || recorded.seconds === 0) {
    return createModelledMeter(time, machine.threads);
  }
  const watts = recorded.energy.joules / recorded.seconds;
  const startedAt = time.seconds();
  return { watts, read: () => ({ joules: (time.seconds() - startedAt) * watts, source: 'modelled' }) };
}
