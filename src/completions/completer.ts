import { cancelledError, raceAbort, throwIfAborted } from '../base/abort';
import type { Clock } from '../base/clock';
import { deserializeError } from '../base/errors';
import type { LanguageModel, SampleFinish } from '../model';
import { infillContext, type InfillContext } from './context';
import { SuggestionRecall } from './recall';
import { suggestionShape, type SuggestionShape } from './shape';
import { tidySuggestion, type RawSuggestion } from './tidy';

export interface InlineRequest {
  /** Text before the cursor. */
  readonly before: string;
  /** Text after the cursor. */
  readonly after: string;
  readonly abortSignal: AbortSignal;
}

/** Suggests text at a cursor. */
export interface InlineCompleter {
  /**
   * The text to insert, or null when nothing is worth showing.
   * @throws ReckonError `cancelled` when `abortSignal` aborts, and what the model fails with.
   */
  complete(request: InlineRequest): Promise<string | null>;
}

export interface InlineCompleterOptions {
  /** Null when no model at hand can fill in the middle. Asked each time: a person may choose another. */
  model(): Promise<LanguageModel | null>;
  readonly clock: Clock;
  /** Whether the machine is needed for something else. Asked again after every wait: what was free when a key was pressed may be taken now. */
  isBusy?(): boolean;
}

/** Typing pauses shorter than this are within a word; starting the model for them wastes what is cancelled a moment later. */
const PAUSE_SECONDS = 0.12;
/** The chosen tokens had, in geometric mean, at least this probability. Below it a small model is guessing. */
const MIN_MEAN_PROBABILITY = 0.45;

export function createInlineCompleter(options: InlineCompleterOptions): InlineCompleter {
  const isBusy = (): boolean => options.isBusy?.() ?? false;
  // What one model said is not what another would say.
  const recalls = new WeakMap<LanguageModel, SuggestionRecall>();
  const recallOf = (model: LanguageModel): SuggestionRecall => {
    const recall = recalls.get(model) ?? new SuggestionRecall();
    recalls.set(model, recall);
    return recall;
  };
  return {
    complete: async ({ before, after, abortSignal }) => {
      const context = infillContext(before, after);
      const shape = suggestionShape(context);
      if (shape === null || isBusy()) {
        return null;
      }
      const model = await options.model();
      if (model === null) {
        return null;
      }
      const recall = recallOf(model);
      const known = recall.find(context);
      if (known !== null) {
        return known;
      }
      await pause(options.clock, PAUSE_SECONDS, abortSignal);
      if (isBusy()) {
        return null;
      }
      // Loading goes on when this request is cancelled: whoever types on would otherwise never have a model.
      await raceAbort(model.warmUp(), abortSignal);
      if (!model.info.supportsInfill || isBusy()) {
        return null;
      }
      const raw = await draw(model, context, shape, abortSignal);
      const suggestion = raw === null ? null : tidySuggestion(raw, context, shape);
      if (suggestion !== null) {
        recall.add(context, suggestion);
      }
      return suggestion;
    },
  };
}

async function draw(model: LanguageModel, context: InfillContext, shape: SuggestionShape, abortSignal: AbortSignal): Promise<RawSuggestion | null> {
  const { maxOutputTokens, stopSequences } = shape;
  let text = '';
  let finish: SampleFinish | null = null;
  for await (const part of model.sample({ kind: 'fill-in-middle', ...context }, 1, { maxOutputTokens, stopSequences, abortSignal })) {
    switch (part.type) {
      case 'text-delta':
        text += part.text;
        break;
      case 'sample-finish':
        finish = part;
        break;
      case 'error':
        throw deserializeError(part.error);
      case 'reasoning-delta':
      case 'finish':
        break;
    }
  }
  const isGuess = finish?.meanLogprob != null && finish.meanLogprob < Math.log(MIN_MEAN_PROBABILITY);
  return isGuess ? null : { text, isCut: finish?.finishReason === 'length' };
}

/** Waits, unless the request is cancelled meanwhile. */
function pause(clock: Clock, seconds: number, abortSignal: AbortSignal): Promise<void> {
  throwIfAborted(abortSignal);
  return new Promise((resolve, reject) => {
    const finish = (): void => {
      abortSignal.removeEventListener('abort', onAbort);
      resolve();
    };
    const cancel = clock.schedule(seconds, finish);
    const onAbort = (): void => {
      cancel();
      reject(cancelledError(abortSignal.reason));
    };
    abortSignal.addEventListener('abort', onAbort, { once: true });
  });
}
