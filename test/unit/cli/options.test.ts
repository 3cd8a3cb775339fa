import { Command, InvalidArgumentError } from 'commander';
import { describe, expect, it } from 'vitest';
import { BUDGET_LEVELS } from '../../../src/budget/types';
import { BUDGET_LEVEL_NAMES, LANGUAGE_NAMES } from '../../../src/cli/choices';
import {
  addLimitOptions, budgetOption, escalationReferences, fraction, languageOption, limitsOf, modelOption, modelReference, nonNegativeNumber, positiveFraction,
  positiveNumber, priceOption, seedOption, wholeNumber, type LimitFlags,
} from '../../../src/cli/options';
import { givenPrice } from '../../../src/cli/prices';
import { LANGUAGES } from '../../../src/verification/types';

const refuses = (parse: (text: string) => number, text: string): void => expect(() => parse(text)).toThrow(InvalidArgumentError);

describe('whole numbers', () => {
  it.each(['1', '007', '4096'])('takes %j', (text) => {
    expect(wholeNumber(1)(text)).toBe(Number(text));
  });

  it.each(['0', '-5', '+5', 'abc', '', ' ', '1.5', '1e3', '0x10', 'Infinity', 'NaN', '99999999999999999999'])('refuses %j', (text) => {
    refuses(wholeNumber(1), text);
  });

  it('says the limits', () => {
    expect(() => wholeNumber(1)('0')).toThrow('It must be a whole number of at least 1.');
    expect(() => wholeNumber(1, 8)('9')).toThrow('It must be a whole number of at least 1 and at most 8.');
  });
});

describe('other numbers', () => {
  it.each(['0.5', '.5', '3', '3.'])('takes %j', (text) => {
    expect(positiveNumber(text)).toBe(Number(text));
  });

  it.each(['0', '-1', '', 'abc', 'Infinity', '1e999', '0x10'])('refuses %j as a number above 0', (text) => {
    refuses(positiveNumber, text);
  });

  it('takes 0 where 0 means something', () => {
    expect(nonNegativeNumber('0')).toBe(0);
    refuses(nonNegativeNumber, '-0.1');
    refuses(nonNegativeNumber, '');
  });

  it('keeps fractions between 0 and 1', () => {
    expect(['0', '0.95', '1'].map(fraction)).toEqual([0, 0.95, 1]);
    refuses(fraction, '1.01');
    refuses(fraction, '-0.5');
  });

  it('takes no mass of nothing', () => {
    expect(['0.01', '1'].map(positiveFraction)).toEqual([0.01, 1]);
    refuses(positiveFraction, '0');
    refuses(positiveFraction, '0.0');
    refuses(positiveFraction, '1.01');
  });
});

describe('choices', () => {
  it('are those of the core', () => {
    expect(BUDGET_LEVEL_NAMES).toEqual([...BUDGET_LEVELS]);
    expect(LANGUAGE_NAMES).toEqual([...LANGUAGES]);
    expect(budgetOption().argChoices).toEqual(BUDGET_LEVEL_NAMES);
    expect(languageOption().argChoices).toEqual(LANGUAGE_NAMES);
  });

  it('have the defaults of the settings', () => {
    expect([modelOption(), budgetOption(), seedOption()].map(({ defaultValue }) => defaultValue as unknown)).toEqual([
      'qwen2.5-coder-0.5b', 'balanced', 0,
    ]);
  });

  it('name a model with or without an endpoint', () => {
    expect(modelReference({ model: 'a' })).toEqual({ model: 'a' });
    expect(modelReference({ model: 'a', endpoint: 'http://x' })).toEqual({ model: 'a', endpoint: 'http://x' });
  });
});

describe('limits', () => {
  const given = (...args: readonly string[]): LimitFlags =>
    addLimitOptions(new Command()).exitOverride().configureOutput({ writeErr: () => undefined }).parse(args, { from: 'user' }).opts();

  it('are those that were given, of any kind', () => {
    expect(limitsOf(given())).toEqual({});
    expect(limitsOf(given('--max-tokens', '900', '--max-seconds', '7.5', '--max-samples', '3', '--max-dollars', '.05', '--max-joules', '250'))).toEqual({
      maxTokens: 900, maxSeconds: 7.5, maxSamples: 3, maxDollars: 0.05, maxJoules: 250,
    });
  });

  it.each(['--max-dollars', '--max-joules'])('%s is a number above 0', (flag) => {
    for (const text of ['0', '0.00', '-1', 'nothing', '', 'NaN', 'Infinity', '1e3', '$1']) {
      expect(() => given(`${flag}=${text}`)).toThrow('It must be a number above 0.');
    }
  });
});

describe('prices', () => {
  it.each([
    ['0.15/0.60', { name: null, price: { prompt: 0.15, answer: 0.6 } }],
    ['0/0', { name: null, price: { prompt: 0, answer: 0 } }],
    ['large=3 / 15', { name: 'large', price: { prompt: 3, answer: 15 } }],
    ['a/b:c=d=.5/2', { name: 'a/b:c=d', price: { prompt: 0.5, answer: 2 } }],
  ])('are read: %s', (text, price) => {
    expect(givenPrice(text)).toEqual(price);
  });

  it.each(['', '1', '1/', '/1', '1/2/3', '-1/2', '1/-2', 'a/b', 'NaN/1', '1/Infinity', '1e3/2', '=1/2', 'large='])('are refused: %j', (text) => {
    expect(() => givenPrice(text)).toThrow('It must be dollars for a million tokens of prompts and of answers, such as 0.15/0.60 or NAME=0.15/0.60.');
  });

  const prices = (...texts: readonly string[]) => texts.reduce<ReturnType<typeof givenPrice>[]>((all, text) => priceOption().parseArg?.(text, all) as typeof all, []);
  const server = { model: 'openai-compatible:large', endpoint: 'http://x' };

  it('belong to the model of that name, or to every server', () => {
    const flags = { ...server, escalate: ['small.gguf', 'openai-compatible:larger'], price: prices('1/2', 'larger=3/4', '5/6') };
    expect(modelReference(flags)).toEqual({ ...server, price: { prompt: 5, answer: 6 } });
    expect(escalationReferences(flags)).toEqual([{ model: 'small.gguf' }, { model: 'openai-compatible:larger', endpoint: 'http://x', price: { prompt: 3, answer: 4 } }]);
    expect(modelReference({ ...server, price: prices('1/2', 'large=7/8') })).toMatchObject({ price: { prompt: 7, answer: 8 } });
  });

  it('of nothing that is asked are refused, as they would look as if they were kept to', () => {
    expect(() => modelReference({ model: 'qwen2.5-coder-0.5b', price: prices('1/2') })).toThrow('A price is of a server, and no server is asked here.');
    expect(() => modelReference({ ...server, price: prices('lagre=1/2') })).toThrow('There is a price of "lagre", which is no model of a server here.');
    expect(modelReference({ model: 'small.gguf', escalate: ['openai-compatible:large'], price: prices('large=1/2') })).toEqual({ model: 'small.gguf' });
  });
});
