import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { formatCompact, type BudgetState, type PanelLevel } from '../../src/protocol';
import { useWidth } from './width';

/** In CSS pixels, as letters do not grow and shrink with the sidebar. */
const VIEW = { height: 92, left: 34, marginRight: 6, top: 8, bottom: 74 } as const;
/** From the axis to the first point and from the last to the end. */
const MARGIN = 12;
/** Two numbers of tokens side by side, such as "1.5k" and "3k". */
const LABELS_APART = 28;
/** Until the width was measured: that of a sidebar which nobody has moved. */
const USUAL_WIDTH = 272;

interface Point {
  readonly level: PanelLevel;
  readonly tokens: number;
  readonly x: number;
  readonly y: number;
}

/** Chance of a verified answer against the tokens that each position of the slider allows (log scale). */
export function Curve({ budgets, level }: { readonly budgets: readonly BudgetState[]; readonly level: PanelLevel }): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const right = (useWidth(box) ?? USUAL_WIDTH) - VIEW.marginRight;
  const points = place(budgets, right);
  const here = points.find((point) => point.level === level);
  const lines = [1, 0.5].map((probability) => ({ probability, y: height(probability) }));
  return (
    <div class="curve" ref={box}>
      <svg height={VIEW.height} role="img" aria-label="Chance of a verified answer against the tokens allowed">
        {lines.map(({ probability, y }) => (
          <g key={probability}>
            <path class="grid" d={`M${VIEW.left} ${y}H${right}`} />
            <text x={VIEW.left - 4} y={y + 3} text-anchor="end">{probability * 100}%</text>
          </g>
        ))}
        <path class="grid" d={`M${VIEW.left} ${VIEW.bottom}H${right}`} />
        <path class="line" d={points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('')} />
        {points.map(({ x, y, level: each }) => <circle key={each} class={each === level ? 'here' : 'point'} cx={x} cy={y} r={each === level ? 4 : 2.5} />)}
        {here !== undefined && <path class="mark" d={`M${here.x.toFixed(1)} ${VIEW.top}V${VIEW.bottom}`} />}
        {labelled(points).map(({ x, tokens }) => <text key={x} x={x} y={VIEW.height - 4} text-anchor="middle">{formatCompact(tokens)}</text>)}
        <text x={VIEW.left - 4} y={VIEW.height - 4} text-anchor="end">tok</text>
      </svg>
    </div>
  );
}

function place(budgets: readonly BudgetState[], right: number): Point[] {
  const known = budgets.flatMap(({ level, limits, forecast }) => {
    const probability = forecast?.verifiedProbability ?? null;
    return probability === null || limits.tokens === null ? [] : [{ level, tokens: limits.tokens, probability }];
  });
  const logs = known.map(({ tokens }) => Math.log(Math.max(1, tokens)));
  const [low, high] = [Math.min(...logs), Math.max(...logs)];
  return known.map(({ level, tokens, probability }, index) => {
    const share = high > low ? ((logs[index] ?? low) - low) / (high - low) : 0.5;
    return { level, tokens, x: VIEW.left + MARGIN + share * (right - VIEW.left - 2 * MARGIN), y: height(probability) };
  });
}

function height(probability: number): number {
  return VIEW.bottom - probability * (VIEW.bottom - VIEW.top);
}

/** Leaves out labels that would touch the one before. */
function labelled(points: readonly Point[]): Point[] {
  return points.reduce<Point[]>((kept, point) => (kept.length === 0 || point.x - (kept.at(-1)?.x ?? 0) >= LABELS_APART ? [...kept, point] : kept), []);
}
