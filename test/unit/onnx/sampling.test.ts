import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/base/random';
import { createSampler, type Sampled, type Sampler } from '../../../src/backends/onnx/sampling/sampler';
import type { TokenScores } from '../../../src/backends/onnx/sampling/scores';
import { StopSequenceMatcher } from '../../../src/backends/onnx/sampling/stopSequences';
import { feed } from '../../support/textEnd';

const logitsOf = fc.array(fc.float({ min: -20, max: 20, noNaN: true }), { minLength: 1, maxLength: 40 }).map((values) => Float32Array.from(values));

/** Straight from the definition, at temperature T. */
function softmax(logits: Float32Array, temperature = 1): number[] {
  const top = Math.max(...logits);
  const weights = [...logits].map((logit) => Math.exp((logit - top) / temperature));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** The `count` likeliest tokens, as the graph gives them. */
function scoresOf(logits: Float32Array, temperature: number, count = logits.length): TokenScores {
  const ids = [...logits.keys()].sort((a, b) => (logits[b] ?? 0) - (logits[a] ?? 0) || a - b).slice(0, count);
  const logSum = (scale: number): number => Math.log([...logits].reduce((sum, logit) => sum + Math.exp(logit / scale), 0));
  return { ids, logits: ids.map((id) => logits[id] ?? 0), logNormalizer: logSum(1), scaledLogNormalizer: logSum(temperature || 1) };
}

/** One token, from the likeliest two alone where they decide. */
function take(sampler: Sampler, logits: Float32Array, temperature = 1, count = 2): Sampled {
  return sampler.sample(scoresOf(logits, temperature, count)) ?? sampler.sampleAll(logits);
}

describe('sampling', () => {
  it('takes the likeliest token at temperature 0, with its probability at temperature 1', () => {
    fc.assert(
      fc.property(logitsOf, (logits) => {
        const { tokenId, logprob } = take(createSampler({}, seededRandom(0)), logits);
        expect(logits[tokenId]).toBe(Math.max(...logits));
        expect(logprob).toBeCloseTo(Math.log(softmax(logits)[tokenId] ?? 0), 4);
      }),
    );
  });

  it('draws the same tokens from the same seed', () => {
    fc.assert(
      fc.property(logitsOf, fc.nat(), (logits, seed) => {
        const draw = (): number[] => {
          const sampler = createSampler({ temperature: 1 }, seededRandom(seed));
          return Array.from({ length: 8 }, () => take(sampler, logits).tokenId);
        };
        expect(draw()).toEqual(draw());
      }),
    );
  });

  it.each([0.5, 1, 1.5])('draws as often as the model says at temperature %f', (temperature) => {
    const logits = Float32Array.from([2, 1, 0.5, 0, -1, -3]);
    const expected = softmax(logits, temperature);
    const draws = 40_000;
    const counts = expected.map(() => 0);
    const sampler = createSampler({ temperature }, seededRandom(7));
    for (let draw = 0; draw < draws; draw += 1) {
      const { tokenId } = take(sampler, logits, temperature);
      counts[tokenId] = (counts[tokenId] ?? 0) + 1;
    }
    const chiSquared = counts.reduce((sum, count, id) => sum + (count - draws * (expected[id] ?? 0)) ** 2 / (draws * (expected[id] ?? 1)), 0);
    // The 99.9th percentile for five degrees of freedom; the seed is fixed, so the outcome is too.
    expect(chiSquared).toBeLessThan(20.5);
  });

  it('top-p draws from the smallest set of likeliest tokens that holds the mass, and no others', () => {
    fc.assert(
      fc.property(logitsOf, fc.double({ min: 0.05, max: 0.99, noNaN: true }), fc.nat(), (logits, topP, seed) => {
        const probabilities = softmax(logits);
        const { tokenId } = take(createSampler({ temperature: 1, topP }, seededRandom(seed)), logits);
        const before = probabilities.reduce((sum, probability) => sum + (probability > (probabilities[tokenId] ?? 0) ? probability : 0), 0);
        expect(before).toBeLessThan(topP + 1e-6);
      }),
    );
  });

  it('min-p draws no token below its fraction of the best', () => {
    fc.assert(
      fc.property(logitsOf, fc.double({ min: 0.01, max: 1, noNaN: true }), fc.nat(), (logits, minP, seed) => {
        const probabilities = softmax(logits);
        const { tokenId } = take(createSampler({ temperature: 1, minP }, seededRandom(seed)), logits);
        expect(probabilities[tokenId]).toBeGreaterThanOrEqual(Math.max(...probabilities) * minP * (1 - 1e-5));
      }),
    );
  });

  it.each([0, 0.7, 1])('never chooses a banned token, and the others as often as the model says without it (temperature %f)', (temperature) => {
    const logits = Float32Array.from([2, 1, 0.5, 0, -1, -3]);
    const banned = new Set([0, 2]);
    const rest = softmax(logits, temperature || 0.05).map((probability, id) => (banned.has(id) ? 0 : probability));
    const mass = rest.reduce((sum, probability) => sum + probability, 0);
    const sampler = createSampler({ temperature, banned }, seededRandom(3));
    const draws = 20_000;
    const counts = rest.map(() => 0);
    for (let draw = 0; draw < draws; draw += 1) {
      const { tokenId } = take(sampler, logits, temperature);
      counts[tokenId] = (counts[tokenId] ?? 0) + 1;
    }
    counts.forEach((count, id) => expect(Math.abs(count / draws - (rest[id] ?? 0) / mass)).toBeLessThan(0.015));
    expect(counts[0]).toBe(0);
    expect(counts[2]).toBe(0);
  });

  it('asks for all logits when every scored token is banned', () => {
    const logits = Float32Array.from([2, 1, 0.5]);
    const sampler = createSampler({ banned: new Set([0, 1]) }, seededRandom(3));
    expect(sampler.sample(scoresOf(logits, 0, 2))).toBeNull();
    expect(sampler.sampleAll(logits)).toMatchObject({ tokenId: 2 });
  });

  it.each([[{ temperature: -1 }], [{ temperature: Number.NaN }], [{ topP: 0 }], [{ topP: 1.1 }], [{ minP: -0.1 }], [{ minP: 2 }]])('refuses %j', (options) => {
    expect(() => createSampler(options, seededRandom(0))).toThrow(expect.objectContaining({ code: 'invalid-input' }) as Error);
  });

  it('refuses numbers that are none', () => {
    expect(() => createSampler({}, seededRandom(0)).sample(scoresOf(Float32Array.from([1, Number.NaN]), 0))).toThrow('not numbers');
  });
});

describe('stop sequences', () => {
  it('end a text at the same place however it arrives', () => {
    const letters = fc.stringMatching(/^[ab\n]{0,24}$/);
    const stops = fc.array(fc.stringMatching(/^[ab\n]{1,4}$/), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(letters, stops, fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 24 }), (text, stopSequences, sizes) => {
        const pieces: string[] = [];
        for (let at = 0, index = 0; at < text.length; index += 1) {
          const size = sizes[index % sizes.length] as number;
          pieces.push(text.slice(at, at + size));
          at += size;
        }
        const { text: shown, stopped } = feed(new StopSequenceMatcher(stopSequences), pieces);
        const isStop = stopSequences.some((stop) => text.includes(stop));
        expect(stopped).toBe(isStop);
        expect(text.startsWith(shown)).toBe(true);
        expect(stopSequences.some((stop) => shown.includes(stop))).toBe(false);
        expect(isStop || shown === text).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('hold back only what may be the beginning of one', () => {
    const matcher = new StopSequenceMatcher(['\n```']);
    expect(matcher.push('return 1')).toEqual({ emit: 'return 1', stopped: false });
    expect(matcher.push('\n`')).toEqual({ emit: '', stopped: false });
    expect(matcher.push('x')).toEqual({ emit: '\n`x', stopped: false });
    expect(matcher.push('\n``')).toEqual({ emit: '', stopped: false });
    expect(matcher.push('`tail')).toEqual({ emit: '', stopped: true });
  });

  it('let everything through when there are none', () => {
    expect(feed(new StopSequenceMatcher([]), ['a', 'b'])).toEqual({ text: 'ab', stopped: false });
  });
});
