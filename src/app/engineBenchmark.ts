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

/** Tokens a second and joules for each written token; null where nothing was measured. */
export function ratesOf({ usage, energy }: BenchmarkPoint): { readonly prefill: number | null; readonly decode: number | null; readonly joulesPerToken: number | null } {
  const read = usage.promptTokens - usage.cachedPromptTokens;
  return {
    prefill: usage.prefillSeconds > 0 ? read / usage.prefillSeconds : null,
    decode: usage.decodeSeconds > 0 ? usage.completionTokens / usage.decodeSeconds : null,
    joulesPerToken: energy.joules === null || usage.completionTokens === 0 ? null : energy.joules / usage.completionTokens,
  };
}

/** Samples drawn at once share what a step reads, so that together they are never slower than fewer; where memory stops helping they may lose this share by chance. */
const LEAST_SHARE_OF_FEWER = 0.75;
/** Rows whose prompts are equally long read them equally fast; a quiet machine's differ by a tenth or two. */
const MOST_TIMES_SLOWER = 1.5;
/** Prompts whose lengths differ by less are equally long: their texts are made up, and tokens counted later. */
const SAME_LENGTH = 1.25;

/** What cannot be true of one machine that does nothing else, in a sentence each; nothing where the rows agree. */
export function contradictionsOf(points: readonly BenchmarkPoint[]): string[] {
  return byLength(points).flatMap((group) => [...readingContradictions(group), ...writingContradictions(group)]);
}

/** Rows whose prompts are equally long, together. */
function byLength(points: readonly BenchmarkPoint[]): BenchmarkPoint[][] {
  const groups: BenchmarkPoint[][] = [];
  for (const point of points) {
    const group = groups.find(([first]) => first !== undefined && isSameLength(first.usage.promptTokens, point.usage.promptTokens));
    if (group === undefined) {
      groups.push([point]);
    } else {
      group.push(point);
    }
  }
  return groups;
}

function isSameLength(a: number, b: number): boolean {
  return Math.max(a, b) < SAME_LENGTH * Math.min(a, b);
}

function readingContradictions(group: readonly BenchmarkPoint[]): string[] {
  const rates = group.map((point) => ratesOf(point).prefill).filter((rate) => rate !== null);
  const [slowest, fastest] = [Math.min(...rates), Math.max(...rates)];
  return fastest > MOST_TIMES_SLOWER * slowest ? [`prompts of ${group[0]?.usage.promptTokens ?? 0} tokens were read at ${rounded(slowest)} tokens/s, and at ${rounded(fastest)}`] : [];
}

/** The worst one: one busy moment makes many rows look slow beside it. */
function writingContradictions(group: readonly BenchmarkPoint[]): string[] {
  const rows = group.flatMap((point) => {
    const { decode } = ratesOf(point);
    return decode === null ? [] : [{ samples: point.samples, decode, promptTokens: point.usage.promptTokens }];
  });
  const pairs = rows.flatMap((more) => rows.filter(({ samples }) => samples < more.samples).map((fewer) => ({ more, fewer, share: more.decode / fewer.decode })));
  const [worst] = pairs.filter(({ share }) => share < LEAST_SHARE_OF_FEWER).sort((a, b) => a.share - b.share);
  return worst === undefined ? [] : [
    `${worst.more.samples} samples at once were written at ${rounded(worst.more.decode)} tokens/s, ${worst.fewer.samples === 1 ? 'one' : worst.fewer.samples} at ${rounded(worst.fewer.decode)}, behind a prompt of ${worst.more.promptTokens} tokens`,
  ];
}

function rounded(rate: number): string {
  return rate.toFixed(rate < 100 ? 1 : 0);
}
