import { nextPassProbability } from '../budget';
import type { EscalationDecision, StopReason } from './events';

/** When a passing answer is enough; `all-samples`: never, all that the budget allows are drawn. */
export type StoppingRule = 'first-pass' | 'two-agree' | 'all-samples';

/** What the policy looks at before each step. Counts, never the candidates themselves. */
export interface RunState {
  readonly hasExamples: boolean;
  /** The person's own tests can judge. */
  readonly hasOwnTests: boolean;
  /** Candidates that only own tests can decide about, and have not yet. */
  readonly open: number;
  readonly samplesDrawn: number;
  readonly passing: number;
  /** Size of the largest group of passing candidates that behave alike; 0 before any comparison. */
  readonly agreeing: number;
  /** Samples drawn when the first candidate passed; null before. */
  readonly drawnAtFirstPass: number | null;
  /** Samples the budget still allows. */
  readonly remainingSamples: number;
}

export interface PolicyDecision extends EscalationDecision {
  /** Set when `action` is `stop`. */
  readonly stopReason: StopReason | null;
  readonly temperature: number;
}

/** Decides, after each step, whether more compute is worth spending and on what. */
export interface EscalationPolicy {
  decide(state: RunState): PolicyDecision;
}

/** The fast answer is greedy; the first few samples stay close to it; later ones explore. */
const TEMPERATURES = { fast: 0, few: 0.6, many: 0.8 } as const;
/** Nucleus mass of every sampled answer. */
export const SAMPLE_TOP_P = 0.95;

/** Sizes of the batches after the fast answer: three, then four at a time. */
const FEW = 3;
const MANY = 4;

/** After a first pass, this many further samples may look for a second opinion. */
const SECOND_OPINION_SAMPLES = 7;

export function batchSizes(maxSamples: number): number[] {
  const sizes: number[] = [];
  for (let drawn = 1; drawn < maxSamples; ) {
    const size = Math.min(sizes.length === 0 ? FEW : MANY, maxSamples - drawn);
    sizes.push(size);
    drawn += size;
  }
  return sizes;
}

/** Samples that are drawn alike. */
export interface SampleGroup {
  readonly temperature: number;
  readonly count: number;
}

/** What a run draws that takes all of its samples, in its order. */
export function samplePlan(maxSamples: number): readonly SampleGroup[] {
  const few = Math.min(FEW, maxSamples - 1);
  return [
    { temperature: TEMPERATURES.fast, count: 1 },
    { temperature: TEMPERATURES.few, count: few },
    { temperature: TEMPERATURES.many, count: maxSamples - 1 - few },
  ].filter(({ count }) => count > 0);
}

/** Direct answer, then batches, until one passes (or two that behave alike do) or the samples run out. */
export function createLadderPolicy(rule: StoppingRule): EscalationPolicy {
  return { decide: (state) => decide(rule, state) };
}

/** What is left to do when the model fails: the rule may be met by what is drawn already. */
export function withoutModel(decision: PolicyDecision): PolicyDecision {
  return decision.stopReason === null ? stop('model-failed', 'The model failed, so nothing more is drawn.', decision.passProbability) : decision;
}

function decide(rule: StoppingRule, state: RunState): PolicyDecision {
  if (state.samplesDrawn === 0) {
    return sample(1, TEMPERATURES.fast, 'The fast answer comes first.', state);
  }
  if (!state.hasExamples) {
    return decideWithoutExamples(state);
  }
  return (state.passing > 0 ? decideWithPass(rule, state) : null) ?? decideMore(state);
}

function decideWithoutExamples(state: RunState): PolicyDecision {
  if (!state.hasOwnTests) {
    return stop('no-examples', 'The task states no example to run, so more samples could not be told apart.', null);
  }
  return state.passing + state.open > 0 ? stop('verified', 'The task states no example: your tests decide.', null) : decideMore(state);
}

function decideWithPass(rule: StoppingRule, state: RunState): PolicyDecision | null {
  if (rule === 'all-samples') {
    return null;
  }
  if (rule === 'first-pass') {
    return stop('verified', 'A candidate passes every example.', 1);
  }
  if (state.agreeing >= 2) {
    return stop('agreement', `${state.agreeing} passing candidates behave alike on made-up inputs.`, 1);
  }
  const sinceFirst = state.samplesDrawn - (state.drawnAtFirstPass ?? state.samplesDrawn);
  if (sinceFirst >= SECOND_OPINION_SAMPLES || state.remainingSamples <= 0) {
    return stop('verified', 'A candidate passes every example; no second one behaves like it.', 1);
  }
  return null;
}

function decideMore(state: RunState): PolicyDecision {
  const few = state.samplesDrawn < 1 + FEW;
  const count = Math.min(few ? FEW : MANY, state.remainingSamples);
  if (count <= 0) {
    return stop('budget-samples', `All ${state.samplesDrawn} samples of this budget are drawn.`, odds(state));
  }
  const why =
    state.passing > 0
      ? 'A second opinion on the passing answer.'
      : `The next sample passes with about ${Math.round(odds(state) * 100)}%.`;
  return sample(count, few ? TEMPERATURES.few : TEMPERATURES.many, why, state);
}

function odds(state: RunState): number {
  return nextPassProbability(state.samplesDrawn - state.passing);
}

function sample(count: number, temperature: number, reason: string, state: RunState): PolicyDecision {
  const passProbability = state.hasExamples ? odds(state) : null;
  return { action: 'sample', count, reason, passProbability, stopReason: null, temperature };
}

function stop(stopReason: StopReason, reason: string, passProbability: number | null): PolicyDecision {
  return { action: 'stop', count: 0, reason, passProbability, stopReason, temperature: 0 };
}
