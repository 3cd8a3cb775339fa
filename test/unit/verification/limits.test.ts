import { describe, expect, it } from 'vitest';
import { readSetting, SETTINGS } from '../../../src/config/settings';
import { DEFAULT_RESOURCE_LIMITS, RESOURCE_RANGES } from '../../../src/verification/limits';

describe('limits of candidates in the settings', () => {
  it.each([
    ['reckon.verification.secondsPerExample', 'exampleSeconds'],
    ['reckon.verification.secondsPerCandidate', 'candidateSeconds'],
    ['reckon.verification.memoryMiB', 'memoryMiB'],
  ] as const)('%s is the %s of the table', (key, name) => {
    const { least, most } = RESOURCE_RANGES[name];
    expect(SETTINGS[key].default).toBe(DEFAULT_RESOURCE_LIMITS[name]);
    expect([least, most].map((value) => readSetting(key, value).problem)).toEqual([null, null]);
    expect([least * 0.9, most + 1].map((value) => readSetting(key, value).problem)).toEqual([expect.any(String), expect.any(String)]);
  });
});
