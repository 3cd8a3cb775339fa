import type { OnnxLanguageModel } from '../../../src/backends/onnx';
import type { Clock } from '../../../src/base/clock';
import type { Random } from '../../../src/base/random';
import type { Prompt } from '../../../src/model';

/** What is under way when it is cancelled. */
export interface CancelCase {
  readonly name: string;
  readonly prompt: (round: number) => Prompt;
  readonly count: number;
  /** The cancel comes this long, in seconds, after the case's beginning: at a moment drawn from this range. */
  readonly after: { readonly from: number; readonly to: number };
  /** Whether that time begins with the first token. */
  readonly fromFirstToken: boolean;
}

/** Long enough not to end by itself. */
const MAX_OUTPUT_TOKENS = 400;

/** Seconds from each cancel to the end of the stream. */
export async function measureCancels(model: OnnxLanguageModel, each: CancelCase, rounds: number, random: Random, clock: Clock): Promise<number[]> {
  const seconds: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const wait = each.after.from + random.next() * (each.after.to - each.after.from);
    seconds.push(await measureOne(model, each, round, wait, clock));
  }
  return seconds;
}

async function measureOne(model: OnnxLanguageModel, { prompt, count, fromFirstToken, name }: CancelCase, round: number, wait: number, clock: Clock): Promise<number> {
  const abort = new AbortController();
  let cancelledAt = Number.NaN;
  const arm = (): void => {
    clock.schedule(wait, () => {
      cancelledAt = clock.seconds();
      abort.abort();
    });
  };
  let isArmed = !fromFirstToken;
  if (isArmed) {
    arm();
  }
  for await (const part of model.sample(prompt(round), count, { maxOutputTokens: MAX_OUTPUT_TOKENS, temperature: 0.8, topP: 0.95, seed: round, abortSignal: abort.signal })) {
    if (part.type === 'text-delta' && !isArmed) {
      isArmed = true;
      arm();
    }
    if (part.type === 'finish') {
      throw new Error(`${name}: the call ended before it was cancelled.`);
    }
  }
  return clock.seconds() - cancelledAt;
}
