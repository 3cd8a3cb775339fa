import type { Clock } from '../../base/clock';
import { VirtualClock } from '../../base/virtualClock';
import { createModelledMeter, decodeRate, prefillRate, type ComputeBudget, type CostEstimate, type MeasuredRates } from '../../budget';
import { RecordedModel, type Question, type Recording, type ReplayedCall, type SampleSource } from '../../recording';
import { solveTask, type ReasoningResult, type StoppingRule, type StrategyName } from '../../reasoning';
import type { CodeTask, Verifier } from '../../verification/types';
import { ReplayVerifier, type KnownChecks } from './replayVerifier';

/** How a policy is replayed. */
export interface ReplaySettings {
  readonly budget: ComputeBudget;
  /** What was foretold of it. */
  readonly estimate: CostEstimate;
  readonly rule: StoppingRule;
  /** Of the machine whose seconds the replay counts; null: the prior of forecasts. */
  readonly rates: MeasuredRates | null;
  readonly busyCores: number;
  readonly strategies?: readonly StrategyName[];
  /** Where samples come from that were not recorded; undefined: a run ends there. */
  readonly source?: SampleSource;
}

export interface ReplayRequest extends ReplaySettings {
  readonly task: CodeTask;
  /** Samples of those questions that it `shuffles` come in an order of this seed; undefined: as they were drawn. */
  readonly order: number | undefined;
  shuffles?(question: Question): boolean;
  /** A run that is stopped ends with what it has. */
  readonly abortSignal?: AbortSignal;
}

/** What a replay runs on. */
export interface ReplayTools {
  readonly verifier: Verifier;
  readonly known: KnownChecks;
  /** By which checks are timed when they are made. */
  readonly clock: Clock;
}

/**
 * Runs the controller, as it is, on recorded samples: on a clock of its own, which moves by what calls would take on
 * the given machine and checks took when they were made.
 */
export async function replayRun(recording: Recording, tools: ReplayTools, { task, budget, estimate, rule, rates, busyCores, order, shuffles, strategies, source, abortSignal }: ReplayRequest): Promise<ReasoningResult> {
  const clock = new VirtualClock();
  const stop = abortSignal ? { abortSignal } : {};
  const checks = new ReplayVerifier({ ...tools, replayClock: clock, ...stop });
  let judged = Promise.resolve();
  const model = new RecordedModel(recording, {
    ...(order === undefined ? {} : { order }),
    ...(shuffles ? { shuffles } : {}),
    ...(source ? { source } : {}),
    secondsOf: (call) => secondsOf(call, rates),
    onSeconds: (seconds) => clock.advance(seconds),
    settled: () => judged,
  });
  const run = solveTask(
    {
      task,
      budget,
      estimate,
      rule,
      ...(strategies ? { strategies } : {}),
      seed: REPLAY_SEED,
      ...stop,
    },
    { model, verifier: checks, clock, startEnergyMeter: () => createModelledMeter(clock, busyCores), onJudging: (done) => (judged = done) },
  );
  for (;;) {
    const next = await run.next();
    if (next.done === true) {
      return next.value;
    }
  }
}

/** One seed for all replays of a problem: made-up inputs are the same, and what was run on them is known. */
const REPLAY_SEED = 0;

function secondsOf({ promptTokens, cachedPromptTokens, samples, completionTokens }: ReplayedCall, rates: MeasuredRates | null): { prefillSeconds: number; decodeSeconds: number } {
  const context = promptTokens + completionTokens / Math.max(1, samples);
  return {
    prefillSeconds: (promptTokens - cachedPromptTokens) / prefillRate(rates, promptTokens),
    decodeSeconds: completionTokens / decodeRate(rates, samples, context),
  };
}
