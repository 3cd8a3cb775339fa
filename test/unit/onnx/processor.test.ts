import { describe, expect, it } from 'vitest';
import { batchSize, prefillChunk } from '../../../src/backends/onnx/decode/generator';
import { hasByteDotProducts } from '../../../src/backends/onnx/session/processor';

describe('a processor', () => {
  it.each([
    ['flags\t\t: fma avx2 avx512f avx512_vnni', 'linux', 'x64', true],
    ['flags\t\t: fma avx2 avx_vnni', 'linux', 'x64', true],
    ['flags\t\t: fma avx2 vaes', 'linux', 'x64', false],
    ['Features\t: fp asimd asimddp', 'linux', 'arm64', true],
    ['', 'darwin', 'arm64', true],
    ['', 'darwin', 'x64', false],
    ['', 'win32', 'x64', false],
  ])('of %j on %s %s has sums of byte products: %s', (info, platform, arch, expected) => {
    expect(hasByteDotProducts(info, platform, arch)).toBe(expected);
  });

  it.each([
    [135e6, true, 128], [135e6, false, 112], [630e6, true, 48], [630e6, false, 16], [1.78e9, true, 16], [1.78e9, false, 16], [8e9, true, 16],
  ])('reads a prompt for %d weights (sums of byte products: %s) %d tokens at a time', (fileWeights, isFast, tokens) => {
    expect(prefillChunk({ fileWeights, hasByteDotProducts: isFast })).toBe(tokens);
  });

  it.each([[135e6, false, 32], [630e6, true, 32], [630e6, false, 16], [1.78e9, true, 16]])('writes for %d weights (sums of byte products: %s) %d samples at a time', (fileWeights, isFast, samples) => {
    expect(batchSize({ fileWeights, hasByteDotProducts: isFast })).toBe(samples);
  });
});
