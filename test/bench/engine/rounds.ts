import { createEnergyMeter } from '../../../src/budget';
import { systemClock } from '../../../src/base/clock';
import { readPeakMemory, resetPeakMemory, type PeakMemory } from '../support/processTree';
import type { EngineId, GenerateRequest } from './protocol';
import type { Outcome, Round } from './results';
import type { Runner } from './runnerClient';

/** A workload whose rounds have taken this long, in seconds, gets no further ones: the longest would take half an hour. */
const WORKLOAD_SECONDS = 90;

export interface RoundsPlan {
  readonly runners: readonly Runner[];
  readonly runs: number;
  /** What to do in a round, one request after another; each is done by every engine before the next. */
  request(round: number, step: number): GenerateRequest;
  readonly steps: number;
  onOutcome(round: number, step: number, engine: EngineId, outcome: Outcome): void;
}

/**
 * Engines take turns (A, B, C, A, B, C …), one at a time, so that whatever slows the machine down for a while
 * slows all of them. Returns the rounds of each step.
 */
export async function runRounds(plan: RoundsPlan): Promise<Round[][]> {
  const rounds: Round[][] = Array.from({ length: plan.steps }, () => []);
  const startedAt = performance.now();
  for (let round = 0; round < plan.runs && (performance.now() - startedAt) / 1000 < WORKLOAD_SECONDS; round += 1) {
    for (let step = 0; step < plan.steps; step += 1) {
      const outcomes: Partial<Record<EngineId, Outcome>> = {};
      for (const runner of plan.runners) {
        const outcome = await measure(runner, plan.request(round, step));
        outcomes[runner.engine] = outcome;
        plan.onOutcome(round, step, runner.engine, outcome);
      }
      rounds[step]?.push(outcomes);
    }
  }
  return rounds;
}

async function measure(runner: Runner, request: GenerateRequest): Promise<Outcome> {
  const meter = createEnergyMeter(systemClock, 1);
  try {
    const generation = await runner.generate(request);
    const energy = meter.read();
    // A modelled figure would say the same of every engine: only a counter's counts.
    return { ok: true, generation, joules: energy.source === 'measured' ? energy.joules : null };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

/** Lets the peaks of all engines' memory begin anew; false where the system does not allow it. */
export function resetPeaks(runners: readonly Runner[]): boolean {
  return runners.map(({ processId }) => processId !== undefined && resetPeakMemory(processId)).every(Boolean);
}

export function readPeaks(runners: readonly Runner[]): Partial<Record<EngineId, PeakMemory>> {
  const peaks: Partial<Record<EngineId, PeakMemory>> = {};
  for (const { engine, processId } of runners) {
    const peak = processId === undefined ? null : readPeakMemory(processId);
    if (peak !== null) {
      peaks[engine] = peak;
    }
  }
  return peaks;
}
