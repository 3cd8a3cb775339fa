import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LedgerKeeper, Ledger, type KeeperOptions } from '../../../../src/budget/ledger';
import { localTime } from '../../../../src/base/localTime';
import { callEntry, collected } from '../../../support/ledgerEntries';
import { FakeClock } from '../../../support/fakeClock';
import { temporaryFolder } from '../../../support/temporaryFolder';

const DAY = 24 * 3600;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let clock: FakeClock;
let problems: unknown[];
beforeEach(async () => {
  folder = await temporaryFolder();
  clock = new FakeClock();
  problems = [];
});
afterEach(() => folder.dispose());

function keep(options: Partial<KeeperOptions> = {}): { readonly keeper: LedgerKeeper; readonly ledger: Ledger } {
  const ledger = options.ledger ?? new Ledger(folder.path);
  return { ledger, keeper: new LedgerKeeper({ ledger, clock, isEnabled: () => true, keptDays: () => null, onProblem: (error) => problems.push(error), ...options }) };
}
const now = (run: string): ReturnType<typeof callEntry> => callEntry({ run, time: localTime(clock.date()) });
const runsOf = async (ledger: Ledger): Promise<string[]> => (await collected(ledger.entries())).map(({ run }) => run);

/** A ledger on a disk that answers when the test says so. */
class SlowLedger extends Ledger {
  readonly waiting: (() => void)[] = [];

  override append(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}

class FullLedger extends Ledger {
  override append(): Promise<void> {
    return Promise.reject(new Error('no room'));
  }
}

describe('keeping the ledger', () => {
  it('resolves when the entry is on file, and says so', async () => {
    let recorded = 0;
    const { keeper, ledger } = keep({ onRecorded: () => (recorded += 1) });
    await keeper.record(now('a'));
    expect([await runsOf(ledger), recorded]).toEqual([['a'], 1]);
  });

  it('writes nothing while it is switched off', async () => {
    let isEnabled = false;
    const { keeper, ledger } = keep({ isEnabled: () => isEnabled });
    await keeper.record(now('a'));
    isEnabled = true;
    await keeper.record(now('b'));
    expect(await runsOf(ledger)).toEqual(['b']);
  });

  it('fails nobody, and tells once what is wrong', async () => {
    const { keeper } = keep({ ledger: new FullLedger(folder.path) });
    await keeper.record(now('a'));
    await keeper.record(now('b'));
    await keeper.close();
    expect(problems).toEqual([new Error('no room')]);
  });

  it('waits a moment for a slow disk and then no more, until that is done', async () => {
    const ledger = new SlowLedger(folder.path);
    const { keeper } = keep({ ledger });
    const first = keeper.record(now('a'));
    clock.advance(0.25);
    await first;
    await keeper.record(now('b'));
    expect(ledger.waiting).toHaveLength(2);
    const closed = keeper.close();
    clock.advance(2);
    await closed;
    ledger.waiting.forEach((resolve) => resolve());
    await keeper.close();
    let isDone = false;
    const third = keeper.record(now('c')).then(() => (isDone = true));
    await Promise.resolve();
    expect(isDone).toBe(false);
    ledger.waiting.at(-1)?.();
    await third;
    expect(problems).toEqual([]);
  });

  it.each([[1, ['d']], [2, ['c', 'd']], [3, ['b', 'c', 'd']], [null, ['a', 'b', 'c', 'd']]] as const)('lets go of days that are not kept: of %j days', async (days, left) => {
    for (const run of ['a', 'b', 'c']) {
      await keep().keeper.record(now(run));
      clock.advance(DAY);
    }
    const { keeper, ledger } = keep({ keptDays: () => days });
    await keeper.record(now('d'));
    expect(await runsOf(ledger)).toEqual(left);
  });

  it('looks for old days once a day, by what is kept then', async () => {
    let days: number | null = null;
    let asked = 0;
    const { keeper, ledger } = keep({ keptDays: () => { asked += 1; return days; } });
    await keeper.record(now('a'));
    days = 1;
    await keeper.record(now('b'));
    expect([await runsOf(ledger), asked]).toEqual([['a', 'b'], 1]);
    clock.advance(DAY);
    await keeper.record(now('c'));
    expect([await runsOf(ledger), asked]).toEqual([['c'], 2]);
  });
});
