import { plural } from '../../../../src/base/format';
import type { Machine } from '../../support/machine';
import { formatMegabytes, formatNumber, formatPercent, formatRatio, formatSummary, renderTable } from '../../support/table';
import { BASELINE, type EngineId } from '../protocol';
import type { BenchResult, ModelResult } from '../results';
import { figuresOf, METRICS, type Figure, type MetricId } from './figures';

const GIGA = 1e9;

/** The whole report as plain text. */
export function reportText(result: BenchResult): string {
  const figures = figuresOf(result);
  const sections = [
    describeRun(result),
    describeLimits(result),
    ...result.models.map((model) => describeModel(result, model, figures.filter(({ modelId }) => modelId === model.modelId))),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function describeRun({ machine, threads, startedAt, seconds, engines }: BenchResult): string {
  return [
    `Local engines side by side, ${startedAt}, ${Math.round(seconds)} s`,
    describeMachine(machine, threads),
    `Engines took turns: ${engines.join(', ')}. Medians (smallest–largest). Ratios: how many times better than ${BASELINE}, median over rounds.`,
  ].join('\n');
}

function describeMachine({ cpu, logicalProcessors, flags, memory, system, node, loadBefore }: Machine, threads: number): string {
  const load = loadBefore === null ? '' : `, load ${loadBefore.toFixed(1)} before the start`;
  return `${cpu}, ${logicalProcessors} processors, ${threads} threads used, ${Math.round(memory / GIGA)} GB, ${system}, Node ${node}${load}\nCPU flags: ${flags.join(' ') || 'not listed by the system'}`;
}

function describeLimits({ limits }: BenchResult): string {
  if (limits === null) {
    return '';
  }
  const list = (values: Readonly<Record<string, number>>, unit: string): string => Object.entries(values).map(([how, value]) => `${how} ${formatNumber(value / GIGA)} ${unit}`).join(', ');
  return [
    'Limits of the machine, the best of before and after:',
    `  memory: ${formatNumber(limits.bytesPerSecond / GIGA)} GB/s (${list(limits.bandwidths, 'GB/s')})`,
    `  arithmetic: ${formatNumber(limits.multiplyAddsPerSecond / GIGA)} G 8-bit multiply-adds/s (${list(limits.peaks, 'G/s')})`,
    '"of limit" is the share of the lower of: samples x bandwidth / bytes of a step, peak / multiply-adds of a token; with the bytes that the engine itself stores.',
  ].join('\n');
}

function describeModel(result: BenchResult, model: ModelResult, figures: readonly Figure[]): string {
  const tables = (Object.keys(METRICS) as MetricId[]).map((metric) => metricTable(result.engines, figures.filter((figure) => figure.metric === metric), metric));
  return [
    `== ${model.modelId} (${formatMegabytes(model.fileBytes)}, sha256 ${model.sha256.slice(0, 12)}) ==`,
    ...describeVersions(model),
    describeWork(model),
    ...Object.entries(model.leftOut).map(([engine, reason]) => `${engine} is left out: ${reason}`),
    ...tables.filter((table) => table !== ''),
    memoryTable(result.engines, model),
    ...describeOddities(model),
  ].filter((part) => part !== '').join('\n\n');
}

function describeVersions({ versions }: ModelResult): string[] {
  const lines = Object.entries(versions).map(([engine, all]) => `${engine}: ${Object.entries(all).map(([name, version]) => `${name} ${version}`).join(', ')}`);
  return [lines.join('\n')];
}

function describeWork({ limitInputs }: ModelResult): string {
  return Object.entries(limitInputs)
    .map(([engine, { weightBytes, cacheBytesPerToken, multiplyAddsPerToken }]) =>
      `${engine}: ${formatMegabytes(weightBytes)} of weights a step, ${formatNumber(cacheBytesPerToken / 1000)} kB of keys and values a token of context, ${formatNumber(multiplyAddsPerToken / 1e6)} M multiply-adds a token`)
    .join('\n');
}

function metricTable(engines: readonly EngineId[], figures: readonly Figure[], metric: MetricId): string {
  if (!figures.some(({ summary }) => summary !== null)) {
    return metric === 'energy' ? 'Energy: this machine has no counter that can be read.' : '';
  }
  const limited = figures.some(({ limit }) => limit !== null);
  const rivals = engines.filter((engine) => engine !== BASELINE && engines.includes(BASELINE));
  const heading = ['', ...engines.flatMap((engine) => [engine, ...(limited ? ['of limit'] : [])]), ...rivals.map((engine) => `${engine} ratio`), 'rounds'];
  const workloads = [...new Set(figures.map(({ workload }) => workload))];
  const rows = workloads.map((workload) => {
    const find = (engine: EngineId): Figure | undefined => figures.find((figure) => figure.workload === workload && figure.engine === engine);
    const cells = engines.flatMap((engine) => [formatSummary(find(engine)?.summary ?? null), ...(limited ? [formatPercent(shareOfLimit(find(engine)))] : [])]);
    const runs = Math.max(...engines.map((engine) => find(engine)?.summary?.runs ?? 0));
    return [workload, ...cells, ...rivals.map((engine) => formatRatio(find(engine)?.ratio ?? null)), String(runs)];
  });
  return `${METRICS[metric].title}\n${renderTable([heading, ...rows])}`;
}

function shareOfLimit(figure: Figure | undefined): number | null {
  const median = figure?.summary?.median;
  return median === undefined || figure === undefined || figure.limit === null ? null : median / figure.limit;
}

function memoryTable(engines: readonly EngineId[], { samples, memoryIsPerWorkload }: ModelResult): string {
  const heading = ['', ...engines];
  const rows = samples.map(({ workload, peakMemory }) => [
    workload.id,
    ...engines.map((engine) => {
      const peak = peakMemory[engine];
      const parts = peak === undefined || peak.descendants === 0 ? '' : ` (${formatMegabytes(peak.root)} caller + ${formatMegabytes(peak.descendants)} engine)`;
      return peak === undefined ? 'unknown' : `${formatMegabytes(peak.root + peak.descendants)}${parts}`;
    }),
  ]);
  const since = memoryIsPerWorkload ? '' : ', since each process began';
  return `peak memory of all processes, pages of mapped files included${since}\n${renderTable([heading, ...rows])}`;
}

/** What a reader has to know to trust the figures: samples that were shorter than asked for, failures. */
function describeOddities({ samples, completions }: ModelResult): string[] {
  const early = new Map<string, number>();
  const failures = new Set<string>();
  for (const round of [...samples, ...completions].flatMap(({ rounds }) => rounds)) {
    for (const [engine, outcome] of Object.entries(round)) {
      if (!outcome.ok) {
        failures.add(`${engine} failed: ${outcome.message}`);
      } else if (outcome.generation.endedEarly > 0) {
        early.set(engine, (early.get(engine) ?? 0) + outcome.generation.endedEarly);
      }
    }
  }
  const lines = [...early].map(([engine, count]) => `${engine}: ${plural(count, 'sample')} ended early by themselves; only tokens that were made count.`);
  return [...lines, ...failures];
}
