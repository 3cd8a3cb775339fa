import { arch, availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';
import { readCpuInfo } from '../../../src/backends/onnx/session/processor';

/** What a figure depends on besides the code. */
export interface Machine {
  readonly cpu: string;
  readonly logicalProcessors: number;
  /** Instruction sets that matter to matrix products; empty where the system does not list them. */
  readonly flags: readonly string[];
  /** In bytes. */
  readonly memory: number;
  readonly system: string;
  readonly node: string;
  /** Processes that wanted to run over the last minute, before the measuring began; null on Windows. */
  readonly loadBefore: number | null;
}

/** Prefixes of the CPU flags that kernels for quantized products choose by. */
const RELEVANT_FLAGS = /^(?:avx|fma$|f16c$|vnni|amx|sse4_2$|asimd|sve|sme\d*$|i8mm$|bf16$|fphp$)/;

export function describeMachine(): Machine {
  const [load] = loadavg();
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    logicalProcessors: availableParallelism(),
    flags: relevantFlags(readCpuInfo()),
    memory: totalmem(),
    system: `${platform()} ${arch()} ${release()}`,
    node: process.versions.node,
    loadBefore: platform() === 'win32' || load === undefined ? null : load,
  };
}

/** Out of the text of `/proc/cpuinfo`; x86 calls them "flags", Arm "Features". */
export function relevantFlags(info: string): string[] {
  const line = /^(?:flags|Features)\s*:\s*(.*)$/m.exec(info)?.[1] ?? '';
  return line.split(/\s+/).filter((flag) => RELEVANT_FLAGS.test(flag));
}
