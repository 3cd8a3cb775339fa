import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../base/clock';
import type { Energy } from './types';

/** Reads the energy used since it was made. */
export interface EnergyMeter {
  read(): Energy;
  /** Power that a model of it takes for granted, in watts, so that a limit of energy is one of time. Where energy is measured, what is expected before any is; absent where it is unknown. */
  readonly watts?: number;
}

/**
 * Watts that one busy core is taken to draw where no counter can be read. Package power of server
 * and laptop CPUs under vector load divided by cores lies between 5 and 15 W; the middle is a
 * model, not a measurement, and is shown as "modelled".
 */
export const MODELLED_WATTS_PER_CORE = 10;

/** Linux exposes Intel and AMD package counters (RAPL) here, in microjoules; often only to root, seldom in virtual machines. */
const POWERCAP_FOLDER = '/sys/class/powercap';
/** One for each package of the machine. Parts of a package have a second number and are in its counter already. */
const PACKAGE_FOLDER = /^intel-rapl:\d+$/;
/** Some laptops list the whole platform, packages included, beside them: it would count twice. */
const PLATFORM_NAME = 'psys';

/** Counts the CPU packages' energy where the kernel lets us, else models it from wall time and busy cores. */
export function createEnergyMeter(clock: Clock, busyCores: number, powercapFolder = POWERCAP_FOLDER): EnergyMeter {
  const modelled = createModelledMeter(clock, busyCores);
  const measured = createRaplMeter(powercapFolder);
  return measured === null ? modelled : { ...measured, watts: busyCores * MODELLED_WATTS_PER_CORE };
}

/** For models that run elsewhere: their energy is not known, and 0 would be a lie. */
export const unknownEnergyMeter: EnergyMeter = { read: () => ({ joules: null, source: 'unknown' }) };

export function createModelledMeter(clock: Clock, busyCores: number): EnergyMeter {
  const startedAt = clock.seconds();
  const watts = busyCores * MODELLED_WATTS_PER_CORE;
  return { watts, read: () => ({ joules: (clock.seconds() - startedAt) * watts, source: 'modelled' }) };
}

/** Microjoules since it was made; null when the counter cannot be read any more. */
type Counter = () => number | null;

/** Null without counters, or when one of them cannot be read: part of the machine's energy would pass for all of it. */
function createRaplMeter(powercapFolder: string): EnergyMeter | null {
  const counters: Counter[] = [];
  for (const folder of packageFolders(powercapFolder)) {
    const counter = openCounter(folder);
    if (counter === null) {
      return null;
    }
    counters.push(counter);
  }
  return counters.length === 0 ? null : { read: () => sum(counters) };
}

function sum(counters: readonly Counter[]): Energy {
  const parts = counters.map((count) => count()).filter((part) => part !== null);
  return parts.length < counters.length
    ? { joules: null, source: 'unknown' }
    : { joules: parts.reduce((total, part) => total + part, 0) / 1e6, source: 'measured' };
}

function packageFolders(powercapFolder: string): string[] {
  try {
    const folders = readdirSync(powercapFolder).filter((name) => PACKAGE_FOLDER.test(name)).map((name) => join(powercapFolder, name));
    return folders.filter((folder) => readText(join(folder, 'name'))?.trim() !== PLATFORM_NAME);
  } catch {
    // Not Linux, or no such counters.
    return [];
  }
}

/** Null when the counter cannot be read. It wraps at `max_energy_range_uj`. */
function openCounter(folder: string): Counter | null {
  const start = readMicrojoules(join(folder, 'energy_uj'));
  const range = readMicrojoules(join(folder, 'max_energy_range_uj'));
  if (start === null || range === null) {
    return null;
  }
  let last = start;
  let total = 0;
  return () => {
    const now = readMicrojoules(join(folder, 'energy_uj'));
    if (now === null) {
      return null;
    }
    total += now >= last ? now - last : now + range - last;
    last = now;
    return total;
  };
}

function readMicrojoules(path: string): number | null {
  const text = readText(path);
  const value = text === null || text.trim() === '' ? NaN : Number(text);
  return Number.isFinite(value) ? value : null;
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // Absent or not permitted: both mean that this machine offers no counter to us.
    return null;
  }
}
