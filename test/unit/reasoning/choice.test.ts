import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { offers } from '../../../src/reasoning/policy/choice';
import { createLadderPolicy, SECOND_OPINION_SAMPLES, STOPPING_RULES, type Outcomes, type RunState, type StoppingRule } from '../../../src/reasoning/policy';
import { STRATEGY_IDS, type StrategyId } from '../../../src/reasoning';

const STATE: RunState = {
  solveRate: { alpha: 0.4, beta: 0.4 }, hasExamples: true, canCompare: true, hasOwnTests: false, open: 0, samplesDrawn: 1, isAskedForMore: false, passing: 0, judged: { passes: 0, failures: 1 }, agreeing: 0, runnerUp: 0,
  sinceFirstPass: 0, remainingSamples: 15, promptTokens: 200, answerTokens: 80, strategies: new Map([['best-of-n', { passes: 0, failures: 0 }]]), strategyMeasures: {}, models: [], remainingSeconds: Infinity,
};
/** After the fast answer and so many more of each failed. */
const using = (...failed: readonly (readonly [StrategyId, number])[]): RunState => {
  const failures = 1 + failed.reduce((sum, [, count]) => sum + count, 0);
  return { ...STATE, samplesDrawn: failures, judged: { passes: 0, failures }, strategies: new Map(failed.map(([id, count]) => [id, { passes: 0, failures: count }])) };
};

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

  it('counts passes of a strategy for it, more than those of others', () => {
    const passed = { ...using(['best-of-n', 0], ['chain-of-thought', 0]), judged: { passes: 1, failures: 1 } };
    const strategies = new Map<StrategyId, Outcomes>([['best-of-n', { passes: 1, failures: 0 }], ['chain-of-thought', { passes: 0, failures: 0 }]]);
    const odds = (state: RunState): number[] => ['best-of-n', 'chain-of-thought'].map((id) => offers(state, 4).find(({ strategy }) => strategy === id)?.passProbability ?? 0);
    const [own, other] = odds({ ...passed, strategies });
    const [before] = odds(using(['best-of-n', 0], ['chain-of-thought', 0]));
    expect(own).toBeGreaterThan(other as number);
    expect(other).toBeGreaterThan(before as number);
  });

  it('does not count samples that were cut off, or never judged', () => {
    const oddsAfter = (samplesDrawn: number): number | null => createLadderPolicy('two-agree').decide({ ...using(['best-of-n', 3]), samplesDrawn }).passProbability;
    expect(oddsAfter(8)).toBe(oddsAfter(4));
  });

  it('is said with a strategy that can act, and never beyond what is left', () => {
    const state = fc.record({
      samplesDrawn: fc.nat(40), passing: fc.nat(3), agreeing: fc.nat(3), runnerUp: fc.nat(2), remainingSamples: fc.nat(8), hasExamples: fc.boolean(), canCompare: fc.boolean(),
      able: fc.uniqueArray(fc.constantFrom(...STRATEGY_IDS), { maxLength: 5 }),
    });
    fc.assert(fc.property(state, fc.constantFrom(...STOPPING_RULES), ({ able, ...counts }, rule) => {
      const strategies = new Map(able.map((id) => [id, { passes: 0, failures: 0 }] as const));
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
  const decide = (rule: StoppingRule, change: Partial<RunState>) => createLadderPolicy(rule).decide({ ...STATE, passing: 1, ...change });

  it('is enough by itself where the first is, and needs another that behaves alike where two are to', () => {
    expect(decide('first-pass', {})).toMatchObject({ action: 'stop', stopReason: 'verified' });
    expect(decide('two-agree', {})).toMatchObject({ action: 'sample' });
    expect(decide('two-agree', { passing: 2, agreeing: 1 })).toMatchObject({ action: 'sample' });
    expect(decide('two-agree', { passing: 2, agreeing: 2 })).toMatchObject({ action: 'stop', stopReason: 'agreement' });
  });

  it('stands after enough further samples, though none behaves like it', () => {
    expect(decide('two-agree', { sinceFirstPass: SECOND_OPINION_SAMPLES })).toMatchObject({ action: 'stop', stopReason: 'verified' });
  });
});

describe('the numbers of a decision', () => {
  const decide = (rule: StoppingRule, change: Partial<RunState>) => createLadderPolicy(rule).decide({ ...STATE, ...change });
  const passed: Partial<RunState> = { passing: 1, judged: { passes: 1, failures: 2 }, samplesDrawn: 3 };

  it('are the odds of the fast answer before anything is drawn', () => {
    const { passProbability, basis } = decide('two-agree', { samplesDrawn: 0, judged: { passes: 0, failures: 0 } });
    expect(passProbability).toBe(0.5);
    expect(basis).toEqual({ judged: { passes: 0, failures: 0 }, solveRate: { alpha: 0.4, beta: 0.4 } });
  });

  it('are what was compared with its odds and costs, where there is a choice', () => {
    const { passProbability, strategy, basis } = createLadderPolicy('two-agree').decide(using(['best-of-n', 3], ['chain-of-thought', 0]));
    expect(basis).toMatchObject({ judged: { passes: 0, failures: 4 }, solveRate: { alpha: 0.4, beta: 0.4 } });
    const [first, second] = basis?.strategies ?? [];
    expect([first?.name, second?.name].sort()).toEqual(['best-of-n', 'chain-of-thought']);
    expect(first).toMatchObject({ name: strategy, passProbability });
    expect(first?.costOfPass).toBeCloseTo((first?.cost ?? 0) / (first?.passProbability ?? 1), 9);
    expect(first?.costOfPass).toBeLessThan(second?.costOfPass ?? 0);
    expect(basis).not.toHaveProperty('groups');
  });

  it('foretell nothing once an answer is enough, and are what the rule looked at', () => {
    expect(decide('first-pass', passed)).toMatchObject({ action: 'stop', passProbability: null, basis: { judged: { passes: 1, failures: 2 } } });
    expect(decide('first-pass', passed).basis).toEqual({ judged: { passes: 1, failures: 2 } });
    expect(decide('two-agree', { ...passed, agreeing: 2, runnerUp: 1 }).basis).toEqual({ judged: { passes: 1, failures: 2 }, groups: { largest: 2, second: 1 } });
    expect(decide('two-agree', passed).basis).toMatchObject({ groups: { largest: 0 }, strategies: [{ name: 'best-of-n' }] });
  });

  it('are the groups where a task states no example, and no odds of a pass', () => {
    const { passProbability, basis } = decide('two-agree', { hasExamples: false, samplesDrawn: 4, agreeing: 3, runnerUp: 1 });
    expect([passProbability, basis?.groups, basis?.solveRate]).toEqual([null, { largest: 3, second: 1 }, undefined]);
    expect(decide('two-agree', { hasExamples: false, hasOwnTests: true, remainingSamples: 0 })).toMatchObject({ stopReason: 'budget-samples', passProbability: null });
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
