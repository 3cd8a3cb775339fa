import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeRate, prefillRate, type MeasuredRates } from '../../../src/budget';

const measured: MeasuredRates = {
  prefill: [{ contextTokens: 128, tokensPerSecond: 400 }, { contextTokens: 1024, tokensPerSecond: 300 }],
  decode: [{ samples: 1, contextTokens: 256, tokensPerSecond: 40 }, { samples: 8, contextTokens: 256, tokensPerSecond: 150 }],
};

describe('speeds', () => {
  it('are what was measured where it was measured, up to what the other points say', () => {
    expect(decodeRate(measured, 1, 256)).toBeCloseTo(40, 0);
    expect(decodeRate(measured, 8, 256) / 150).toBeCloseTo(1, 1);
    expect(prefillRate(measured, 128) / 400).toBeCloseTo(1, 1);
  });

  it('are between their neighbours in between, and slower behind a longer context', () => {
    expect(decodeRate(measured, 4, 256)).toBeGreaterThan(decodeRate(measured, 1, 256));
    expect(decodeRate(measured, 4, 256)).toBeLessThan(decodeRate(measured, 8, 256));
    expect(decodeRate(measured, 1, 4096)).toBeLessThan(decodeRate(measured, 1, 256));
    expect(prefillRate(measured, 8192)).toBeLessThan(prefillRate(measured, 1024));
  });

  it('rise with the samples, positive and finite, with nothing measured or a single point', () => {
    const point = fc.record({ samples: fc.integer({ min: 1, max: 64 }), contextTokens: fc.integer({ min: 1, max: 32_768 }), tokensPerSecond: fc.double({ min: 0.1, max: 1e5, noNaN: true }) });
    fc.assert(
      fc.property(fc.option(point), fc.integer({ min: 1, max: 64 }), fc.integer({ min: 1, max: 32_768 }), (decode, samples, context) => {
        const rates = decode === null ? null : { prefill: [], decode: [decode] };
        const rate = decodeRate(rates, samples, context);
        expect(rate).toBeGreaterThan(0);
        expect(rate).toBeLessThan(decodeRate(rates, samples + 1, context));
      }),
    );
  });
});
