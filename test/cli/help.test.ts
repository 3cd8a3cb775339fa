import { describe, expect, it } from 'vitest';
import { LEVEL_BUDGETS } from '../../src/budget';
import { runCli } from './support/cli';

/** Help is wrapped to the width of what it is written to. */
const unwrapped = (text: string): string => text.replace(/\s+/g, ' ');
const options = { home: 'unused' };

describe('help', () => {
  it('has the exit codes, the environment and how a model is fetched', async () => {
    const { code, stdout } = await runCli(['--help'], options);
    expect(code).toBe(0);
    for (const words of ['models fetch ID', 'Exit codes: 0 verified', '2 not verified', '130 interrupted', 'RECKON_HOME', 'RECKON_API_KEY', 'RECKON_LEDGER off', 'RECKON_LEDGER_DAYS']) {
      expect(unwrapped(stdout)).toContain(words);
    }
  });

  it('says what each level of a budget allows', async () => {
    const { stdout } = await runCli(['solve', '--help'], options);
    for (const [level, { maxSamples, maxSeconds }] of Object.entries(LEVEL_BUDGETS)) {
      expect(unwrapped(stdout)).toMatch(new RegExp(`${level}: ${maxSamples} samples?, [\\d,]+ tokens, ${maxSeconds < 120 ? `${maxSeconds} s` : `${maxSeconds / 60} min 0 s`}`));
    }
  });
});
