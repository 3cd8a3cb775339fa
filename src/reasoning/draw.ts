import { anySignal, raceAbort } from '../base/abort';
import { deserializeError, ReckonError } from '../base/errors';
import { seededRandom } from '../base/random';
import { fitCall, type CallSize, type Reservation } from '../budget';
import { answerTokensFor, dollarsOf, type GenerateOptions, type Prompt, type StreamPart, type TokenScore, type Usage } from '../model';
import type { AnswerPrompt } from '../prompts';
import { SAMPLE_TOP_P } from './policy';
import type { RunContext } from './run';
import type { RefusedCall } from './refusedCall';

/** Longest answer: functions of benchmark size need about 130 tokens, one in ten over 300. */
export const MAX_ANSWER_TOKENS = 512;
/** Shorter answers are almost never whole functions; below this a call is not worth making. */
export const MIN_ANSWER_TOKENS = 48;
/**
 * How long a cancelled model may take to say what it used before its reservation is forfeited: never more
 * than half of the run's remaining time, the other half being for the last check and the stopping itself.
 */
const SETTLE_GRACE = { seconds: 0.4, share: 0.5 } as const;

export interface DrawRequest extends Pick<GenerateOptions, 'stopSequences' | 'stopAfterFunction'> {
  readonly prompt: Prompt;
  readonly promptTokens: number;
  readonly count: number;
  readonly temperature: number;
  /** Different for each call of a run, so that batches differ. */
  readonly callIndex: number;
  /** Default: what an answer may take. */
  readonly maxOutputTokens?: number;
  /** With less a call is not worth making. Default: what that is for an answer. */
  readonly minOutputTokens?: number;
  /** Whether what is drawn are answers, which a budget of samples counts. Default: true. */
  readonly isAnswer?: boolean;
}

/** What drawing needs of a run, whatever the run is about. */
export type DrawContext = Pick<RunContext, 'model' | 'account' | 'clock' | 'seed' | 'signal' | 'confirmSignal'>;

/** One finished sample. Samples cut off by a cancel are not reported. */
export interface FinishedSample {
  readonly sampleIndex: number;
  readonly text: string;
  readonly completionTokens: number;
  readonly meanLogprob: number | null;
  readonly meanEntropy: number | null;
  readonly tokenScores: readonly TokenScore[] | null;
  readonly finishReason: 'stop' | 'length';
}

export interface DrawHandlers {
  onText(sampleIndex: number, text: string): void;
  onSample(sample: FinishedSample): void;
  onUsage(usage: Usage, samples: number): void;
}

/** `failure` is what the model failed with before the call was whole; samples that were finished by then count. */
export type DrawOutcome = { readonly drawn: true; readonly failure: Error | null } | { readonly drawn: false; readonly refused: RefusedCall };

/**
 * Draws samples inside the budget: reserves the worst case first, shrinking length and then number
 * so that what is left is used, and settles to what was used afterwards, whatever happened.
 * @param stop ends this call early without failing it (enough candidates passed).
 */
export async function drawSamples(
  context: DrawContext,
  request: DrawRequest,
  handlers: DrawHandlers,
  stop: AbortSignal,
): Promise<DrawOutcome> {
  const size = sizeOf(context, request);
  const dollars = dollarsOf(context.model.info, { promptTokens: size.promptTokens, completionTokens: size.tokens - size.promptTokens });
  const worst = { tokens: size.tokens, samples: request.isAnswer === false ? 0 : size.samples, dollars };
  const outcome = context.account.reserve(worst);
  if (!outcome.granted) {
    return { drawn: false, refused: { limit: outcome.limit, promptTokens: request.promptTokens, neededTokens: worst.tokens, neededDollars: worst.dollars } };
  }
  const parts = context.model.sample(request.prompt, size.samples, {
    ...samplingOptions(request, request.temperature),
    maxOutputTokens: size.maxOutputTokens,
    seed: seededRandom(context.seed).fork(request.callIndex).integer(2 ** 31),
    abortSignal: anySignal(context.signal, stop),
  });
  return { drawn: true, failure: await consume(context, parts, outcome.reservation, handlers, stop, size.samples) };
}

/** How answers are drawn: with what chance, and where they end. */
export function samplingOptions({ stopSequences, stopAfterFunction }: Pick<AnswerPrompt, 'stopSequences' | 'stopAfterFunction'>, temperature: number): Omit<GenerateOptions, 'maxOutputTokens'> {
  return {
    temperature,
    topP: temperature === 0 ? 1 : SAMPLE_TOP_P,
    ...(stopSequences ? { stopSequences } : {}),
    ...(stopAfterFunction ? { stopAfterFunction } : {}),
  };
}

