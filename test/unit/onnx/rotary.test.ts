import { describe, expect, it } from 'vitest';
import type { RopeScaling } from '../../../src/backends/onnx/gguf/rope';
import { rotaryTables } from '../../../src/backends/onnx/importer/rotary';

const NONE: RopeScaling = { kind: 'linear', factor: 1, attentionFactor: 1, originalContext: 64, betaFast: 32, betaSlow: 1 };
const HEAD_SIZE = 64;

/** Angle of a position and its magnitude, from the tables. */
function angleAt(pair: number, scaling: RopeScaling, factors: Float32Array | null = null): { angle: number; magnitude: number } {
  const { cosines, sines } = rotaryTables({ contextLength: 2, headSize: HEAD_SIZE, base: 10_000, scaling, factors });
  const at = HEAD_SIZE / 2 + pair;
  const [x, y] = [cosines[at] ?? NaN, sines[at] ?? NaN];
  return { angle: Math.atan2(y, x), magnitude: Math.hypot(x, y) };
}

describe('rotary tables', () => {
  it('turn each pair by its own frequency', () => {
    expect(angleAt(0, NONE).angle).toBeCloseTo(1, 6);
    expect(angleAt(16, NONE).angle).toBeCloseTo(0.01, 6);
    expect(angleAt(16, NONE).magnitude).toBeCloseTo(1, 6);
  });

  it('turn slower by a linear factor, all pairs alike', () => {
    for (const pair of [0, 7, 31]) {
      expect(angleAt(pair, { ...NONE, factor: 4 }).angle).toBeCloseTo(angleAt(pair, NONE).angle / 4, 6);
    }
  });

  it('divide each frequency by its own factor', () => {
    const factors = Float32Array.from({ length: HEAD_SIZE / 2 }, (_, pair) => 1 + pair);
    expect(angleAt(3, NONE, factors).angle).toBeCloseTo(angleAt(3, NONE).angle / 4, 6);
  });

  it('keep fast pairs, divide slow ones and turn up the attention under YaRN', () => {
    const yarn: RopeScaling = { ...NONE, kind: 'yarn', factor: 4, originalContext: 4096 };
    expect(angleAt(0, yarn).angle).toBeCloseTo(angleAt(0, NONE).angle, 6);
    expect(angleAt(31, yarn).angle).toBeCloseTo(angleAt(31, NONE).angle / 4, 6);
    const between = angleAt(16, yarn).angle / angleAt(16, NONE).angle;
    expect(between).toBeGreaterThan(0.25);
    expect(between).toBeLessThan(1);
    expect(angleAt(0, yarn).magnitude).toBeCloseTo(1 + 0.1 * Math.log(4), 6);
  });
});
