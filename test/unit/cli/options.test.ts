import { InvalidArgumentError } from 'commander';
import { describe, expect, it } from 'vitest';
import { BUDGET_LEVELS } from '../../../src/budget/types';
import { BUDGET_LEVEL_NAMES, LANGUAGE_NAMES } from '../../../src/cli/choices';
import {
  budgetOption, fraction, languageOption, modelOption, modelReference, nonNegativeNumber, positiveFraction, positiveNumber, seedOption,
  wholeNumber,
} from '../../../src/cli/options';
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
