import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { secondsOfCall, type ModelProfile } from '../../../src/budget';
import { offers } from '../../../src/reasoning/policy/choice';
import { comparedModels, furtherModelOffer, type ModelOffer } from '../../../src/reasoning/policy/cascade';
import { createLadderPolicy, type ModelState, type RunState } from '../../../src/reasoning/policy';
import { LARGE, SERVED, SMALL } from '../../support/furtherModels';

const stateOf = (profile: ModelProfile, over: Partial<ModelState> = {}): ModelState => ({ profile, isUsable: true, isLoaded: false, drawn: 0, judged: { passes: 0, failures: over.drawn ?? 0 }, ...over });

function after(failures: number, further: readonly ModelState[], over: Partial<RunState> = {}): RunState {
  const drawn = failures + further.reduce((sum, each) => sum + each.drawn, 0);
  return {
    solveRate: { alpha: 0.4, beta: 0.4 }, hasExamples: true, canCompare: true, hasOwnTests: false, open: 0, samplesDrawn: drawn, isAskedForMore: false, passing: 0, judged: { passes: 0, failures: drawn }, agreeing: 0, runnerUp: 0, sinceFirstPass: 0,
    remainingSamples: 32, promptTokens: 200, answerTokens: 80, strategies: new Map([['best-of-n', { passes: 0, failures }]]), strategyMeasures: {},
    models: [stateOf(SMALL, { isLoaded: true, drawn: failures }), ...further], remainingSeconds: Infinity, ...over,
  };
}

function chosen(state: RunState): ModelOffer | null {
  return furtherModelOffer(state, offers(state, 4)[0], 4);
}

/** Failures of the first model after which the next one is asked; infinite where it never is. */
function failuresBefore(profile: ModelProfile): number {
  const counts = Array.from({ length: 200 }, (_, index) => index + 1);
  return counts.find((count) => chosen(after(count, [stateOf(profile)])) !== null) ?? Infinity;
}

