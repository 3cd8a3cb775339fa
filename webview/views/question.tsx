import type { JSX } from 'preact';
import { MAX_QUESTION_CHARACTERS, plural, type ContextState, type PanelState, type TaskState } from '../../src/protocol';
import { TextArea } from '../components';

interface QuestionProps {
  readonly state: PanelState;
  readonly words: string;
  readonly isActive: boolean;
  readonly onWords: (words: string) => void;
  readonly onSubmit: () => void;
  readonly onRemoveContext: () => void;
}

/** The question box, and below it how the question was understood. */
export function Question({ state, words, isActive, onWords, onSubmit, onRemoveContext }: QuestionProps): JSX.Element {
  const { context } = state.question;
  return (
    <section class="question" aria-label="Question">
      <TextArea
        label="Question"
        value={words}
        disabled={isActive}
        maxLength={MAX_QUESTION_CHARACTERS}
        rows={context === null ? 3 : 1}
        placeholder={context === null ? 'What should the function do? Examples help: double(4) == 8' : 'Anything to add? (optional)'}
        onInput={onWords}
        onSubmit={onSubmit}
      />
      <div class="chips">
        {context !== null && <ContextChip context={context} task={state.task} canRemove={!isActive} onRemove={onRemoveContext} />}
        {state.task !== null && <TaskChips task={state.task} hasContext={context !== null} />}
      </div>
      {state.problem !== null && <p class="notice">{state.problem}</p>}
      {state.task !== null && state.task.notUnderstood.length > 0 && <NotUnderstood task={state.task} />}
    </section>
  );
}

/** Examples that were not understood, shown one by one; a long text has many that are about other functions. */
const MAX_NOT_UNDERSTOOD = 4;

function NotUnderstood({ task: { examples, notUnderstood } }: { readonly task: TaskState }): JSX.Element {
  const more = notUnderstood.length - MAX_NOT_UNDERSTOOD;
  return (
    <div class="notice">
      {plural(examples.length, 'example')} understood, {notUnderstood.length} not understood:
      {notUnderstood.slice(0, MAX_NOT_UNDERSTOOD).map(({ line, text, reason }, index) => (
        <div key={index}>Line {line}: <code>{text}</code> ({reason})</div>
      ))}
      {more > 0 && <div>and {more} more</div>}
    </div>
  );
}

interface ContextChipProps {
  readonly context: ContextState;
  readonly task: TaskState | null;
  readonly canRemove: boolean;
  readonly onRemove: () => void;
}

function ContextChip({ context, task, canRemove, onRemove }: ContextChipProps): JSX.Element {
  const place = task?.functionName ?? `lines ${context.firstLine}–${context.lastLine}`;
  return (
    <span class="chip">
      {context.fileName} › {place}
      {canRemove && (
        <button type="button" class="remove" aria-label={`Ask without ${context.fileName}`} title="Ask without the selection" onClick={onRemove}>
          ×
        </button>
      )}
    </span>
  );
}

function TaskChips({ task, hasContext }: { readonly task: TaskState; readonly hasContext: boolean }): JSX.Element {
  return (
    <>
      <span class="chip">{task.language}</span>
      {!hasContext && task.functionName !== null && <span class="chip">{task.functionName}</span>}
      <span class={task.examples.length > 0 ? 'chip' : 'chip warn'} title={task.examples.map(({ label }) => label).join('\n')}>
        {task.examples.length > 0 ? plural(task.examples.length, 'example') : 'no examples'}
      </span>
    </>
  );
}
