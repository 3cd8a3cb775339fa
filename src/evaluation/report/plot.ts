import { element, line, linearScale, polyline, text, ticks } from '../../base/svg';
import type { OraclePoint, PolicySummary } from './summary';

const SIZE = { width: 720, height: 440 } as const;
const MARGIN = { left: 56, right: 24, top: 64, bottom: 56 } as const;
const PLOT = { width: SIZE.width - MARGIN.left - MARGIN.right, height: SIZE.height - MARGIN.top - MARGIN.bottom } as const;
/** Told apart also where colours are not: each has a mark of its own beside its name. */
const INK = { text: '#444', grid: '#ddd', fixed: '#1f77b4', policy: '#d62728', other: '#555', oracle: '#2ca02c' } as const;

export interface CurveData {
  readonly title: string;
  readonly policies: readonly PolicySummary[];
  readonly oracle: readonly OraclePoint[];
  /** Mean tokens of one problem when so many samples are drawn; for the oracle, which draws as many as it is asked about. */
  tokensOf(samples: number): number;
}

/** Share of problems solved against mean tokens a problem. Fixed numbers of samples and the oracle are curves, the others points with their intervals. */
export function solvedAgainstTokens(data: CurveData): string {
  const x = linearScale(0, Math.max(...data.policies.map(({ tokens }) => tokens), data.tokensOf(data.oracle.length)), PLOT.width);
  const y = linearScale(1, 0, PLOT.height);
  const at = (tokens: number, share: number): readonly [number, number] => [MARGIN.left + x(tokens), MARGIN.top + y(share)];
  const shareOf = ({ base, plus }: PolicySummary): number => (plus ?? base).mean;
  const fixed = data.policies.filter(({ policy }) => policy === 'greedy' || policy.startsWith('fixed-'));
  const others = data.policies.filter((each) => !fixed.includes(each));
  const parts = [
    element('rect', { width: SIZE.width, height: SIZE.height, fill: '#fff' }),
    text(MARGIN.left, 24, data.title, { 'font-size': 15, 'font-weight': 600, fill: INK.text }),
    text(MARGIN.left, 43, `problems solved${data.policies.some(({ plus }) => plus !== null) ? ', with plus tests' : ''}; bars: 95% intervals over problems`, { fill: INK.text }),
    ...axes(Math.max(...data.policies.map(({ tokens }) => tokens), data.tokensOf(data.oracle.length)), at),
    polyline(data.oracle.map(({ samples, base, plus }) => at(data.tokensOf(samples), plus ?? base)), { stroke: INK.oracle, 'stroke-width': 1.5, 'stroke-dasharray': '5 4' }),
    ...label(at(data.tokensOf(data.oracle.length), data.oracle.at(-1)?.plus ?? data.oracle.at(-1)?.base ?? 0), 'oracle', INK.oracle),
    polyline(fixed.map((each) => at(each.tokens, shareOf(each))), { stroke: INK.fixed, 'stroke-width': 1.5 }),
    ...data.policies.flatMap((each) => point(each, at(each.tokens, shareOf(each)), at, hasRoomAtRight(each, others, at))),
  ];
  return `${element('svg', { xmlns: 'http://www.w3.org/2000/svg', viewBox: `0 0 ${SIZE.width} ${SIZE.height}`, width: SIZE.width, height: SIZE.height, 'font-family': 'system-ui, sans-serif', 'font-size': 12 }, parts.join('\n'))}\n`;
}

type Place = (tokens: number, share: number) => readonly [number, number];

function axes(most: number, at: Place): string[] {
  const rows = ticks(1, 5).flatMap((share) => {
    const [left, y] = at(0, share);
    return [line(left, y, left + PLOT.width, y, { stroke: INK.grid }), text(left - 8, y + 4, `${Math.round(share * 100)}%`, { 'text-anchor': 'end', fill: INK.text })];
  });
  const columns = ticks(most, 6).filter((tokens) => tokens <= most).map((tokens) => {
    const [x, y] = at(tokens, 0);
    return text(x, y + 18, String(tokens), { 'text-anchor': 'middle', fill: INK.text });
  });
  return [...rows, ...columns, text(MARGIN.left + PLOT.width / 2, SIZE.height - 16, 'tokens a problem, prompt and answers (mean)', { 'text-anchor': 'middle', fill: INK.text })];
}

/** Of a name in the size that it is written in, in pixels, on the wide side. */
const LETTER_WIDTH = 7;

/** Whether a name that stands right of its point ends before the next point's begins. */
function hasRoomAtRight({ policy, tokens }: PolicySummary, others: readonly PolicySummary[], at: Place): boolean {
  const [x] = at(tokens, 0);
  const next = Math.min(...others.map((each) => at(each.tokens, 0)[0]).filter((other) => other > x));
  return next - x > policy.length * LETTER_WIDTH;
}

function point(summary: PolicySummary, [x, y]: readonly [number, number], at: Place, isNamedAtRight: boolean): string[] {
  const { policy, base, plus, tokens } = summary;
  const { low, high } = plus ?? base;
  const colour = policy.startsWith('fixed-') || policy === 'greedy' ? INK.fixed : policy === 'policy' ? INK.policy : INK.other;
  const [, top] = at(tokens, high);
  const [, bottom] = at(tokens, low);
  return [
    line(x, top, x, bottom, { stroke: colour, 'stroke-width': 1 }),
    element('circle', { cx: x, cy: y, r: policy === 'policy' ? 5 : 3.5, fill: colour }),
    ...(colour === INK.fixed ? label([x, y], policy, colour, BELOW) : label([x, y], policy, colour, ABOVE, isNamedAtRight)),
  ];
}

/** Where a name stands, so that those of the curve and those of the others do not meet. */
const ABOVE = -8;
const BELOW = 18;

/** Names of points far right stand left of them. */
function label([x, y]: readonly [number, number], words: string, colour: string, offset: number = ABOVE, isAtRight = true): string[] {
  const isLeft = !isAtRight || x > MARGIN.left + PLOT.width * 0.85;
  return [text(isLeft ? x - 8 : x + 8, y + offset, words, { fill: colour, ...(isLeft ? { 'text-anchor': 'end' } : {}) })];
}
