import type { Machine } from '../support/machine';
import type { PeakMemory } from '../support/processTree';
import type { EngineId, Generation } from './protocol';
import type { LimitInputs, MeasuredLimits } from './limits/roofline';
import type { SampleWorkload } from './workloads';

/** What one engine did in one round. */
export type Outcome =
  | { readonly ok: true; readonly generation: Generation; /** Of the whole package, in joules; null without a meter. */ readonly joules: number | null }
  | { readonly ok: false; readonly message: string };

export type Round = Readonly<Partial<Record<EngineId, Outcome>>>;
export type PerEngine<T> = Readonly<Partial<Record<EngineId, T>>>;

export interface SampleResult {
  readonly workload: SampleWorkload;
  readonly rounds: readonly Round[];
  readonly peakMemory: PerEngine<PeakMemory>;
}

/** Time to the first token of a completion. */
export interface CompletionResult {
  /** Lines that the cursor moved since the step before; 0 for the cold first one. */
  readonly moved: number;
  readonly rounds: readonly Round[];
}

export interface LoadResult {
  /** Seconds, one value a round. `first` is with everything that an engine prepares once for a file. */
  readonly first: PerEngine<readonly number[]>;
  readonly later: PerEngine<readonly number[]>;
}

export interface ModelResult {
  readonly modelId: string;
  readonly sha256: string;
  /** Of the weights file. */
  readonly fileBytes: number;
  /** Engines that could not load these weights here, with the reason. */
  readonly leftOut: PerEngine<string>;
  readonly versions: PerEngine<Readonly<Record<string, string>>>;
  readonly load: LoadResult;
  readonly samples: readonly SampleResult[];
  readonly completions: readonly CompletionResult[];
  readonly infill: boolean;
  readonly limitInputs: PerEngine<LimitInputs>;
  /** False where peaks of memory are those since each process began instead of those of each workload. */
  readonly memoryIsPerWorkload: boolean;
}

export interface BenchResult {
  readonly schemaVersion: 1;
  readonly startedAt: string;
  readonly seconds: number;
  readonly machine: Machine;
  readonly threads: number;
  readonly engines: readonly EngineId[];
  readonly limits: MeasuredLimits | null;
  readonly models: readonly ModelResult[];
}
