import type { JSX } from 'preact';
import { formatCompact, type BudgetState, type PanelLevel } from '../../src/protocol';

/** The drawing's own units; it is scaled to the width of the sidebar. */
const VIEW = { width: 312, height: 92, left: 30, right: 306, top: 8, bottom: 76 } as const;

interface Point {
  readonly level: PanelLevel;
  readonly tokens: number;
  readonly x: number;
  readonly y: number;
}

/** Chance of a verified answer against the tokens that each position of the slider allows (log scale). */
export function Curve({ budgets, level }: { readonly budgets: readonly BudgetState[]; readonly level: PanelLevel }): JSX.Element {
  const points = place(budgets);
  const here = points.find((point) => point.level === level);
  const lines = [1, 0.5].map((probability) => ({ probability, y: height(probability) }));
  return (
    <svg class="curve" viewBox={`0 0 ${VIEW.width} ${VIEW.height}`} role="img" aria-label="Chance of a verified answer against the tokens allowed">
      {lines.map(({ probability, y }) => (
        <g key={probability}>
          <path class="grid" d={`M${VIEW.left} ${y}H${VIEW.right}`} />
          <text x={VIEW.left - 4} y={y + 3} text-anchor="end">{probability * 100}%</text>
        </g>
      ))}
      <path class="grid" d={`M${VIEW.left} ${VIEW.bottom}H${VIEW.right}`} />
      <path class="line" d={points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('')} />
      {points.map(({ x, y, level: each }) => <circle key={each} class={each === level ? 'here' : 'point'} cx={x} cy={y} r={each === level ? 4 : 2.5} />)}
      {here !== undefined && <path class="mark" d={`M${here.x.toFixed(1)} ${VIEW.top}V${VIEW.bottom}`} />}
      {labelled(points).map(({ x, tokens }) => <text key={x} x={x} y={VIEW.height - 4} text-anchor="middle">{formatCompact(tokens)}</text>)}
      <text x={VIEW.left - 4} y={VIEW.height - 4} text-anchor="end">tok</text>
    </svg>
  );
}

function place(budgets: readonly BudgetState[]): Point[] {
  const known = budgets.flatMap(({ level, limits, forecast }) => {
    const probability = forecast?.verifiedProbability ?? null;
    return probability === null || limits.tokens === null ? [] : [{ level, tokens: limits.tokens, probability }];
  });
  const logs = known.map(({ tokens }) => Math.log(Math.max(1, tokens)));
  const [low, high] = [Math.min(...logs), Math.max(...logs)];
  const margin = 12;
  return known.map(({ level, tokens, probability }, index) => {
    const share = high > low ? ((logs[index] ?? low) - low) / (high - low) : 0.5;
    return { level, tokens, x: VIEW.left + margin + share * (VIEW.right - VIEW.left - 2 * margin), y: height(probability) };
  });
}

function height(probability: number): number {
  return VIEW.bottom - probability * (VIEW.bottom - VIEW.top);
}

/** Leaves out labels that would touch the one before. */
function labelled(points: readonly Point[]): Point[] {
  const apart = 34;
  return points.reduce<Point[]>((kept, point) => (kept.length === 0 || point.x - (kept.at(-1)?.x ?? 0) >= apart ? [...kept, point] : kept), []);
}
