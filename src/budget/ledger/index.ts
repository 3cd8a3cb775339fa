export { CALL_PURPOSES, type LedgerEntry } from './entry';
export { Ledger, type LedgerOptions, type LedgerRange } from './ledger';
export { LEDGER_GROUPINGS, ledgerTotals, type LedgerGrouping, type LedgerTotal } from './totals';
