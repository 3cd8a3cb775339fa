import { readFileSync } from 'node:fs';
import type { Clock } from '../base/clock';
import type { Energy } from './types';

/** Reads the energy used since it was made. */
export interface EnergyMeter {
  read(): Energy;
}

/**
 * Watts that one busy core is taken to draw where no counter can be read. Package power of server
 * and laptop CPUs under vector load divided by cores lies between 5 and 15 W; the middle is a
 * model, not a measurement, and is shown as "modelled".
 */
export const MODELLED_WATTS_PER_CORE = 10;

/** Linux exposes Intel and AMD package counters (RAPL) here, in microjoules; often only to root, seldom in virtual machines. */
const RAPL_FOLDER = '/sys/class/powercap/intel-rapl:0';

/** Counts the CPU package's energy where the kernel lets us, else models it from wall time and busy cores. */
export function createEnergyMeter(clock: Clock, busyCores: number, raplFolder = RAPL_FOLDER): EnergyMeter {
  return createRaplMeter(raplFolder) ?? createModelledMeter(clock, busyCores);
}

/** For models that run elsewhere: their energy is not known, and 0 would be a lie. */
export const unknownEnergyMeter: EnergyMeter = { read: () => ({ joules: null, source: 'unknown' }) };

export function createModelledMeter(clock: Clock, busyCores: number): EnergyMeter {
  const startedAt = clock.seconds();
  return {
    read: () => ({ joules: (clock.seconds() - startedAt) * busyCores * MODELLED_WATTS_PER_CORE, source: 'modelled' }),
  };
}

/** Null when the counter cannot be read. The counter wraps at `max_energy_range_uj`. */
function createRaplMeter(folder: string): EnergyMeter | null {
  const start = readMicrojoules(`${folder}/energy_uj`);
  const range = readMicrojoules(`${folder}/max_energy_range_uj`);
  if (start === null || range === null) {
    return null;
  }
  let last = start;
  let total = 0;
  return {
    read: () => {
      const now = readMicrojoules(`${folder}/energy_uj`);
      if (now === null) {
        return { joules: null, source: 'unknown' };
      }
      total += now >= last ? now - last : now + range - last;
      last = now;
      return { joules: total / 1e6, source: 'measured' };
    },
  };
}

function readMicrojoules(path: string): number | null {
  try {
    const value = Number(readFileSync(path, 'utf8'));
    return Number.isFinite(value) ? value : null;
  } catch {
    // Absent or not permitted: both mean that this machine offers no counter to us.
    return null;
  }
}
