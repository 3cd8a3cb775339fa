import { element, line, linearScale, polyline, text, ticks } from '../../../../src/base/svg';
import { formatNumber } from '../../support/table';
import type { EngineId } from '../protocol';
import type { BenchResult } from '../results';
import { figuresOf, type Figure, type MetricId } from './figures';

/** Sizes in pixels. */
const PANEL = { width: 360, height: 240, left: 56, right: 20, top: 44, bottom: 44 } as const;
const HEADER = 66;
const TICKS = 5;
/** Told apart in colour and in grey, and by people who confuse red and green (Okabe and Ito). */
const COLOURS: Readonly<Record<EngineId, string>> = {
  reckon: '#0072b2',
  'node-llama-cpp': '#d55e00',
  'node-llama-cpp-state': '#cc79a7',
  'transformers.js': '#009e73',
};
const GREY = '#666';
const GRID = '#ddd';

/** One row of panels for each model and each of these. */
const ROWS: readonly { readonly metric: MetricId; readonly name: string }[] = [
  { metric: 'wall', name: 'whole call' },
  { metric: 'decode', name: 'after the first tokens' },
];

/** Tokens/s against the number of samples, a panel for each length of prompt. Bars show the spread, dashes the limit where it fits. */
export function plotResult(result: BenchResult): string {
  const figures = figuresOf(result).filter(({ prompt }) => prompt !== null);
  const prompts = [...new Set(figures.map(({ prompt }) => prompt))];
  const rows = result.models.flatMap(({ modelId }) => ROWS.map((row) => ({ ...row, modelId })));
  const panels = rows.flatMap(({ modelId, metric, name }, row) =>
    prompts.map((prompt, column) =>
      element('g', { transform: `translate(${column * PANEL.width} ${HEADER + row * PANEL.height})` },
        panel(
          `${modelId}, prompt ${String(prompt)}: ${name}`,
          figures.filter((figure) => figure.metric === metric && figure.modelId === modelId && figure.prompt === prompt),
          result.engines,
        )),
    ),
  );
  const width = Math.max(2, prompts.length) * PANEL.width;
  const height = HEADER + rows.length * PANEL.height;
  return `${element(
    'svg',
    { xmlns: 'http://www.w3.org/2000/svg', viewBox: `0 0 ${width} ${height}`, width, height, 'font-family': 'system-ui, sans-serif', 'font-size': 11 },
    [element('rect', { width, height, fill: '#fff' }), header(result), ...panels].join('\n'),
  )}\n`;
}

function header({ engines, machine, threads }: BenchResult): string {
  const legend = engines.map((engine, index) => {
    const x = 16 + index * 150;
    return line(x, 52, x + 20, 52, { stroke: COLOURS[engine], 'stroke-width': 2.5 }) + text(x + 26, 56, engine);
  });
  return [
    text(16, 20, 'Tokens/s over all samples of one prompt', { 'font-size': 13, 'font-weight': 'bold' }),
    text(16, 37, `${machine.cpu}, ${threads} threads, Node ${machine.node}; medians, bars from smallest to largest, dashes: limit by bandwidth and arithmetic`, { fill: GREY, 'font-size': 10 }),
    ...legend,
  ].join('\n');
}

function panel(title: string, figures: readonly Figure[], engines: readonly EngineId[]): string {
  const counts = [...new Set(figures.map(({ count }) => count ?? 1))].sort((a, b) => a - b);
  const highest = Math.max(1, ...figures.map(({ summary }) => summary?.max ?? 0));
  const marks = ticks(highest, TICKS);
  const top = marks.at(-1) ?? highest;
  const plot = { width: PANEL.width - PANEL.left - PANEL.right, height: PANEL.height - PANEL.top - PANEL.bottom };
  const up = linearScale(0, top, plot.height);
  const y = (value: number): number => PANEL.top + plot.height - up(Math.min(value, top));
  const across = linearScale(-0.25, counts.length - 0.75, plot.width);
  const x = (count: number): number => PANEL.left + across(counts.indexOf(count));
  const series = engines.map((engine) => curve(figures.filter((figure) => figure.engine === engine), COLOURS[engine], x, y, top));
  return [
    text(PANEL.left, PANEL.top - 16, title, { 'font-weight': 'bold' }),
    ...marks.map((mark) => line(PANEL.left, y(mark), PANEL.left + plot.width, y(mark), { stroke: GRID }) + text(PANEL.left - 6, y(mark) + 4, formatTick(mark), { 'text-anchor': 'end', fill: GREY })),
    ...counts.map((count) => text(x(count), PANEL.top + plot.height + 16, String(count), { 'text-anchor': 'middle', fill: GREY })),
    text(PANEL.left + plot.width / 2, PANEL.top + plot.height + 32, 'samples over one prompt', { 'text-anchor': 'middle', fill: GREY }),
    ...series,
  ].join('\n');
}

function curve(figures: readonly Figure[], stroke: string, x: (count: number) => number, y: (value: number) => number, top: number): string {
  const measured = figures.flatMap(({ count, summary }) => (summary === null || count === null ? [] : [{ count, ...summary }]));
  const limits = figures.flatMap(({ count, limit }): [number, number][] => (limit === null || count === null || limit > top ? [] : [[x(count), y(limit)]]));
  return [
    polyline(measured.map(({ count, median }) => [x(count), y(median)]), { stroke, 'stroke-width': 2.5 }),
    ...measured.map(({ count, min, max }) => line(x(count), y(min), x(count), y(max), { stroke, 'stroke-width': 1 })),
    ...measured.map(({ count, median }) => element('circle', { cx: x(count), cy: y(median), r: 3, fill: stroke })),
    ...(limits.length > 1 ? [polyline(limits, { stroke, 'stroke-dasharray': '4 3', 'stroke-width': 1 })] : []),
  ].join('\n');
}

function formatTick(value: number): string {
  return Number.isInteger(value) ? value.toLocaleString('en-US') : formatNumber(value);
}
