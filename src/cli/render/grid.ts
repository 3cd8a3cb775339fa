import type { JudgedCandidate } from '../../reasoning/events';
import type { VerdictStatus } from '../../verification/types';
import type { Colors } from '../terminal';
import { formatCount } from './format';
import { renderTable } from './table';

/** Wider grids are cut: what matters is which example separates the candidates, and the rest is in --json. */
const MAX_EXAMPLE_COLUMNS = 12;

/** Candidates in rows, examples in columns. */
export function renderGrid(candidates: readonly JudgedCandidate[], selectedId: string | null, colors: Colors): string[] {
  const examples = Math.max(0, ...candidates.map(({ verdict }) => verdict?.results.length ?? 0));
  const shown = Math.min(examples, MAX_EXAMPLE_COLUMNS);
  const header = ['candidate', ...Array.from({ length: shown }, (_, index) => `ex${index + 1}`), 'agree', 'tokens', 'verdict'];
  const rows = candidates.map(({ candidate, verdict, cluster }, index) => [
    `${index + 1}${index === 0 ? ' fast' : ''}${candidate.id === selectedId ? ' *' : ''}`,
    ...Array.from({ length: shown }, (_, column) => mark(verdict?.results[column]?.status, colors)),
    cluster ?? '',
    formatCount(candidate.completionTokens),
    verdict?.status ?? 'not checked',
  ]);
  const [heading = '', ...lines] = renderTable([header, ...rows]);
  const cut = examples > shown ? [colors.dim(`(${examples - shown} more examples)`)] : [];
  return [colors.dim(heading), ...lines, ...cut];
}

function mark(status: VerdictStatus | undefined, colors: Colors): string {
  if (status === undefined) {
    return colors.dim('-');
  }
  if (status === 'passed') {
    return colors.green('ok');
  }
  return status === 'inconclusive' ? colors.yellow('?') : colors.red(status === 'failed' ? 'x' : status === 'timed-out' ? 'time' : 'crash');
}
