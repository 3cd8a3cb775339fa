import type { Machine } from '../../support/machine';
import { pairedRatio, summarize } from '../../support/statistics';
import { formatRatio, formatSummary, renderTable } from '../../support/table';
import type { SpeedResult, SpeedSeries } from './measure';
import { CANDIDATES, INPUTS } from './work';

export type LanguageName = 'Python' | 'JavaScript';

/** Milliseconds that each may take. */
const TARGETS: Readonly<Record<LanguageName, Readonly<Record<keyof SpeedResult, number>>>> = {
  Python: { all: 1000, single: 30, cold: 2000 },
  JavaScript: { all: 1000, single: 30, cold: 100 },
};
const NAMES: Readonly<Record<keyof SpeedResult, string>> = { all: `${CANDIDATES} candidates x ${INPUTS} inputs, warm`, single: 'one check, warm', cold: 'cold start to the first verdict' };

export function speedText(results: Readonly<Record<LanguageName, SpeedResult>>, machine: Machine): string {
  const rows = (Object.keys(results) as LanguageName[]).flatMap((language) =>
    (Object.keys(NAMES) as (keyof SpeedResult)[]).map((kind) => row(`${language}: ${NAMES[kind]}`, results[language][kind], TARGETS[language][kind])));
  return [
    `Verification on ${machine.cpu} (${machine.flags.join(' ')}), ${machine.logicalProcessors} processors, Node ${machine.node}, load ${machine.loadBefore ?? 'unknown'}`,
    '',
    renderTable([['milliseconds: median (least–most)', 'Reckon', 'plain processes', 'Reckon / plain', 'target', ''], ...rows]),
  ].join('\n');
}

function row(name: string, { reckon, plain }: SpeedSeries, target: number): string[] {
  const [ours, theirs] = [reckon, plain].map((seconds) => summarize(seconds.map((value) => value * 1000)));
  return [name, formatSummary(ours ?? null), formatSummary(theirs ?? null), formatRatio(pairedRatio(reckon, plain)), String(target), (ours?.median ?? Infinity) <= target ? 'met' : 'missed'];
}
