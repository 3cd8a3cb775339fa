import type { JSX } from 'preact';
import { formatDollars, formatEnergy, formatSeconds, formatSpentTokens, type ForecastState, type SpentState } from '../../src/protocol';

/** The price after, beside the one before. */
export function SpentLine({ spent, forecast }: { readonly spent: SpentState; readonly forecast: ForecastState | null }): JSX.Element {
  const parts = [
    formatSpentTokens(spent.tokens, spent.forfeitedTokens),
    formatSeconds(spent.seconds),
    formatEnergy({ joules: spent.joules, source: spent.energySource }),
    formatDollars(spent.dollars),
  ];
  return (
    <p class="spent small dim">
      {parts.join(' · ')}.{forecast !== null && ` Forecast was ${formatSeconds(forecast.p50.seconds)} (${formatSeconds(forecast.p90.seconds)}).`}
    </p>
  );
}
