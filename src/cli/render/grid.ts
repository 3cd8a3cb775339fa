import { formatCount, plural } from '../../base/format';
import type { JudgedCandidate } from '../../reasoning/events';
import type { ExampleStatus, OwnTestsReport } from '../../verification/types';
import type { Colors } from '../terminal';
import { renderTable } from './table';
import { printable, visibleWidth } from './width';

/** Wider grids are cut: what matters is which example separates the candidates, and the rest is in --json. */
const MAX_EXAMPLE_COLUMNS = 12;

/** Candidates in rows, as many examples in columns as fit, and the person's own tests where they judged any. */
export function renderGrid(candidates: readonly JudgedCandidate[], selectedId: string | null, colors: Colors, width: number): string[] {
  if (candidates.length === 0) {
    return [];
  }
  const examples = Math.max(...candidates.map(({ verdict }) => verdict?.results.length ?? 0));
  let shown = Math.min(examples, MAX_EXAMPLE_COLUMNS);
  let lines = gridWith(shown, candidates, selectedId, colors);
  while (shown > 1 && lines.some((line) => visibleWidth(line) > width)) {
    shown -= 1;
    lines = gridWith(shown, candidates, selectedId, colors);
  }
  const [heading = '', ...rows] = lines;
  const cut = examples > shown ? [colors.dim(`(${plural(examples - shown, 'more example')})`)] : [];
  return [colors.dim(heading), ...rows, ...cut];
}

function gridWith(shown: number, candidates: readonly JudgedCandidate[], selectedId: string | null, colors: Colors): string[] {
  const columns = Array.from({ length: shown }, (_, index) => index);
  const showsOwnTests = candidates.some(({ verdict }) => verdict?.ownTests !== undefined);
  const writers = new Set(candidates.map(({ candidate }) => candidate.model));
  const heading = ['candidate', ...columns.map((index) => `ex${index + 1}`), ...(showsOwnTests ? ['tests'] : []), 'agree', 'tokens', 'verdict', ...(writers.size > 1 ? ['by'] : [])];
  const rows = candidates.map(({ candidate, verdict, cluster }, row) => [
    `${row + 1}${row === 0 ? ' fast' : ''}${candidate.id === selectedId ? ' *' : ''}`,
    ...columns.map((index) => mark(verdict?.results[index]?.status, colors)),
    ...(showsOwnTests ? [mark(ownTestsStatus(verdict?.ownTests), colors)] : []),
    cluster ?? '',
    formatCount(candidate.completionTokens),
    verdict?.status ?? 'not checked',
    ...(writers.size > 1 ? [printable(candidate.model ?? '')] : []),
  ]);
  return renderTable([heading, ...rows]);
}

/** What tells two runs of a candidate apart is in the verdict's reason; here it passed them or did not. */
function ownTestsStatus(report: OwnTestsReport | undefined): ExampleStatus | undefined {
  return report?.status === 'nondeterministic' || report?.status === 'overfitted' ? 'failed' : report?.status;
}

function mark(status: ExampleStatus | undefined, colors: Colors): string {
  switch (status) {
    case undefined:
      return colors.dim('-');
    case 'passed':
      return colors.green('ok');
    case 'failed':
      return colors.red('x');
    case 'timed-out':
      return colors.red('time');
    case 'crashed':
      return colors.red('crash');
    case 'inconclusive':
      return colors.yellow('?');
  }
}
