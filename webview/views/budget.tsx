import type { JSX, TargetedEvent } from 'preact';
import { formatCount, formatDollars, formatJoules, formatSeconds, plural, type BudgetState, type LimitsState, type PanelLevel } from '../../src/protocol';

interface BudgetProps {
  readonly budgets: readonly BudgetState[];
  readonly level: PanelLevel;
  readonly disabled: boolean;
  readonly onLevel: (level: PanelLevel) => void;
}

/** How much thinking the question is worth: a native slider, and the limits that its place stands for. */
export function Budget({ budgets, level, disabled, onLevel }: BudgetProps): JSX.Element {
  const place = Math.max(0, budgets.findIndex((budget) => budget.level === level));
  const chosen = budgets[place];
  const limits = chosen ? describeLimits(chosen.limits) : '';
  const move = (event: TargetedEvent<HTMLInputElement>): void => {
    const next = budgets[Number(event.currentTarget.value)];
    if (next) {
      onLevel(next.level);
    }
  };
  return (
    <section class="budget" aria-label="Budget">
      <h2 id="budget-title">Budget</h2>
      <input
        type="range" min={0} max={budgets.length - 1} step={1} value={place} disabled={disabled}
        style={{ '--share': place / Math.max(1, budgets.length - 1) }}
        aria-labelledby="budget-title" aria-valuetext={`${chosen?.label ?? ''}: ${limits}`} onInput={move}
      />
      <div class="stops" aria-hidden="true">
        {budgets.map((budget, index) => (
          <span key={budget.level} class={index === place ? 'chosen' : ''}>{budget.label}</span>
        ))}
      </div>
      <p class="small dim">{limits}</p>
    </section>
  );
}

export function describeLimits({ samples, tokens, seconds, dollars, joules }: LimitsState): string {
  const parts = [
    samples === null ? null : plural(samples, 'sample'),
    tokens === null ? null : `${formatCount(tokens)} tokens`,
    seconds === null ? null : formatSeconds(seconds),
    dollars === null ? null : formatDollars(dollars),
    joules === null ? null : formatJoules(joules),
  ].filter((part) => part !== null);
  // A number and its unit stay on one line.
  return parts.length === 0 ? 'no limit' : `never more than ${parts.map((part) => part.replaceAll(' ', '\u00a0')).join(' · ')}`;
}
