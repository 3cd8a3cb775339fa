import { availableParallelism, cpus, freemem, totalmem } from 'node:os';
import { describeProcessor, inferenceLibraryVersion } from '../../backends/onnx';
import type { Clock } from '../../base/clock';
import { formatBytes } from '../../base/format';
import { createEnergyMeter } from '../../budget';
import { SETTINGS } from '../../config/settings';
import { findProgram } from '../../verification/ownTests';
import type { WeightsStore } from '../../weights';
import type { CheckState } from './types';

/** What looking came to. */
export interface Finding {
  readonly state: CheckState;
  readonly found: string;
  readonly detail?: string;
  readonly next?: string;
}

const OLDEST_NODE: readonly [number, number] = [20, 19];
/** The default model with its working memory takes 1.5 GB, a sandbox 0.2 GB. */
const LITTLE_MEMORY_BYTES = 3e9;

export function examineNode(version: string = process.versions.node): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  const found = `${version} on ${process.platform} ${process.arch}`;
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)
    ? { state: 'ok', found }
    : { state: 'problem', found, next: `Install Node ${OLDEST_NODE.join('.')} or newer.` };
}

export function examineProcessor(): Finding {
  return { state: 'ok', found: `${cpus()[0]?.model.trim() ?? 'unknown'}, ${availableParallelism()} threads; ${describeProcessor()}` };
}

export function examineMemory(total: number = totalmem(), free: number = freemem()): Finding {
  const found = `${formatBytes(total)}, ${formatBytes(free)} of it free`;
  return total < LITTLE_MEMORY_BYTES ? { state: 'note', found, next: 'Use the smallest model, or a server: little is left beside the default one.' } : { state: 'ok', found };
}

export async function examineLibrary(): Promise<Finding> {
  return { state: 'ok', found: `onnxruntime ${await inferenceLibraryVersion()} loads` };
}

export async function examineModels(weights: WeightsStore): Promise<Finding> {
  const here = (await weights.list()).filter(({ state }) => state === 'present' || state === 'imported');
  return here.length > 0
    ? { state: 'ok', found: here.map(({ id }) => id).join(', ') }
    : { state: 'problem', found: 'none is here', next: `Run: reckon models fetch ${SETTINGS['reckon.model'].default} (or use a server: --model openai-compatible:NAME --endpoint URL).` };
}

export function examineEnergy(clock: Clock): Finding {
  const { source } = createEnergyMeter(clock, availableParallelism()).read();
  return source === 'measured'
    ? { state: 'ok', found: "measured by the processor's own counter" }
    : { state: 'note', found: 'modelled from time and cores: no counter of the processor can be read', next: 'On Linux with such a counter, let your user read /sys/class/powercap.' };
}

/** What runs the tests of projects, by its name as a program. */
const TOOLCHAINS = ['python3', 'node', 'npm', 'cargo', 'go'] as const;

/** Looks where a run looks; runs none of them. pytest is a part of some Python, often the project's own, and none of these. @param places folders after those of PATH */
export function examineToolchains(environment: NodeJS.ProcessEnv, places?: readonly string[]): Finding {
  const here = TOOLCHAINS.filter((name) => findProgram(name, environment, places) !== null);
  const missing = TOOLCHAINS.filter((name) => !here.includes(name));
  return missing.length === 0
    ? { state: 'ok', found: `found ${here.join(', ')}` }
    : { state: 'note', found: `${here.length > 0 ? `found ${here.join(', ')}; ` : ''}not found ${missing.join(', ')}`, next: 'Needed only for your own tests in those languages.' };
}

