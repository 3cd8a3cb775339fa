import type { EnergyMeter } from './energy';

/** A meter of this machine, for work that may go on elsewhere. */
export interface ElsewhereMeter extends EnergyMeter {
  /** From now on something is computed on another machine: what it takes in all is not known any more. */
  leave(): void;
}

export function meterUntilElsewhere(meter: EnergyMeter): ElsewhereMeter {
  let isElsewhere = false;
  return {
    ...(meter.watts === undefined ? {} : { watts: meter.watts }),
    read: () => (isElsewhere ? { joules: null, source: 'unknown' } : meter.read()),
    leave: () => {
      isElsewhere = true;
    },
  };
}
