import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

const LINUX_CPUS = '/sys/devices/system/cpu';

/**
 * Physical cores that this process may use. Matrix products saturate a core's vector units, so a
 * second thread on the same core only gets in the way.
 */
export function physicalCores(): number {
  const logical = availableParallelism();
  if (process.platform === 'linux') {
    return Math.min(logical, linuxCores() ?? logical);
  }
  // Macs that run the engine have one thread a core; desktop x64 processors have two.
  return process.platform === 'win32' && process.arch === 'x64' ? Math.max(1, Math.floor(logical / 2)) : logical;
}

/** Null where the kernel does not say (some containers). */
function linuxCores(): number | null {
  try {
    const cpus = readdirSync(LINUX_CPUS).filter((name) => /^cpu\d+$/.test(name));
    const siblings = cpus.map((cpu) => readFileSync(join(LINUX_CPUS, cpu, 'topology', 'thread_siblings_list'), 'utf8').trim());
    return new Set(siblings).size || null;
  } catch {
    return null;
  }
}
