import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DraftPolicy, MAX_DRAFT } from '../../../../src/backends/onnx/decode/draftPolicy';
import { lookUp } from '../../../../src/backends/onnx/decode/promptLookup';

const tokens = fc.array(fc.nat(3), { maxLength: 60 });

describe('lookUp', () => {
  it('gives what followed the last tokens elsewhere', () => {
    fc.assert(fc.property(tokens, fc.integer({ min: 1, max: 7 }), (history, most) => {
      const draft = lookUp(history, most);
      if (draft === null) {
        return;
      }
      const { matchLength, tokens: guessed } = draft;
      expect(guessed.length).toBeGreaterThan(0);
      expect(guessed.length).toBeLessThanOrEqual(most);
      const text = history.join(',');
      expect(`,${text},`).toContain(`,${[...history.slice(-matchLength), ...guessed].join(',')},`);
    }));
  });

  it('finds a repetition, the longest match before the latest', () => {
    expect(lookUp([1, 2, 3, 9, 2, 3, 8, 1, 2, 3], 2)).toEqual({ matchLength: 3, tokens: [9, 2] });
    expect(lookUp([2, 3, 9, 2, 3, 8, 2, 3], 1)).toEqual({ matchLength: 2, tokens: [8] });
  });

  it('says nothing about what is new', () => {
    expect(lookUp([1, 2, 3, 4], 3)).toBeNull();
    expect(lookUp([], 3)).toBeNull();
    expect(lookUp([1, 2, 1, 2], 0)).toBeNull();
  });
});

describe('DraftPolicy', () => {
  const draft = { matchLength: 6, tokens: [1, 2, 3, 4, 5, 6, 7] };

  it('drafts for one sample as long as guesses are right, and stops when they are not', () => {
    const policy = new DraftPolicy(true);
    expect(policy.choose([draft])[0]?.length).toBeGreaterThan(0);
    for (let at = 0; at < 30; at += 1) {
      policy.record(draft, MAX_DRAFT, MAX_DRAFT);
    }
    expect(policy.choose([draft])[0]).toHaveLength(MAX_DRAFT);
    for (let at = 0; at < 30; at += 1) {
      policy.record(draft, 1, 0);
    }
    expect(policy.choose([draft])).toEqual([[]]);
  });

  it('tries again after a while', () => {
    const policy = new DraftPolicy(true);
    for (let at = 0; at < 30; at += 1) {
      policy.record(draft, 1, 0);
    }
    const lengths = Array.from({ length: 400 }, () => policy.choose([draft])[0]?.length ?? 0);
    expect(lengths[0]).toBe(0);
    expect(lengths.at(-1)).toBeGreaterThan(0);
  });

  it('drafts for fewer samples where a row costs more', () => {
    const [two, six] = [2, 6].map((samples) => Array.from({ length: samples }, () => draft)) as [typeof draft[], typeof draft[]];
    const drafts = (hasByteDotProducts: boolean, of: typeof draft[]): boolean => new DraftPolicy(hasByteDotProducts).choose(of).some(({ length }) => length > 0);
    expect([drafts(true, two), drafts(false, two)]).toEqual([true, true]);
    expect([drafts(true, six), drafts(false, six)]).toEqual([true, false]);
  });

  it('drafts nothing where rows are dear: for many samples of which few have a guess', () => {
    expect(new DraftPolicy(true).choose([draft, ...Array.from({ length: 15 }, () => null)])).toEqual(Array.from({ length: 16 }, () => []));
  });
});
