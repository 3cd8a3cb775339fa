import { formatCount, formatDollars, formatEnergyRange, formatProbability, formatSeconds, plural } from '../../base/format';
import type { BudgetLevel, CostEstimate } from '../../budget/types';
import type { CodeTask } from '../../verification/types';
import { notUnderstoodLines } from './examples';
import { renderTable } from './table';
import { printable } from './width';

/** What a run is foretold to take at one position of the slider. */
export interface LevelEstimate {
  readonly level: BudgetLevel;
  readonly estimate: CostEstimate;
}

/** One line a position of the slider: what half of such runs and nine in ten stay below, and the odds. */
export function estimateLines(task: CodeTask, model: string, estimates: readonly LevelEstimate[]): string[] {
  const caveats = new Set(estimates.flatMap(({ estimate }) => estimate.caveats ?? []));
  return [
    `${printable(task.functionName ?? 'task')} (${task.language}, ${plural(task.examples.length, 'example')}) with ${printable(model)}`,
    ...notUnderstoodLines(task),
    '',
    ...renderTable([
      ['budget', 'likely', 'nine times in ten', 'tokens', 'energy', 'money', 'verified answer'],
      ...estimates.map(({ level, estimate: { p50, p90, energySource, verifiedProbability } }) => [
        level, formatSeconds(p50.seconds), formatSeconds(p90.seconds), `${formatCount(p50.tokens)} (${formatCount(p90.tokens)})`,
        formatEnergyRange(p50.joules, p90.joules, energySource), formatDollars(p90.dollars),
        verifiedProbability === null ? 'nothing to verify' : formatProbability(verifiedProbability),
      ]),
    ]),
    '',
    ...[...caveats].map(printable),
    ...correctionLines(estimates),
    'Nothing was spent to show this. Loading a model comes on top.',
  ];
}

function correctionLines(estimates: readonly LevelEstimate[]): string[] {
  const own = estimates.filter(({ estimate }) => estimate.correction !== undefined).map(({ level, estimate }) => `${level} ${estimate.correction?.runs}`);
  return own.length === 0 ? [] : [`Your own runs are in it: ${own.join(', ')}.`];
}
