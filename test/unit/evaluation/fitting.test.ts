import { describe, expect, it } from 'vitest';
import { seededRandom, type Random } from '../../../src/base/random';
import type { PolicyRun, ProblemResult } from '../../../src/evaluation';
import { crossValidate, fitMeasures, fitStrategies } from '../../../src/evaluation/fitting';
import { fitLogistic } from '../../../src/evaluation/fitting/logistic';
import { measuresOf, probabilityOf } from '../../../src/measures';
import { estimateCost } from '../../../src/budget';
import { estimateInput } from '../../support/estimates';

describe('a logistic regression', () => {
  it('finds the weights that made its cases', () => {
    const random = seededRandom(1);
    const truth = { intercept: -1, features: { a: { weight: 2, mean: 0 }, b: { weight: -1, mean: 0 } } };
    const cases = Array.from({ length: 1_000 }, () => {
      const features = { a: random.next() * 2 - 1, b: random.next() * 4 };
      return { features, outcome: Number(random.next() < probabilityOf(truth, features)), weight: 1 };
    });
    const { intercept, features } = fitLogistic(cases);
    expect(intercept).toBeCloseTo(-1, 0);
    // The ridge draws weights towards nothing.
    expect(features['a']?.weight).toBeGreaterThan(0.9);
    expect(features['a']?.weight).toBeLessThan(2.2);
    expect(features['b']?.weight).toBeGreaterThan(-1.2);
    expect(features['b']?.weight).toBeLessThan(-0.5);
  });

  it('takes what is not known for the mean, and gives the mean where nothing tells cases apart', () => {
    const cases = [0, 1, 1, 1].map((outcome) => ({ features: { a: outcome === 0 ? 3 : null }, outcome, weight: 1 }));
    const model = fitLogistic(cases);
    expect(cases.map(({ features }) => probabilityOf(model, features)).every((probability) => Math.abs(probability - 0.75) < 0.01)).toBe(true);
    expect(probabilityOf(model, {})).toBeCloseTo(0.75, 2);
  });

  it('counts cases by their weight', () => {
    const cases = [{ features: {}, outcome: 1, weight: 9 }, { features: {}, outcome: 0, weight: 1 }];
    expect(probabilityOf(fitLogistic(cases), {})).toBeCloseTo(0.9, 2);
  });
});

/** Problems as a model of known solve rates and lengths would have left them. */
function madeUp(count: number, random: Random): ProblemResult[] {
  const forecast = { p50: { tokens: 1, seconds: 1, joules: null, dollars: null }, p90: { tokens: 1, seconds: 1, joules: null, dollars: null }, verifiedProbability: 0.5 };
  return Array.from({ length: count }, (_, index): ProblemResult => {
    const rate = random.next() < 0.5 ? 0.95 : 0.05;
    const median = 40 + 80 * random.next();
    const drawn = Array.from({ length: 16 }, () => ({ tokens: Math.round(median * (0.8 + 0.4 * random.next())), meanLogprob: -rate, passes: random.next() < rate, isRight: true }));
    const firstPass = drawn.findIndex(({ passes }) => passes);
    const taken = firstPass < 0 ? 16 : firstPass + 1;
    const run = {
      policy: 'first-pass', status: firstPass < 0 ? 'unverified' as const : 'verified' as const, score: { base: true, plus: random.next() < 0.8 }, confidence: null,
      evidence: firstPass < 0 ? null : { examples: 1 }, pairsAlike: null, forecast, samples: taken, judged: taken, passing: Number(firstPass >= 0), promptTokens: 200, seconds: 1, joules: null, flops: null,
      tokens: 200 * (taken === 1 ? 1 : taken <= 4 ? 2 : 2 + Math.ceil((taken - 4) / 4)) + drawn.slice(0, taken).reduce((sum, { tokens }) => sum + tokens, 0),
    };
    return { id: String(index), examples: 2, features: { examples: 2, canCompare: true, answers: 'body', promptTokens: 200 }, scores: [], drawn, orders: [[run, { ...run, policy: 'policy' }]] };
  });
}

