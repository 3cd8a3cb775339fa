import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Settings } from '../../../src/vscode/settings';

const values = vi.hoisted(() => new Map<string, unknown>());
vi.mock('vscode', () => ({ workspace: { getConfiguration: () => ({ get: (key: string) => values.get(key) }) } }));

let warnings: string[];
let settings: Settings;
beforeEach(() => {
  values.clear();
  warnings = [];
  settings = new Settings((line) => warnings.push(line));
});

describe('limits of the settings', () => {
  it('are none by default', () => {
    expect(settings.limits()).toEqual({});
  });

  it('are of money and energy, and 0 sets none', () => {
    values.set('reckon.limits.dollars', 0.25).set('reckon.limits.joules', 0);
    expect(settings.limits()).toEqual({ maxDollars: 0.25 });
    values.set('reckon.limits.dollars', 0).set('reckon.limits.joules', 900);
    expect(settings.limits()).toEqual({ maxJoules: 900 });
  });

  it.each([-1, '1', NaN, null])('are no default in place of %j, but an error that names the setting', (value) => {
    values.set('reckon.limits.dollars', value);
    expect(() => settings.limits()).toThrow('reckon.limits.dollars: ');
  });
});

describe('a model of a server', () => {
  it.each([
    ['its own price', { large: { prompt: 3, answer: 15 }, '*': { prompt: 1, answer: 2 } }, { price: { prompt: 3, answer: 15 } }],
    ['that of all', { other: { prompt: 3, answer: 15 }, '*': { prompt: 1, answer: 2 } }, { price: { prompt: 1, answer: 2 } }],
    ['none', { other: { prompt: 3, answer: 15 } }, {}],
    ['none where the setting is not valid', { large: { prompt: -3, answer: 15 } }, {}],
  ])('has %s', (_what, prices, expected) => {
    values.set('reckon.model', 'openai-compatible:large').set('reckon.remote.endpoint', 'http://x').set('reckon.remote.prices', prices);
    expect(settings.model()).toEqual({ model: 'openai-compatible:large', endpoint: 'http://x', ...expected });
  });

  it('has a price as a further one, too, and a local one has none', () => {
    values.set('reckon.remote.prices', { '*': { prompt: 1, answer: 2 } }).set('reckon.escalation.models', ['openai-compatible:large']);
    expect(settings.model()).toEqual({ model: 'qwen2.5-coder-0.5b' });
    expect(settings.furtherModels()).toMatchObject([{ model: 'openai-compatible:large', price: { prompt: 1, answer: 2 } }]);
  });
});