/** The longest and then the most samples that still fit the budget of tokens and money and the model's context. */
function sizeOf({ model, account }: DrawContext, { promptTokens, count, maxOutputTokens = MAX_ANSWER_TOKENS, minOutputTokens = MIN_ANSWER_TOKENS }: DrawRequest): CallSize {
  const contextRoom = (model.info.contextLength ?? Infinity) - promptTokens;
  const wanted = { promptTokens, sharesPrompt: model.info.sharesPrompt, samples: count, maxOutputTokens: Math.min(maxOutputTokens, contextRoom), minOutputTokens };
  return fitCall(wanted, { tokens: account.remainingTokens(), answerTokens: (prompts) => answerTokensFor(account.remainingDollars(), model.info, prompts) });
}

/** @returns what the model failed with; null when it did not. */
async function consume(
  context: DrawContext,
  parts: AsyncIterable<StreamPart>,
  reservation: Reservation,
  handlers: DrawHandlers,
  stop: AbortSignal,
  samples: number,
): Promise<Error | null> {
  const texts = new Map<number, string>();
  const hardStop = new AbortController();
  const cancelGrace = armGrace(context, anySignal(context.signal, stop), hardStop);
  const iterator = parts[Symbol.asyncIterator]();
  const settle = (usage: Usage): void => reservation.settle(usage, dollarsOf(context.model.info, usage));
  try {
    for (;;) {
      const next = await raceAbort(iterator.next(), hardStop.signal);
      if (next.done) {
        throw new Error('The model ended its stream without saying what it used.');
      }
      if (handlePart(next.value, texts, settle, handlers, samples)) {
        return null;
      }
    }
  } catch (error) {
    // Whatever was used is unknown now; a reservation that was settled ignores this.
    reservation.forfeit();
    // Ctrl-C in a terminal reaches the engine too: what it then ends with is no failure of its own.
    const isOver = hardStop.signal.aborted || context.signal.aborted;
    if (isOver || (ReckonError.is(error, 'cancelled') && stop.aborted)) {
      return null;
    }
    return error instanceof Error ? error : new Error(String(error));
  } finally {
    cancelGrace();
    await leave(iterator, hardStop.signal.aborted, context.confirmSignal);
  }
}

/** Lets the model end its work. One that ignored its cancel is not waited for, nor any when the run's time is over: it would hold the run. */
async function leave(iterator: AsyncIterator<StreamPart>, isHanging: boolean, over: AbortSignal): Promise<void> {
  const left: Promise<unknown> = iterator.return?.() ?? Promise.resolve();
  if (isHanging || over.aborted) {
    left.catch(() => undefined); // Nobody listens any more.
    return;
  }
  await raceAbort(left, over).catch((error: unknown) => {
    if (!over.aborted) {
      throw error;
    }
  });
}

/** Once cancelled, the model has a moment to report its usage; then we stop listening. */
function armGrace(context: DrawContext, cancelled: AbortSignal, hardStop: AbortController): () => void {
  let cancelTimer: (() => void) | undefined;
  const arm = (): void => {
    const seconds = Math.min(SETTLE_GRACE.seconds, context.account.remainingSeconds() * SETTLE_GRACE.share);
    cancelTimer = context.clock.schedule(seconds, () => hardStop.abort());
  };
  if (cancelled.aborted) {
    arm();
  } else {
    cancelled.addEventListener('abort', arm, { once: true });
  }
  return () => {
    cancelled.removeEventListener('abort', arm);
    cancelTimer?.();
  };
}

/** True when the stream is over. */
function handlePart(
  part: StreamPart,
  texts: Map<number, string>,
  settle: (usage: Usage) => void,
  handlers: DrawHandlers,
  samples: number,
): boolean {
  switch (part.type) {
    case 'text-delta':
      texts.set(part.sampleIndex, (texts.get(part.sampleIndex) ?? '') + part.text);
      handlers.onText(part.sampleIndex, part.text);
      return false;
    case 'reasoning-delta':
      handlers.onText(part.sampleIndex, part.text);
      return false;
    case 'sample-finish':
      if (part.finishReason !== 'cancelled') {
        handlers.onSample({
          sampleIndex: part.sampleIndex,
          text: texts.get(part.sampleIndex) ?? '',
          completionTokens: part.completionTokens,
          meanLogprob: part.meanLogprob,
          meanEntropy: part.meanEntropy,
          tokenScores: part.tokenScores,
          finishReason: part.finishReason,
        });
      }
      return false;
    case 'finish':
      settle(part.usage);
      handlers.onUsage(part.usage, samples);
      return true;
    case 'error':
      settle(part.usage);
      throw deserializeError(part.error);
  }
}
