import type { JSX } from 'preact';
import { formatCount, formatDollars, formatEnergy, formatJoules, formatSeconds, formatSpentTokens, type LimitsState, type RunState, type SpentState, type StepOutcome, type StepState } from '../../src/protocol';
import { ProgressRing } from '../components';
import { Candidates } from './candidates';

/** A run while it goes on: what it has used, what it does, what it writes. */
export function Thinking({ run }: { readonly run: RunState }): JSX.Element {
  return (
    <section class="thinking" aria-label="Thinking">
      <h2>Thinking</h2>
      {run.load !== null && <Meter label={run.load.label} fraction={run.load.fraction} />}
      {run.spent !== null && <Usage spent={run.spent} limits={run.limits} />}
      <Steps steps={run.steps} />
      {run.writing.length > 0 && <Writing run={run} />}
      <Candidates run={run} />
    </section>
  );
}

function Usage({ spent, limits }: { readonly spent: SpentState; readonly limits: LimitsState }): JSX.Element {
  // What was set aside for a call that was cut off counts against the limit.
  const counted = spent.tokens + spent.forfeitedTokens;
  const tokens = limits.tokens === null ? formatSpentTokens(spent.tokens, spent.forfeitedTokens) : `${formatCount(counted)} of ${formatCount(limits.tokens)} tokens`;
  const seconds = limits.seconds === null ? formatSeconds(spent.seconds) : `${formatSeconds(spent.seconds)} of ${formatSeconds(limits.seconds)}`;
  const money = limits.dollars === null ? '' : ` · ${formatDollars(spent.dollars)} of ${formatDollars(limits.dollars)}`;
  const energy = limits.joules === null ? '' : ` of ${formatJoules(limits.joules)}`;
  const shares = [share(counted, limits.tokens), share(spent.seconds, limits.seconds), share(spent.dollars, limits.dollars), share(spent.joules, limits.joules)];
  return <Meter label={`${tokens} · ${seconds}${money}`} aside={`${formatEnergy({ joules: spent.joules, source: spent.energySource })}${energy}`} fraction={Math.max(...shares)} />;
}

/** Of a limit that is used; 0 where there is none, or nobody knows. */
function share(spent: number | null, limit: number | null): number {
  return spent === null || limit === null ? 0 : spent / limit;
}

interface MeterProps {
  readonly label: string;
  readonly aside?: string;
  readonly fraction: number;
}

function Meter({ label, aside, fraction }: MeterProps): JSX.Element {
  const percent = Math.round(Math.min(1, Math.max(0, fraction)) * 100);
  return (
    <div class="meter">
      <div class="row small">
        <span>{label}</span>
        <span class="dim">{aside ?? `${percent}%`}</span>
      </div>
      <div class="bar" role="progressbar" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent}>
        <i style={{ width: `${percent}%` }} />
      </div>
    </div>
  );
}

const MARKS: Readonly<Record<Exclude<StepOutcome, 'running'>, { readonly sign: string; readonly words: string }>> = {
  passed: { sign: '✓', words: 'passed' },
  failed: { sign: '✗', words: 'failed' },
  inconclusive: { sign: '?', words: 'inconclusive' },
  stopped: { sign: '–', words: 'stopped' },
};

export function Steps({ steps }: { readonly steps: readonly StepState[] }): JSX.Element {
  return (
    <ol class="timeline">
      {steps.map((step) => (
        <li key={step.id} class={step.outcome}>
          {step.outcome === 'running' ? <ProgressRing /> : <span class="sign" role="img" aria-label={MARKS[step.outcome].words}>{MARKS[step.outcome].sign}</span>}
          <span>{step.title}</span>
          <span class="small dim">{step.seconds === null ? '' : formatSeconds(step.seconds)}</span>
          {step.detail !== '' && <span class="detail small dim">{step.detail}</span>}
        </li>
      ))}
    </ol>
  );
}

/** Open while one sample is written, closed among many: a wall of text helps nobody. */
function Writing({ run }: { readonly run: RunState }): JSX.Element {
  return (
    <div class="writing">
      {run.writing.map(({ label, text }) => (
        <details key={label} open={run.writing.length === 1}>
          <summary class="small dim">{label}</summary>
          <pre aria-label={label}>{text}</pre>
        </details>
      ))}
    </div>
  );
}
