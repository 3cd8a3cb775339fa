import { plural } from '../../base/format';
import type { EarlierRun } from '../../reasoning';
import { isPassing } from '../../reasoning/selection';
import { spentWords } from './report';

/** What a run took over of an earlier one, for people: its candidates and what it had spent. */
export function earlierWords({ candidates, spent }: EarlierRun): string {
  const passing = candidates.filter(isPassing).length;
  return `${plural(candidates.length, 'candidate')}, ${passing === 0 ? 'none' : passing} of which ${passing < 2 ? 'passes' : 'pass'}; ${spentWords(spent)}, which counts against the budget`;
}
