import { createModelledMeter, unknownEnergyMeter, type EnergyMeter, type Spent } from '../../budget';
import type { RecordedRun, RunEvent } from '../document';
import type { ReplayTime } from './time';

const NOTHING_SPENT: Spent = {
  promptTokens: 0, cachedPromptTokens: 0, completionTokens: 0, forfeitedTokens: 0, samples: 0, seconds: 0, energy: { joules: null, source: 'unknown' }, dollars: null,
};

/** What a run had spent when it last said so. @param before what an earlier run took that it goes on with */
export function lastSpent(events: readonly RunEvent[], before: Spent | null = null): Spent {
  return spentIn(events) ?? before ?? NOTHING_SPENT;
}

/** Energy goes with time as it did in the recorded run. @param before what an earlier run took that it goes on with: no part of this meter */
export function replayedMeter({ events, machine, model }: Pick<RecordedRun<RunEvent>, 'events' | 'machine' | 'model'>, time: ReplayTime, before: Spent | null = null): EnergyMeter {
  const recorded = spentIn(events.map(({ event }) => event));
  if (model.location === 'remote' || recorded?.energy.source === 'unknown') {
    return unknownEnergyMeter;
  }
  const seconds = (recorded?.seconds ?? 0) - (before?.seconds ?? 0);
  if (!recorded || recorded.energy.joules === null || seconds <= 0) {
    return createModelledMeter(time, machine.threads);
  }
  const watts = Math.max(0, recorded.energy.joules - (before?.energy.joules ?? 0)) / seconds;
  const startedAt = time.seconds();
  return { watts, read: () => ({ joules: (time.seconds() - startedAt) * watts, source: 'modelled' }) };
}

function spentIn(events: readonly RunEvent[]): Spent | null {
  const last = events.findLast(({ type }) => type === 'spent');
  return last?.type === 'spent' ? last.spent : null;
}
