import type { JSX } from 'preact';
import { formatCompact, type CandidateState, type RunState } from '../../src/protocol';

/** Rows shown at once; the others are one line. More would push everything else out of sight. */
const MAX_ROWS = 12;
/** Columns beside the first and the last that fit a sidebar of the usual width. */
const MAX_COLUMNS = 6;
const NOT_RUN: NonNullable<CandidateState['ownTests']> = { mark: 'unknown', title: 'Your tests were not run with this candidate' };

const SIGNS = { passed: { sign: '✓', words: 'passed' }, failed: { sign: '✗', words: 'failed' }, unknown: { sign: '·', words: 'not known' } } as const;

/** Candidates against the examples of the task, and the person's own tests where they judged any. */
export function Candidates({ run }: { readonly run: RunState }): JSX.Element | null {
  if (run.candidates.length === 0) {
    return null;
  }
  const showsOwnTests = run.candidates.some(({ ownTests }) => ownTests !== null);
  const showsClusters = run.candidates.some(({ cluster }) => cluster !== null);
  const columns = run.examples.slice(0, MAX_COLUMNS - Number(showsOwnTests) - Number(showsClusters));
  const rows = chooseRows(run.candidates);
  const hidden = run.candidates.length - rows.length;
  return (
    <section class="candidates" aria-label="Candidates">
      <h2>Candidates</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">candidate</th>
            {columns.map(({ id, label }, index) => <th scope="col" key={id} title={label}>ex {index + 1}</th>)}
            {run.examples.length > columns.length && <th scope="col" title="Further examples">+{run.examples.length - columns.length}</th>}
            {showsOwnTests && <th scope="col" title="Your own tests, run with this candidate in a copy of the project">tests</th>}
            {showsClusters && <th scope="col" title="Candidates with the same letter behaved alike on made-up inputs">agree</th>}
            <th scope="col" title="Tokens">tok</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => <Row key={row.id} row={row} shown={columns.length} hasMore={run.examples.length > columns.length} showsOwnTests={showsOwnTests} showsClusters={showsClusters} />)}
        </tbody>
      </table>
      {hidden > 0 && <p class="small dim">{hidden} more, none of them selected</p>}
    </section>
  );
}

/** The first ones in order, and the selected one wherever it is. */
function chooseRows(candidates: readonly CandidateState[]): CandidateState[] {
  const first = candidates.slice(0, MAX_ROWS);
  const selected = candidates.slice(MAX_ROWS).filter(({ isSelected }) => isSelected);
  return [...first, ...selected];
}

interface RowProps {
  readonly row: CandidateState;
  readonly shown: number;
  readonly hasMore: boolean;
  readonly showsOwnTests: boolean;
  readonly showsClusters: boolean;
}

function Row({ row, shown, hasMore, showsOwnTests, showsClusters }: RowProps): JSX.Element {
  const rest = row.cells.slice(shown);
  return (
    <tr class={row.isSelected ? 'selected' : ''}>
      <th scope="row" title={row.writer === null ? undefined : `by ${row.writer}`}>
        {row.label}
        {row.isFast && ' fast'}
        {row.isSelected && <span role="img" aria-label="selected"> ★</span>}
      </th>
      {row.cells.slice(0, shown).map((cell, index) => <Cell key={index} cell={cell} />)}
      {hasMore && <td>{rest.filter(({ mark }) => mark === 'passed').length}/{rest.length}</td>}
      {showsOwnTests && <Cell cell={row.ownTests ?? NOT_RUN} />}
      {showsClusters && <td>{row.cluster ?? ''}</td>}
      <td class="number">{formatCompact(row.tokens)}</td>
    </tr>
  );
}

function Cell({ cell: { mark, title } }: { readonly cell: CandidateState['cells'][number] }): JSX.Element {
  return (
    <td>
      <span class={`cell ${mark}`} role="img" aria-label={SIGNS[mark].words} title={title}>{SIGNS[mark].sign}</span>
    </td>
  );
}