describe('the next model', () => {
  it('is asked the later, the larger and so the slower it is', () => {
    const [twice, thrice, tenfold] = [2, 3, 10].map((ratio) => failuresBefore({ ...LARGE, bytes: ratio * (SMALL.bytes as number) })) as [number, number, number];
    expect(twice).toBeLessThanOrEqual(thrice);
    expect(thrice).toBeLessThan(tenfold);
    expect(thrice).toBeGreaterThan(1);
    expect(thrice).toBeLessThan(32);
  });

  it('is asked the sooner, the faster it was measured to be', () => {
    const at = (tokensPerSecond: number): ModelProfile => ({ ...LARGE, rates: { prefill: [], decode: [{ samples: 1, contextTokens: 256, tokensPerSecond }] } });
    expect(failuresBefore(at(40))).toBeLessThanOrEqual(failuresBefore(at(10)));
    expect(failuresBefore(at(10))).toBeLessThanOrEqual(failuresBefore(at(2)));
  });

  it('comes after those before it were asked, or cannot be', () => {
    expect(chosen(after(30, [stateOf(LARGE), stateOf(SERVED)]))?.index).toBe(1);
    expect(chosen(after(30, [stateOf(LARGE, { isUsable: false }), stateOf(SERVED)]))?.index).toBe(2);
    expect(chosen(after(30, [stateOf(LARGE, { isLoaded: true, drawn: 1 }), stateOf(SERVED)]))?.index).toBe(2);
  });

  it('gives one answer at first, and batches then', () => {
    expect(chosen(after(30, [stateOf(LARGE)]))?.samples).toBe(1);
    expect(chosen(after(30, [stateOf(LARGE, { isLoaded: true, drawn: 1 })], { strategies: new Map() }))?.samples).toBeGreaterThan(1);
  });

  it('says little of the first model when it passes', () => {
    // None of four passed here, and the one answer of the larger model did.
    const passed = stateOf(LARGE, { isLoaded: true, drawn: 1, judged: { passes: 1, failures: 0 } });
    const state = after(4, [passed], { passing: 1, judged: { passes: 1, failures: 4 } });
    const [own] = comparedModels(state, offers(state, 4)[0], 4).filter(({ index }) => index === 0);
    expect(own?.passProbability).toBeCloseTo((0.4 + 0.05) / (0.8 + 4 + 0.05), 6);
  });

  it('passes the oftener, the larger it is: 12% more for each doubling', () => {
    const odds = (ratio: number): number => {
      const large = stateOf({ ...LARGE, bytes: ratio * (SMALL.bytes as number) });
      const state = after(0, [large]);
      return comparedModels(state, offers(state, 4)[0], 4).find(({ index }) => index === 1)?.passProbability ?? 0;
    };
    expect(odds(4) / odds(2)).toBeCloseTo(1.12, 6);
    expect(odds(16) / odds(2)).toBeCloseTo(1.12 ** 3, 6);
  });

  it('is not chosen where it cannot be, nor where its call would not end in time', () => {
    expect(chosen(after(30, [stateOf(LARGE, { isUsable: false })]))).toBeNull();
    expect(chosen(after(30, [stateOf(LARGE)], { remainingSeconds: 1 }))).toBeNull();
    expect(chosen(after(30, []))).toBeNull();
  });

  it('is all there is where the first one failed', () => {
    const state = after(1, [stateOf({ ...LARGE, bytes: 100 * (SMALL.bytes as number) })]);
    const [first, ...further] = state.models as [ModelState, ...ModelState[]];
    expect(chosen({ ...state, models: [{ ...first, isUsable: false }, ...further] })?.index).toBe(1);
  });

  it('is named in the decision beside those that it was compared with, and what a pass of each costs', () => {
    const { model, basis } = createLadderPolicy('first-pass').decide(after(30, [stateOf(LARGE)]));
    expect([model, basis?.models?.map(({ name }) => name)]).toEqual([LARGE.id, [LARGE.id, SMALL.id]]);
    expect(basis?.models?.[0]?.costOfPass).toBeLessThan(basis?.models?.[1]?.costOfPass ?? 0);
    expect(createLadderPolicy('first-pass').decide({ ...after(1, []), models: [] }).basis).not.toHaveProperty('models');
  });

  it('is not asked for a second opinion on a pass of the smaller one where that one likely passes again', () => {
    const passed = { ...after(30, [stateOf(LARGE)]), passing: 20, judged: { passes: 20, failures: 10 }, strategies: new Map([['best-of-n', { passes: 20, failures: 10 }] as const]) };
    const [first, ...further] = passed.models as [ModelState, ...ModelState[]];
    expect(chosen({ ...passed, models: [{ ...first, judged: passed.judged }, ...further] })).toBeNull();
  });

  it('never asks for more samples than are left, and always for one', () => {
    const count = fc.nat(40);
    fc.assert(fc.property(count, count, fc.integer({ min: 1, max: 40 }), (failures, drawn, remainingSamples) => {
      const offer = chosen(after(failures + 1, [stateOf(LARGE, { drawn })], { remainingSamples, strategies: new Map() }));
      expect(offer?.samples).toBeGreaterThan(0);
      expect(offer?.samples).toBeLessThanOrEqual(remainingSamples);
      expect(offer?.passProbability).toBeGreaterThan(0);
      expect(offer?.passProbability).toBeLessThanOrEqual(1);
    }));
  });
});

describe('seconds of a call', () => {
  const call = { samples: 1, promptTokens: 200, freshTokens: 200, answerTokens: 80 };

  it('go with the size of the weights where nothing was measured', () => {
    expect(secondsOfCall(LARGE, SMALL, call)).toBeCloseTo(3 * secondsOfCall(SMALL, SMALL, call), 6);
  });

  it('are those that were measured where there are any', () => {
    const measured = { ...LARGE, rates: { prefill: [{ contextTokens: 200, tokensPerSecond: 100 }], decode: [{ samples: 1, contextTokens: 280, tokensPerSecond: 20 }] } };
    expect(secondsOfCall(measured, SMALL, call)).toBeCloseTo(200 / 100 + 80 / 20, 1);
  });

  it('of a prompt that is kept are those of writing alone', () => {
    expect(secondsOfCall(SMALL, SMALL, { ...call, freshTokens: 0 })).toBeLessThan(secondsOfCall(SMALL, SMALL, call));
  });
});
