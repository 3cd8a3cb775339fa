import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { formatProbability, type PanelLevel, type PanelState, type RunState } from '../src/protocol';
import { Button } from './components';
import type { Host } from './host';
import { AnswerCard, Harder, VERDICTS } from './views/answer';
import { Budget } from './views/budget';
import { Candidates } from './views/candidates';
import { FAILURE_TITLE, FailureCard } from './views/failure';
import { Forecast } from './views/forecast';
import { Question } from './views/question';
import { SpentLine } from './views/spent';
import { Steps, Thinking } from './views/thinking';

interface PanelProps {
  readonly state: PanelState;
  readonly host: Host;
}

/** The whole sidebar: the question, then what is known about its price, its run or its answer. */
export function Panel({ state, host }: PanelProps): JSX.Element {
  const [words, setWords] = useDraft(state, host);
  const [level, setLevel] = useLevel(state, host);
  const { run } = state;
  const isActive = run !== null && run.phase !== 'finished' && run.phase !== 'failed';
  const canSolve = state.blocked === null && (words.trim() !== '' || state.question.context !== null);
  const solve = (): void => {
    if (canSolve && !isActive) {
      host.send({ type: 'solve', words });
    }
  };
  return (
    <main>
      <Question state={state} words={words} isActive={isActive} onWords={setWords} onSubmit={solve} onRemoveContext={() => host.send({ type: 'context-removed' })} />
      {state.blocked !== null && <p class="notice" role="alert">{state.blocked}</p>}
      {run !== null && !isActive && <Ended run={run} state={state} host={host} />}
      <p class="aloud" role="status">{isActive ? '' : verdictAloud(run)}</p>
      <Budget budgets={state.budgets} level={level} disabled={isActive} onLevel={setLevel} />
      {isActive ? <Thinking run={run} /> : <Forecast budgets={state.budgets} level={level} showCurve={run === null} hasExamples={hasExamples(state)} />}
      <footer class="row">
        <button class="link" type="button" title="Choose another model" disabled={isActive} onClick={() => host.send({ type: 'choose-model' })}>
          {state.model.name} · on {state.model.place}{state.model.further.map(({ name, place }) => `, then ${name} · on ${place}`).join('')}
        </button>
        {isActive ? (
          <Button disabled={run.phase === 'stopping'} onPress={() => host.send({ type: 'stop' })}>{run.phase === 'stopping' ? 'Stopping' : 'Stop'}</Button>
        ) : (
          <Button primary disabled={!canSolve} onPress={solve}>{run === null ? 'Solve' : 'Solve again'}</Button>
        )}
      </footer>
    </main>
  );
}

function Ended({ run, state, host }: { readonly run: RunState; readonly state: PanelState; readonly host: Host }): JSX.Element {
  const harder = state.budgets.find(({ level }) => level === run.harder?.level);
  return (
    <section aria-label="Answer">
      {run.origin !== null && <p class="small dim">{run.origin}</p>}
      {run.failure !== null && <FailureCard failure={run.failure} onAction={() => host.send({ type: 'failure-action' })} />}
      {run.answer !== null && <AnswerCard answer={run.answer} onInsert={() => host.send({ type: 'insert' })} onCopy={() => host.send({ type: 'copy' })} />}
      {harder !== undefined && <Harder label={harder.label} forecast={run.harder?.forecast ?? null} spent={run.spent} isVerified={run.answer?.status === 'verified'} isDisabled={state.blocked !== null} onPress={() => host.send({ type: 'think-harder' })} />}
      {run.spent !== null && <SpentLine spent={run.spent} forecast={run.forecast} />}
      <Candidates run={run} />
      {run.steps.length > 0 && (
        <details class="steps">
          <summary>How it got there</summary>
          <Steps steps={run.steps} />
        </details>
      )}
    </section>
  );
}

/**
 * What a screen reader says when a run has ended. Its element is always in the page, and empty during a run: readers
 * say what changes in an element they know, not what a new one already holds.
 */
function verdictAloud(run: RunState | null): string {
  if (run?.failure) {
    return `${FAILURE_TITLE}: ${run.failure.message}`;
  }
  if (!run?.answer) {
    return '';
  }
  const { status, confidence, checks } = run.answer;
  const likely = confidence === null ? [] : [`${formatProbability(confidence)} likely right`];
  return [VERDICTS[status].title, ...likely, ...checks.slice(0, 1).map(({ text }) => text)].join(', ');
}

function hasExamples(state: PanelState): boolean {
  return state.task === null || state.task.examples.length > 0;
}

/** What is being typed. It outlives hiding the panel; a question that the host puts in place is newer. */
function useDraft({ question }: PanelState, host: Host): [string, (words: string) => void] {
  const [draft, setDraft] = useState(() => host.readDraft() ?? { questionId: question.id, words: question.words });
  const current = draft.questionId === question.id ? draft.words : question.words;
  const change = (words: string): void => {
    const next = { questionId: question.id, words };
    setDraft(next);
    host.saveDraft(next);
    host.send({ type: 'question-changed', words });
  };
  return [current, change];
}

/** The slider moves at once; the host hears of it and remembers. */
function useLevel(state: PanelState, host: Host): [PanelLevel, (level: PanelLevel) => void] {
  const [moved, setMoved] = useState<PanelLevel | null>(null);
  // The host's word is the last one, whether it follows the slider or a command.
  useEffect(() => setMoved(null), [state.level]);
  const level = moved ?? state.level;
  const change = (to: PanelLevel): void => {
    setMoved(to === state.level ? null : to);
    host.send({ type: 'level-changed', level: to });
  };
  return [level, change];
}
