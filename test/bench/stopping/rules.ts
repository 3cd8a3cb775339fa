import { seededRandom, shuffled } from '../../../src/base/random';
import type { PolicyRun, ProblemResult } from '../../../src/evaluation';
import { fitConfidence } from '../../../src/evaluation/fitting/confidence';
import { probabilityOf, type LogisticModel } from '../../../src/measures';

/** What a rule came to over all problems and orders. */
export interface RuleOutcome {
  readonly rule: string;
  /** Shares of runs. */
  readonly base: number;
  readonly plus: number;
  /** Mean of runs. */
  readonly tokens: number;
}

/** Probabilities from which on a first pass stands by itself. */
const THRESHOLDS = [0.6, 0.7, 0.8, 0.85, 0.9, 0.95] as const;
/** Where the surer of two answers is looked for. */
const SURER_FROM = 0.8;
const FOLDS = 10;
const SEED = 3;

/**
 * Stopping at a first pass that is at least so likely right, and else asking for a second opinion: the run of
 * `first-pass` where its answer is, that of `policy` where not, as both draw the same samples up to there.
 * @param model how likely an answer is right
 */
export function byThreshold(problems: readonly ProblemResult[], model: LogisticModel): readonly RuleOutcome[] {
  return THRESHOLDS.map((threshold) => outcomeOf(`likely right from ${Math.round(threshold * 100)}% on`, problems.flatMap(({ orders }) => orders.map((runs) => hybrid(runs, model, threshold)))));
}

/** The same, with each tenth of the problems judged by a probability that was fitted to the others. */
export function byThresholdHeldOut(problems: readonly ProblemResult[]): readonly RuleOutcome[] {
  const order = shuffled(problems, seededRandom(SEED));
  const folds = Array.from({ length: FOLDS }, (_, fold) => ({
    model: fitConfidence(order.filter((_, index) => index % FOLDS !== fold)),
    held: order.filter((_, index) => index % FOLDS === fold),
  }));
  return THRESHOLDS.map((threshold) => outcomeOf(
    `likely right from ${Math.round(threshold * 100)}% on, by a fit to other problems`,
    folds.flatMap(({ model, held }) => (model === null ? [] : held.flatMap(({ orders }) => orders.map((each) => hybrid(each, model, threshold))))),
  ));
}

/**
 * The same at one threshold, but where passing answers disagree the one that is likelier right stays, by the fitted
 * probability, instead of the one from the larger group. What a first answer counts for then is approximate: that of
 * the other group is its only known rival, and nothing behaves like it.
 */
export function bySurerAnswer(problems: readonly ProblemResult[], model: LogisticModel): RuleOutcome {
  return outcomeOf(`likely right from ${Math.round(SURER_FROM * 100)}% on, then the surer answer`, problems.flatMap(({ orders }) => orders.map((runs) => surer(runs, model, SURER_FROM))));
}

function surer(runs: readonly PolicyRun[], model: LogisticModel, threshold: number): PolicyRun {
  const [first, chosen] = [runOf(runs, 'first-pass'), hybrid(runs, model, threshold)];
  if (first.evidence === null || chosen.evidence === null) {
    return chosen;
  }
  const { agreeing, rivals } = chosen.evidence as Readonly<{ agreeing: number; rivals: number }>;
  const asRival = { ...first.evidence, passing: chosen.evidence['passing'] ?? null, agreeing: 0, rivals: Math.log1p(Math.exp(agreeing)) };
  return rivals > 0 && probabilityOf(model, asRival) > probabilityOf(model, chosen.evidence) ? { ...chosen, score: first.score } : chosen;
}

function hybrid(runs: readonly PolicyRun[], model: LogisticModel, threshold: number): PolicyRun {
  const [first, second] = [runOf(runs, 'first-pass'), runOf(runs, 'policy')];
  const isSure = first.status === 'verified' && first.evidence !== null && probabilityOf(model, first.evidence) >= threshold;
  return isSure ? first : second;
}

/** @throws RangeError where the evaluation has no such policy */
function runOf(runs: readonly PolicyRun[], name: string): PolicyRun {
  const found = runs.find(({ policy }) => policy === name);
  if (found === undefined) {
    throw new RangeError(`The evaluation has no policy ${name}.`);
  }
  return found;
}

function outcomeOf(rule: string, runs: readonly PolicyRun[]): RuleOutcome {
  const share = (isSolved: (run: PolicyRun) => boolean): number => runs.filter(isSolved).length / runs.length;
  return {
    rule,
    base: share(({ score }) => score?.base === true),
    plus: share(({ score }) => score !== null && (score.plus ?? score.base)),
    tokens: runs.reduce((sum, { tokens }) => sum + tokens, 0) / runs.length,
  };
}
