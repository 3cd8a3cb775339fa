export { CALL_PURPOSES, dayOf, type CallEntry, type CallPurpose, type EndingEntry, type LedgerEntry, type QuestionEntry, type RunEntry } from './entry';
export type { RunQuery } from './history';
export { LedgerKeeper, type KeeperOptions } from './keeper';
export { Ledger, type LedgerRange } from './ledger';
export { MeteredModel, type CallContext } from './meteredModel';
export { LEDGER_GROUPINGS, ledgerTotals, type LedgerGrouping, type LedgerSum, type LedgerTotal, type LedgerTotals } from './totals';
