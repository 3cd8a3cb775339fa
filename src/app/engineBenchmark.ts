import type { Clock } from '../base/clock';
import { cancelledError } from '../base/abort';
import { deserializeError } from '../base/errors';
import type { EnergyMeter } from '../budget';
import type { LanguageModel, Usage } from '../model';
import type { BenchmarkPoint } from './types';

interface Workload {
  readonly samples: number;
  /** Rough length of the prompt, in tokens. */
  readonly promptTokens: number;
  /** Of each sample. */
  readonly outputTokens: number;
}

/** A short function and a file, at the numbers of samples that runs draw. Sizes are such that all take half a minute on two cores. */
const WORKLOADS: readonly Workload[] = [
  { samples: 1, promptTokens: 128, outputTokens: 64 },
  { samples: 4, promptTokens: 128, outputTokens: 48 },
  { samples: 8, promptTokens: 128, outputTokens: 48 },
  { samples: 16, promptTokens: 128, outputTokens: 32 },
  { samples: 32, promptTokens: 128, outputTokens: 24 },
  { samples: 1, promptTokens: 1024, outputTokens: 32 },
  { samples: 8, promptTokens: 1024, outputTokens: 32 },
];

/** Like a run's samples: text of some variety. */
const TEMPERATURE = 0.8;
const TOP_P = 0.95;
/** Tokens of one of the made-up functions below, with the usual tokenizers of code models. */
const TOKENS_PER_FUNCTION = 32;

/** Runs the workloads one after another; each yields when it is done. @throws ReckonError what the model failed with, or `cancelled`. */
export async function* benchmarkModel(model: LanguageModel, clock: Clock, startEnergyMeter: () => EnergyMeter, abortSignal?: AbortSignal): AsyncGenerator<BenchmarkPoint, void> {
  for (const [index, workload] of WORKLOADS.entries()) {
    const meter = startEnergyMeter();
    const startedAt = clock.seconds();
    const usage = await drawAll(model, workload, index, abortSignal);
    yield { samples: workload.samples, usage, seconds: clock.seconds() - startedAt, energy: meter.read() };
  }
}

async function drawAll(model: LanguageModel, { samples, promptTokens, outputTokens }: Workload, seed: number, abortSignal: AbortSignal | undefined): Promise<Usage> {
  const parts = model.sample({ kind: 'text', text: madeUpCode(promptTokens, seed) }, samples, {
    maxOutputTokens: outputTokens, temperature: TEMPERATURE, topP: TOP_P, seed, ...(abortSignal ? { abortSignal } : {}),
  });
  for await (const part of parts) {
    if (part.type === 'finish') {
      return part.usage;
    }
    if (part.type === 'error') {
      throw deserializeError(part.error);
    }
  }
  throw cancelledError(); // A stream without its last part was left in the middle.
}

/** Code that begins differently for each seed, so that no workload finds the prompt of another in the cache. */
function madeUpCode(tokens: number, seed: number): string {
  const functions = Array.from({ length: Math.max(1, Math.round(tokens / TOKENS_PER_FUNCTION)) }, (_, index) => {
    const name = `part_${seed}_${index}`;
    return `def ${name}(items, limit=${index + seed}):\n    return [item for item in items if item > limit]\n`;
  });
  return `${seed}. Helpers\n\n${functions.join('\n')}\n\ndef `;
}
