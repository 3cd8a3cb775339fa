import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { offers } from '../../../src/reasoning/policy/choice';
import { createLadderPolicy, LIKELY_RIGHT, SECOND_OPINION_SAMPLES, STOPPING_RULES, type RunState, type StoppingRule } from '../../../src/reasoning/policy';
import { STRATEGY_IDS, type StrategyId } from '../../../src/reasoning';

const STATE: RunState = {
  solveRate: { alpha: 0.4, beta: 0.4 }, hasExamples: true, canCompare: true, hasOwnTests: false, open: 0, samplesDrawn: 1, isAskedForMore: false, passing: 0, confidence: null, agreeing: 0, runnerUp: 0,
  drawnAtFirstPass: null, remainingSamples: 15, promptTokens: 200, answerTokens: 80, strategies: new Map([['best-of-n', 0]]), strategyMeasures: {}, models: [], remainingSeconds: Infinity,
};
const using = (...drawn: readonly (readonly [StrategyId, number])[]): RunState => ({ ...STATE, samplesDrawn: 1 + drawn.reduce((sum, [, count]) => sum + count, 0), strategies: new Map(drawn) });

describe('what a run does next', () => {
  it('is what promises a pass for the fewest tokens', () => {
    const [first, second] = offers(using(['chain-of-thought', 0], ['best-of-n', 0]), 4);
    expect(first?.strategy).toBe('best-of-n');
    expect((first?.tokens ?? 0) / (first?.passProbability ?? 1)).toBeLessThan((second?.tokens ?? 0) / (second?.passProbability ?? 1));
  });

  it('goes by what was measured of a strategy, where it was', () => {
    const measured = { 'chain-of-thought': { passRatio: 3, tokenRatio: 1, promptRatio: 1, samples: 200 } };
    const [first] = offers({ ...using(['chain-of-thought', 0], ['best-of-n', 0]), strategyMeasures: measured }, 4);
    expect(first?.strategy).toBe('chain-of-thought');
  });

  it('counts the failures of a strategy against itself more than against others', () => {
    const [first, second] = offers(using(['best-of-n', 4], ['chain-of-thought', 0]), 4);
    const fresh = offers(using(['best-of-n', 0], ['chain-of-thought', 0]), 4);
    expect([first, second].find((offer) => offer?.strategy === 'chain-of-thought')?.passProbability).toBeGreaterThan([first, second].find((offer) => offer?.strategy === 'best-of-n')?.passProbability ?? 1);
    expect(fresh[0]?.passProbability).toBe(fresh[1]?.passProbability);
  });

  it('is said with a strategy that can act, and never beyond what is left', () => {
    const state = fc.record({
      samplesDrawn: fc.nat(40), passing: fc.nat(3), agreeing: fc.nat(3), runnerUp: fc.nat(2), remainingSamples: fc.nat(8), hasExamples: fc.boolean(), canCompare: fc.boolean(),
      able: fc.uniqueArray(fc.constantFrom(...STRATEGY_IDS), { maxLength: 5 }),
    });
    fc.assert(fc.property(state, fc.constantFrom(...STOPPING_RULES), ({ able, ...counts }, rule) => {
      const strategies = new Map(able.map((id) => [id, 0] as const));
      const decision = createLadderPolicy(rule).decide({ ...STATE, ...counts, strategies });
      if (decision.action === 'stop') {
        expect(decision).toMatchObject({ count: 0, strategy: null });
        expect(decision.stopReason).not.toBeNull();
      } else if (counts.samplesDrawn > 0) {
        expect(strategies.has(decision.strategy as StrategyId)).toBe(true);
        expect(decision.count).toBeGreaterThan(0);
        expect(decision.count).toBeLessThanOrEqual(counts.remainingSamples);
      }
    }), { numRuns: 2_000 });
  });

  it('ends without a strategy that can act', () => {
    expect(createLadderPolicy('two-agree').decide({ ...STATE, strategies: new Map() })).toMatchObject({ action: 'stop', stopReason: 'no-strategy' });
  });
});

describe('an answer that passes', () => {
  const decide = (rule: StoppingRule, change: Partial<RunState>) => createLadderPolicy(rule).decide({ ...STATE, passing: 1, drawnAtFirstPass: 1, ...change });

  it('is enough by itself where it is likely right, and the decision says how likely', () => {
    expect(decide('likely-right', { confidence: 0.91 })).toMatchObject({ action: 'stop', stopReason: 'verified', reason: expect.stringContaining('91%') });
    expect(decide('likely-right', { confidence: LIKELY_RIGHT - 0.01 })).toMatchObject({ action: 'sample' });
    expect(decide('first-pass', { confidence: null })).toMatchObject({ action: 'stop', stopReason: 'verified' });
    expect(decide('two-agree', { confidence: 0.99 })).toMatchObject({ action: 'sample' });
  });

  it('needs a second opinion where nothing says how likely it is right', () => {
    expect(decide('likely-right', { confidence: null })).toMatchObject({ action: 'sample' });
    expect(decide('likely-right', { confidence: null, passing: 2, agreeing: 2 })).toMatchObject({ action: 'stop', stopReason: 'agreement' });
  });

  it('stands after enough further samples, whatever it is like', () => {
    expect(decide('likely-right', { confidence: 0.3, samplesDrawn: 1 + SECOND_OPINION_SAMPLES })).toMatchObject({ action: 'stop', stopReason: 'verified' });
  });
});

describe('a task without examples', () => {
  const decide = (change: Partial<RunState>) => createLadderPolicy('two-agree').decide({ ...STATE, hasExamples: false, ...change });

  it('is answered several times, to see which behave alike', () => {
    expect(decide({})).toMatchObject({ action: 'sample', count: 3, passProbability: null });
    expect(decide({ samplesDrawn: 4, agreeing: 2, runnerUp: 1 })).toMatchObject({ action: 'sample', count: 4 });
  });

  it('is settled once one group leads clearly', () => {
    expect(decide({ samplesDrawn: 4, agreeing: 3, runnerUp: 1 })).toMatchObject({ action: 'stop', stopReason: 'no-examples' });
  });

  it('is answered once where nothing can be compared', () => {
    expect(decide({ canCompare: false })).toMatchObject({ action: 'stop', stopReason: 'no-examples' });
  });
});
