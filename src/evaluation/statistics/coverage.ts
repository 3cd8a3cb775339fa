import type { CostEstimate } from '../../budget';
import { mean } from './bootstrap';

/** Shares of runs that took at most what was foretold: a good forecast has half of them below P50 and nine in ten below P90. */
export type Coverage = Readonly<Record<'tokens' | 'seconds', { readonly p50: number; readonly p90: number }>>;

/** A run and what was foretold of it. */
export interface ForetoldRun {
  readonly run: { readonly tokens: number; readonly seconds: number };
  readonly forecast: Pick<CostEstimate, 'p50' | 'p90'>;
}

/** NaN for no runs. */
export function coverageOf(foretold: readonly ForetoldRun[]): Coverage {
  const share = (quantity: keyof Coverage, quantile: 'p50' | 'p90'): number => mean(foretold.map(({ run, forecast }) => Number(run[quantity] <= forecast[quantile][quantity])));
  const both = (quantity: keyof Coverage): Coverage[typeof quantity] => ({ p50: share(quantity, 'p50'), p90: share(quantity, 'p90') });
  return { tokens: both('tokens'), seconds: both('seconds') };
}
