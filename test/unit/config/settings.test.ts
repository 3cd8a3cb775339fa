import { describe, expect, it } from 'vitest';
import { readSetting, SETTINGS } from '../../../src/config/settings';

describe('settings', () => {
  it.each(Object.entries(SETTINGS))('%s accepts its own default', (_key, { schema, default: fallback }) => {
    expect(schema.safeParse(fallback).success).toBe(true);
  });

  it('take a valid value and the default for none', () => {
    expect(readSetting('reckon.budget', 'quick')).toEqual({ value: 'quick', problem: null });
    expect(readSetting('reckon.budget', undefined)).toEqual({ value: 'balanced', problem: null });
  });

  it.each([
    ['reckon.budget', 'endless'], ['reckon.engine.threads', -1], ['reckon.engine.threads', 1.5], ['reckon.model', ''], ['reckon.inline.languages', { python: 'yes' }],
  ] as const)('take the default in place of %s: %j, and name the key', (key, raw) => {
    const { value, problem } = readSetting(key, raw);
    expect(value).toEqual(SETTINGS[key].default);
    expect(problem).toContain(key);
  });
});
