import { pairedRatio, present, summarize, type Series, type Summary } from '../../support/statistics';
import { decodeLimit, prefillLimit } from '../limits/roofline';
import { BASELINE, type EngineId, type Generation } from '../protocol';
import type { BenchResult, ModelResult, Outcome, Round, SampleResult } from '../results';

/** What is compared. Rates are better when high, times when low. */
export const METRICS = {
  wall: { title: 'tokens/s over all samples, from the call to the last token', better: 'high' },
  decode: { title: 'tokens/s over all samples, after every sample has its first token', better: 'high' },
  firstToken: { title: 'seconds until every sample has its first token, cold', better: 'low' },
  prefill: { title: 'tokens/s of reading a cold prompt', better: 'high' },
  completion: { title: 'seconds to the first token of a completion', better: 'low' },
  firstLoad: { title: 'seconds of the first load, with everything that is prepared once for a file', better: 'low' },
  load: { title: 'seconds of later loads', better: 'low' },
  energy: { title: 'joules for each token, of the whole package', better: 'low' },
} as const;
export type MetricId = keyof typeof METRICS;

/** One engine's figure for one workload. */
export interface Figure {
  readonly modelId: string;
  readonly metric: MetricId;
  readonly workload: string;
  /** Of sample workloads. */
  readonly prompt: number | null;
  readonly count: number | null;
  readonly engine: EngineId;
  readonly summary: Summary | null;
  /** How many times better than the baseline, round by round; null for the baseline itself and without one. */
  readonly ratio: Summary | null;
  /** What the machine allows with this engine's own bytes, in the metric's unit; null where nothing is known. */
  readonly limit: number | null;
}

type Row = Omit<Figure, 'engine' | 'summary' | 'ratio' | 'limit'>;

/** Everything that the report says, as data. */
export function figuresOf(result: BenchResult): Figure[] {
  return result.models.flatMap((model) => [
    ...model.samples.flatMap((sample) => sampleFigures(result, model, sample)),
    ...model.completions.flatMap(({ moved, rounds }) =>
      compare(result, { ...rowOf(model), metric: 'completion', workload: moved === 0 ? 'cold' : `cursor moved by ${moved} ${moved === 1 ? 'line' : 'lines'}` }, (engine) =>
        seriesOf(rounds, engine, ({ generation }) => generation.firstToken),
      ),
    ),
    ...compare(result, { ...rowOf(model), metric: 'firstLoad', workload: 'first load' }, (engine) => model.load.first[engine] ?? []),
    ...compare(result, { ...rowOf(model), metric: 'load', workload: 'later loads' }, (engine) => model.load.later[engine] ?? []),
  ]);
}

function rowOf({ modelId }: ModelResult): Pick<Row, 'modelId' | 'prompt' | 'count'> {
  return { modelId, prompt: null, count: null };
}

function sampleFigures(result: BenchResult, model: ModelResult, { workload, rounds }: SampleResult): Figure[] {
  const row = { modelId: model.modelId, workload: workload.id, prompt: workload.prompt, count: workload.count };
  const promptTokens = readPromptTokens(rounds) ?? workload.prompt;
  const decode = limitOf(result, model, (limits, inputs) => decodeLimit(limits, inputs, { promptTokens, count: workload.count, outputTokens: workload.maxTokens }).limit);
  const prefill = limitOf(result, model, (limits, inputs) => prefillLimit(limits, inputs, promptTokens).limit);
  const of = (metric: MetricId, value: (outcome: Success) => number | null, limit?: (engine: EngineId) => number | null): Figure[] =>
    compare(result, { ...row, metric }, (engine) => seriesOf(rounds, engine, value), limit);
  return [
    ...of('wall', ({ generation }) => generation.tokens / generation.lastToken),
    ...of('decode', ({ generation }) => decodeRate(generation), decode),
    ...of('firstToken', ({ generation }) => generation.allFirstTokens),
    ...(workload.count === 1 ? of('prefill', ({ generation }) => prefillRate(generation), prefill) : []),
    ...of('energy', ({ generation, joules }) => (joules === null ? null : joules / generation.tokens)),
  ];
}

type Success = Extract<Outcome, { ok: true }>;

/** Null where the samples had but one token. */
export function decodeRate({ tokensAfterFirsts, lastToken, allFirstTokens }: Generation): number | null {
  return lastToken > allFirstTokens ? tokensAfterFirsts / (lastToken - allFirstTokens) : null;
}

export function prefillRate({ promptTokens, cachedTokens, firstToken }: Generation): number {
  return (promptTokens - (cachedTokens ?? 0)) / firstToken;
}

function compare(result: BenchResult, row: Row, series: (engine: EngineId) => Series, limit?: (engine: EngineId) => number | null): Figure[] {
  const baseline = result.engines.includes(BASELINE) ? series(BASELINE) : null;
  return result.engines.map((engine) => {
    const own = series(engine);
    const better = METRICS[row.metric].better === 'high';
    const ratio = baseline === null || engine === BASELINE ? null : better ? pairedRatio(own, baseline) : pairedRatio(baseline, own);
    return { ...row, engine, summary: summarize(present(own)), ratio, limit: limit?.(engine) ?? null };
  });
}

function seriesOf(rounds: readonly Round[], engine: EngineId, value: (outcome: Success) => number | null): Series {
  return rounds.map((round) => {
    const outcome = round[engine];
    return outcome?.ok === true ? value(outcome) : null;
  });
}

function limitOf(
  { limits }: BenchResult,
  { limitInputs }: ModelResult,
  compute: (limits: NonNullable<BenchResult['limits']>, inputs: NonNullable<ModelResult['limitInputs']['reckon']>) => number,
): (engine: EngineId) => number | null {
  return (engine) => {
    const inputs = limitInputs[engine];
    return limits === null || inputs === undefined ? null : compute(limits, inputs);
  };
}

function readPromptTokens(rounds: readonly Round[]): number | null {
  const outcome = rounds.flatMap((round) => Object.values(round)).find(({ ok }) => ok);
  return outcome?.ok === true ? outcome.generation.promptTokens : null;
}
