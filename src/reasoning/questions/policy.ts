import { formatProbability, plural } from '../../base/format';
import type { QuestionForm } from '../../prompts';
import { isMajorityOfAll, majorityStays } from '../agreementStop';
import type { QuestionDecision, QuestionStopReason } from './events';

/** When short answers agree enough: two ahead of any other, or so far that the lead is stable. */
export type AgreementRule = 'two-ahead' | 'stable';

/** What is looked at before each call. Counts, never the answers themselves. */
export interface QuestionState {
  readonly form: QuestionForm;
  /** Samples that were paid for, to their end or not. */
  readonly samplesDrawn: number;
  /** Sizes of the two largest groups of answers that mean the same. */
  readonly largest: number;
  readonly second: number;
  /** Samples the budget still allows. */
  readonly remainingSamples: number;
}

export interface PolicyDecision extends QuestionDecision {
  /** Set when `action` is `stop`. */
  readonly stopReason: QuestionStopReason | null;
  readonly temperature: number;
}

/** The first answer is greedy, the others are drawn as Wang et al. (2203.11171) draw them. */
const TEMPERATURES = { first: 0, more: 0.7 } as const;
/** Sizes of the calls after the first: small while two that agree may be enough, then as many as share a step well. */
const FEW = 3;
const MANY = 4;
/** Probability that the lead lasts at which drawing stops (Aggarwal et al., 2305.11860). */
export const STABLE = 0.95;
/** Lead at which drawing stops at the lower levels: the first two that agree. */
const AHEAD = 2;
/** After this many samples without one short answer, more of them would have none either. */
const TRIES_FOR_SHORT_ANSWER = 1 + FEW;

/** Sizes of the calls of a run that draws all of its samples. */
export function callSizes(maxSamples: number): number[] {
  const sizes: number[] = [];
  for (let drawn = 0; drawn < maxSamples; ) {
    const size = Math.min(nextSize(drawn), maxSamples - drawn);
    sizes.push(size);
    drawn += size;
  }
  return sizes;
}

function nextSize(drawn: number): number {
  return drawn === 0 ? 1 : drawn < 1 + FEW ? FEW : MANY;
}

/** Sizes of the two largest groups, and how many samples there can be. */
export interface AgreementCounts {
  readonly largest: number;
  readonly second: number;
  /** Samples that are drawn and those that may still be. */
  readonly all: number;
}

/** Whether the leading answer is agreed on, whatever else may be drawn. */
export function isAgreed(rule: AgreementRule, { largest, second, all }: AgreementCounts): boolean {
  return largest >= AHEAD && (majorityStays(largest, second) >= STABLE || isMajorityOfAll(largest, all) || (rule === 'two-ahead' && largest - second >= AHEAD));
}

/** Decides, before each call, whether another opinion is worth its price. */
export function decideQuestion(rule: AgreementRule, state: QuestionState): PolicyDecision {
  const { form, samplesDrawn, largest, second, remainingSamples } = state;
  const stays = largest === 0 ? null : majorityStays(largest, second);
  if (samplesDrawn === 0) {
    return sample(Math.min(1, remainingSamples), TEMPERATURES.first, form === 'free' ? 'A text is wanted, so that one answer is all.' : 'The first answer is the most likely one.', stays);
  }
  if (form === 'free') {
    return stop('answered', 'A text is no short answer, so that others could not be compared with it.', null);
  }
  if (isAgreed(rule, { largest, second, all: samplesDrawn + remainingSamples })) {
    return stop('agreement', `${leadWords(state)}: it would stay in the lead with a probability of ${percent(stays)}.`, stays);
  }
  if (largest === 0 && samplesDrawn >= TRIES_FOR_SHORT_ANSWER) {
    return stop('no-short-answer', `None of ${plural(samplesDrawn, 'sample')} has a short answer.`, null);
  }
  const count = Math.min(nextSize(samplesDrawn), remainingSamples);
  return count <= 0
    ? stop('budget-samples', `All ${plural(samplesDrawn, 'sample')} of this budget are drawn.`, stays)
    : sample(count, TEMPERATURES.more, largest === 0 ? 'There is no short answer yet.' : `${leadWords(state)}: it would stay in the lead with a probability of ${percent(stays)}, and ${WANTED[rule]}.`, stays);
}

const WANTED: Readonly<Record<AgreementRule, string>> = {
  stable: `${percent(STABLE)} is wanted`,
  'two-ahead': `${percent(STABLE)} or a lead of ${AHEAD} is wanted`,
};

function leadWords({ largest, second }: QuestionState): string {
  return `The leading answer has ${plural(largest, 'sample')}, the next ${second}`;
}

function percent(share: number | null): string {
  return formatProbability(share ?? 0);
}

function sample(count: number, temperature: number, reason: string, stays: number | null): PolicyDecision {
  return count > 0 ? { action: 'sample', count, reason, stays, stopReason: null, temperature } : stop('budget-samples', 'The budget allows no sample.', stays);
}

function stop(stopReason: QuestionStopReason, reason: string, stays: number | null): PolicyDecision {
  return { action: 'stop', count: 0, reason, stays, stopReason, temperature: 0 };
}
