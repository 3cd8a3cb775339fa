import type { JSX } from 'preact';
import { formatCompact, formatDollars, formatEnergyRange, formatProbability, formatSeconds, type BudgetState, type ForecastState, type PanelLevel } from '../../src/protocol';
import { Curve } from './curve';

interface ForecastProps {
  readonly budgets: readonly BudgetState[];
  readonly level: PanelLevel;
  /** Left out below an answer, which matters more then. */
  readonly showCurve: boolean;
  readonly hasExamples: boolean;
}

/** The price before anything is spent. */
export function Forecast({ budgets, level, showCurve, hasExamples }: ForecastProps): JSX.Element | null {
  const forecast = budgets.find((budget) => budget.level === level)?.forecast ?? null;
  if (forecast === null) {
    return <p class="small dim">The price appears here as soon as there is a question. Nothing is spent to show it.</p>;
  }
  return (
    <section class="forecast" aria-label="Forecast" aria-live="polite">
      <div class="row">
        <span><span class="big">{formatSeconds(forecast.p50.seconds)}</span> <span class="dim">likely</span></span>
        <span><span class="big">{formatSeconds(forecast.p90.seconds)}</span> <span class="dim">9 times in 10</span></span>
      </div>
      <p class="small dim">{describeCost(forecast)}{forecast.ownRuns > 0 && ` · as ${forecast.ownRuns} of your runs went`}</p>
      {showCurve && forecast.verifiedProbability !== null && <Curve budgets={budgets} level={level} />}
      <Odds forecast={forecast} hasExamples={hasExamples} />
    </section>
  );
}

function Odds({ forecast, hasExamples }: { readonly forecast: ForecastState; readonly hasExamples: boolean }): JSX.Element {
  if (!hasExamples || forecast.verifiedProbability === null) {
    return <p class="small">Nothing to verify with: add an example, such as <code>double(4) == 8</code>.</p>;
  }
  return (
    <p class="small">
      <b>{formatProbability(forecast.verifiedProbability)}</b> <span class="dim">chance of a verified answer at this budget</span>
    </p>
  );
}

export function describeCost({ p50, p90, energySource }: ForecastState): string {
  return [
    `${formatCompact(p50.tokens)} tokens (${formatCompact(p90.tokens)})`,
    formatEnergyRange(p50.joules, p90.joules, energySource),
    formatDollars(p90.dollars),
  ].join(' · ');
}