describe('fitting measures', () => {
  const problems = madeUp(60, seededRandom(2));
  const before = measuresOf('unmeasured');

  it('finds how often tasks are solved, that they are all or nothing, and how long answers are', () => {
    const { solveRate, solveRateConcentration, answerTokens } = fitMeasures(problems, 16, before);
    const passing = problems.flatMap(({ drawn }) => drawn).filter(({ passes }) => passes).length / (16 * problems.length);
    expect(probabilityOf(solveRate, { examples: Math.log1p(2), promptTokens: Math.log(200) })).toBeCloseTo(passing, 1);
    // What the fast answer says of the task tells easy from hard ones here.
    expect(solveRate.features['fastLogprob']?.weight).toBeLessThan(0);
    expect(solveRateConcentration).toBeGreaterThan(2);
    expect(answerTokens.body.median).toBeGreaterThan(60);
    expect(answerTokens.body.median).toBeLessThan(90);
    expect(answerTokens.body.betweenTasks).toBeGreaterThan(answerTokens.body.withinTask);
    expect(answerTokens.whole).toEqual(before.answerTokens.whole);
  });

  it('compares strategies alone with further samples, where the fast answer failed', () => {
    /** A run of so many judged answers, the last of which passes, in batches of which the last was cut short. */
    const after = (policy: string, judged: number, passing: number, { answer, prompt, batch }: { readonly answer: number; readonly prompt: number; readonly batch: number }): PolicyRun => ({
      ...(problems[0]?.orders[0]?.[0] as PolicyRun), policy, judged, passing, samples: 1 + batch * Math.ceil((judged - 1) / batch), promptTokens: 50 + prompt * Math.ceil((judged - 1) / batch), tokens: 50 + prompt * Math.ceil((judged - 1) / batch) + answer * judged,
    });
    const batched = { answer: 100, prompt: 50, batch: 4 };
    const single = { answer: 100, prompt: 50, batch: 1 };
    // One in two of the answers after the fast one passes, in both.
    const equal = problems.map((problem) => ({ ...problem, orders: [[after('direct', 1, 0, batched), after('best-of-n', 3, 1, batched), after('plan', 3, 1, single)]] }));
    const { plan, ...others } = fitStrategies(equal);
    expect(others).toEqual({});
    expect(plan?.passRatio).toBeCloseTo(1, 1);
    expect(plan?.tokenRatio).toBeCloseTo(1, 5);
    expect(plan?.promptRatio).toBeCloseTo(2, 5);
    expect(plan?.samples).toBe(2 * problems.length);
    const better = equal.map((problem) => ({ ...problem, orders: problem.orders.map((runs) => runs.map((run) => (run.policy === 'plan' ? after('plan', 2, 1, { ...single, answer: 200 }) : run))) }));
    expect(fitStrategies(better)['plan']?.passRatio).toBeGreaterThan(1.5);
    expect(fitStrategies(better)['plan']?.passRatio).toBeLessThan(2);
    const easy = problems.map((problem) => ({ ...problem, orders: [[after('direct', 1, 1, batched), after('best-of-n', 1, 1, batched), after('plan', 1, 1, single)]] }));
    expect(fitStrategies(easy)).toEqual({});
  });

  it('foretells problems that it was not fitted to, and says how well', () => {
    const { folds, confidence, verifiedForecast } = crossValidate(problems, { samples: 16, before, rates: null, busyCores: 2, location: 'local', random: seededRandom(3) });
    expect(folds).toBe(10);
    expect(confidence?.ece).toBeLessThan(0.2);
    expect(verifiedForecast?.bins.reduce((sum, { count }) => sum + count, 0)).toBe(2 * problems.length);
  });

  it('makes forecasts dearer where answers are longer', () => {
    const longer = problems.map((problem) => ({ ...problem, drawn: problem.drawn.map((sample) => ({ ...sample, tokens: 3 * sample.tokens })) }));
    const p90 = (found: readonly ProblemResult[]): number => estimateCost(estimateInput({ measures: { ...fitMeasures(found, 16, before), fittedTo: [], fittedBy: '', strategies: {}, strategiesFittedTo: [], strategiesFittedBy: null } })).p90.tokens;
    expect(p90(longer)).toBeGreaterThan(1.5 * p90(problems));
  });
});
