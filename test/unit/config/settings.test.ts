import { describe, expect, it } from 'vitest';
import { readSetting, SETTINGS, type SettingKey } from '../../../src/config/settings';

describe('settings', () => {
  it.each(Object.entries(SETTINGS))('%s accepts its own default', (_key, { schema, default: fallback }) => {
    expect(schema.safeParse(fallback).success).toBe(true);
  });

  it('take a valid value and the default for none', () => {
    expect(readSetting('reckon.budget', 'quick')).toEqual({ value: 'quick', problem: null });
    expect(readSetting('reckon.budget', undefined)).toEqual({ value: 'balanced', problem: null });
  });

  it.each([
    ['reckon.model', './mine.gguf'], ['reckon.remote.endpoint', ''], ['reckon.engine.threads', 0], ['reckon.engine.threads', 256],
    ['reckon.escalation.models', ['qwen2.5-coder-1.5b', 'openai-compatible:any']], ['reckon.remote.prices', { large: { prompt: 0.15, answer: 0.6 } }], ['reckon.limits.dollars', 0.05], ['reckon.limits.joules', 900],
    ['reckon.inline.enabled', false], ['reckon.inline.languages', {}], ['reckon.inline.languages', { '*': false, python: true }],
  ] as const)('take %s: %j', (key, raw) => {
    expect(readSetting(key, raw)).toEqual({ value: raw, problem: null });
  });

  it.each(Object.keys(SETTINGS) as SettingKey[])('take the default of %s for null, and say why', (key) => {
    expect(readSetting(key, null)).toEqual({ value: SETTINGS[key].default, problem: expect.stringContaining(`${key}: `) as string });
  });

  it.each([
    ['reckon.budget', 'endless'], ['reckon.engine.threads', -1], ['reckon.engine.threads', 1.5], ['reckon.engine.threads', 257], ['reckon.engine.threads', '4'], ['reckon.remote.prices', { large: { prompt: 1 } }], ['reckon.remote.prices', { large: { prompt: 1, answer: '2' } }], ['reckon.limits.dollars', -0.1], ['reckon.limits.joules', '9'],
    ['reckon.inline.enabled', 'yes'], ['reckon.remote.endpoint', 1], ['reckon.model', ''], ['reckon.escalation.models', 'one'], ['reckon.escalation.models', ['']], ['reckon.inline.languages', { python: 'yes' }],
  ] as const)('take the default in place of %s: %j, and name the key', (key, raw) => {
    const { value, problem } = readSetting(key, raw);
    expect(value).toEqual(SETTINGS[key].default);
    expect(problem).toContain(key);
  });
});
