import { describe, expect, it } from 'vitest';
import { ledgerWords, todayWords } from '../../../src/app';
import { ledgerTotals, type LedgerEntry, type LedgerSum } from '../../../src/budget/ledger';
import { callEntry, runEntry } from '../../support/ledgerEntries';

const sumOf = async (...entries: LedgerEntry[]): Promise<LedgerSum> => (await ledgerTotals(entries, 'day')).all;
const measured = callEntry({ joules: 1500, energySource: 'measured' });
const modelled = callEntry({ joules: 100, energySource: 'modelled' });
const remote = callEntry({ location: 'remote', dollars: null });

describe('a sum of the ledger in words', () => {
  it.each([
    [[measured], '1.5 kJ measured', 'no charge'], [[modelled, modelled], '200 J modelled', 'no charge'], [[measured, modelled], '1.6 kJ partly modelled', 'no charge'],
    [[remote], 'unknown', 'unknown'], [[modelled, remote, remote], '100 J modelled (2 calls unknown)', 'no charge (2 calls unknown)'], [[callEntry({ dollars: 0.25 }), remote], 'unknown', '$0.2500 (1 call unknown)'],
  ])('never takes what is not known for nothing: %#', async (entries, energy, money) => {
    expect(ledgerWords(await sumOf(...entries))).toMatchObject({ energy, money });
  });

  it('says "at most" where a call never said what it used', async () => {
    const sum = await sumOf(callEntry({ promptTokens: 1000, completionTokens: 200 }), callEntry({ promptTokens: 0, completionTokens: 0, forfeitedTokens: 300 }));
    expect(ledgerWords(sum)).toMatchObject({ tokens: 'at most 1,500', written: '200' });
  });

  it('says of runs how many are verified, and nothing where there were none', async () => {
    expect(ledgerWords(await sumOf(measured, runEntry(), runEntry({ status: 'abstained' })))).toMatchObject({ verified: '1 of 2' });
    expect(ledgerWords(await sumOf(measured))).toMatchObject({ verified: '' });
  });

  it('has a line for a day', async () => {
    expect(todayWords(await sumOf())).toBe('nothing yet');
    expect(todayWords(await sumOf(modelled))).toBe('15 tokens, 1.0 s, 100 J modelled, no charge');
    expect(todayWords(await sumOf(remote))).toBe('15 tokens, 1.0 s, energy unknown, price unknown');
  });
});
