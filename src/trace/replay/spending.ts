import { createModelledMeter, unknownEnergyMeter, type EnergyMeter, type Spent } from '../../budget';
import type { RecordedRun, RunEvent } from '../document';
import type { ReplayTime } from './time';

const NOTHING_SPENT: Spent = {
  promptTokens: 0, cachedPromptTokens: 0, completionTokens: 0, forfeitedTokens: 0, samples: 0, seconds: 0, energy: { joules: null, source: 'unknown' }, dollars: null,
};

/** What a run had spent when it last said so. */
export function lastSpent(events: readonly RunEvent[]): Spent {
  return spentIn(events) ?? NOTHING_SPENT;
}

/** Energy goes with time as it did in the recorded run. */
export function replayedMeter({ events, machine, model }: Pick<RecordedRun<RunEvent>, 'events' | 'machine' | 'model'>, time: ReplayTime): EnergyMeter {
  const recorded = spentIn(events.map(({ event }) => event));
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

function spentIn(events: readonly RunEvent[]): Spent | null {
  const last = events.findLast(({ type }) => type === 'spent');
  return last?.type === 'spent' ? last.spent : null;
}
