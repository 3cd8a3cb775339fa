import type { SerializedError } from '../base/errors';
import type { Usage } from './usage';

export type FinishReason = 'stop' | 'length' | 'cancelled';

/** One tagged union for everything a model says while it works. */
export type StreamPart = TextDelta | ReasoningDelta | SampleFinish | Finish | StreamError;

export interface TextDelta {
  readonly type: 'text-delta';
  readonly sampleIndex: number;
  readonly text: string;
}

/** Text of a provider's separate reasoning channel. Never part of the answer. */
export interface ReasoningDelta {
  readonly type: 'reasoning-delta';
  readonly sampleIndex: number;
  readonly text: string;
}

/** What the model thought of one generated token, at temperature 1 and in nats. */
export interface TokenScore {
  /** Of the token that was generated. */
  readonly logprob: number;
  /** Of the choice: how open it was. */
  readonly entropy: number;
}

export interface SampleFinish {
  readonly type: 'sample-finish';
  readonly sampleIndex: number;
  readonly finishReason: FinishReason;
  /** Generated tokens of this sample, stop tokens included. */
  readonly completionTokens: number;
  /** Mean log-probability of a generated token under the model at temperature 1, in nats; null when not known. */
  readonly meanLogprob: number | null;
  /** Mean entropy of the choices under the model at temperature 1, in nats: high where it was unsure; null when not known. */
  readonly meanEntropy: number | null;
  /** Of each generated token in turn; null when not known. */
  readonly tokenScores: readonly TokenScore[] | null;
}

export interface Finish {
  readonly type: 'finish';
  readonly usage: Usage;
}

/** What was used up to the failure still counts. */
export interface StreamError {
  readonly type: 'error';
  readonly error: SerializedError;
  readonly usage: Usage;
}
