import { describe, expect, it } from 'vitest';
import { bestOf, decodeLimit, limitsFrom, prefillLimit, type LimitInputs, type MeasuredLimits } from '../../../bench/engine/limits/roofline';

const MACHINE: MeasuredLimits = { bytesPerSecond: 10_000, multiplyAddsPerSecond: 3_000, bandwidths: {}, peaks: {} };
const MODEL: LimitInputs = { weightBytes: 900, cacheBytesPerToken: 1, sharesPrompt: true, multiplyAddsPerToken: 10, attentionPerToken: 0 };

describe('decodeLimit', () => {
  it('of one sample is bandwidth over the bytes of a step', () => {
    // 900 of weights, 90 of prompt, half of 20 of its own.
    expect(decodeLimit(MACHINE, MODEL, { promptTokens: 90, count: 1, outputTokens: 20 })).toEqual({ byBandwidth: 10, byCompute: 300, limit: 10 });
  });

  it('of many samples is arithmetic', () => {
    const { byBandwidth, limit } = decodeLimit(MACHINE, MODEL, { promptTokens: 100, count: 100, outputTokens: 0 });
    expect(byBandwidth).toBe(1000);
    expect(limit).toBe(300);
  });

  it('counts the prompt once for each sample that keeps a copy', () => {
    const work = { promptTokens: 100, count: 4, outputTokens: 0 };
    expect(decodeLimit(MACHINE, MODEL, work).byBandwidth).toBeCloseTo(40_000 / 1000);
    expect(decodeLimit(MACHINE, { ...MODEL, sharesPrompt: false }, work).byBandwidth).toBeCloseTo(40_000 / 1300);
  });

  it('counts attention', () => {
    expect(decodeLimit(MACHINE, { ...MODEL, attentionPerToken: 0.1 }, { promptTokens: 100, count: 1, outputTokens: 0 }).byCompute).toBe(150);
  });
});

it('takes the better of two measurements, way by way', () => {
  const [a, b] = [limitsFrom({ scan: 5, product: 2 }, { packed: 1 }), limitsFrom({ scan: 3, product: 4 }, { packed: 7 })];
  expect(bestOf(a, b)).toEqual({ bandwidths: { scan: 5, product: 4 }, peaks: { packed: 7 }, bytesPerSecond: 5, multiplyAddsPerSecond: 7 });
});

it('reading a prompt reads the weights once', () => {
  expect(prefillLimit(MACHINE, { ...MODEL, attentionPerToken: 0.1 }, 90)).toEqual({ byBandwidth: 1000, byCompute: 3000 / 14.5, limit: 3000 / 14.5 });
});
