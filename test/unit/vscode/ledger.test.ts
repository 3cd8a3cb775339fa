import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { localTime } from '../../../src/base/localTime';
import { Ledger, LEDGER_GROUPINGS, type LedgerEntry } from '../../../src/budget/ledger';
import { ledgerDocument } from '../../../src/vscode/ledger/document';
import { TodaysUse } from '../../../src/vscode/ledger/today';
import { LedgerView } from '../../../src/vscode/ledger/view';
import type { Settings } from '../../../src/vscode/settings';
import { callEntry, runEntry } from '../../support/ledgerEntries';
import { FakeClock } from '../../support/fakeClock';
import { temporaryFolder } from '../../support/temporaryFolder';

const executeCommand = vi.hoisted(() => vi.fn<(command: string, address: unknown) => Promise<void>>());
vi.mock('vscode', () => ({
  commands: { executeCommand },
  workspace: { registerTextDocumentContentProvider: () => ({ dispose: () => undefined }) },
  Uri: { from: ({ scheme, path }: { readonly scheme: string; readonly path: string }) => `${scheme}:${path}` },
  EventEmitter: class { readonly event = (): void => undefined; fire(): void {} dispose(): void {} },
}));

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let ledger: Ledger;
let clock: FakeClock;
beforeEach(async () => {
  folder = await temporaryFolder();
  ledger = new Ledger(folder.path);
  clock = new FakeClock();
});
afterEach(() => folder.dispose());

const now = (given: Partial<LedgerEntry> = {}): LedgerEntry => callEntry({ ...given as object, time: localTime(clock.date()) });
const settings = { get: () => true } as unknown as Settings;

describe('the page of the ledger', () => {
  it('sums the last days up in every way, the newest first', async () => {
    await ledger.append(now({ model: 'old' }));
    clock.advance(30 * 24 * 3600);
    await ledger.append(now({ model: 'a' }));
    clock.advance(24 * 3600);
    await ledger.append(now({ model: 'b', workspace: null }));
    await ledger.append({ ...runEntry(), time: localTime(clock.date()) });
    const text = await new LedgerView(ledger, settings, clock).provideTextDocumentContent();
    expect(text).toContain('**Today:** 15 tokens, 1.0 s');
    expect(text.match(/^## .*$/gm)).toEqual(['## By day', '## By model', '## By folder', '## By purpose']);
    expect(text.match(/^\| \d{4}\u2011\d\d\u2011\d\d /gm)).toHaveLength(2);
    const days = [...text.matchAll(/^\| (\d{4}\u2011\d\d\u2011\d\d) /gm)].map(([, day]) => day);
    expect(days).toEqual([...days].sort().reverse());
    expect(text).not.toContain('| old |');
    expect(text).toContain('| no folder | 1 |');
    expect(text).toContain(folder.path);
  });

  it('is shown as a page, not as its source', async () => {
    await new LedgerView(ledger, settings, clock).show();
    expect(executeCommand).toHaveBeenCalledWith('markdown.showPreview', 'reckon-ledger:/Reckon Ledger.md');
  });

  it('takes names for text, whatever is in them', async () => {
    await ledger.append(callEntry({ workspace: '/a|b/<img src=x>\n# [c](d) `e` *f*' }));
    const { all: today } = await ledger.totals('day');
    const text = ledgerDocument({ folder: '/data', isEnabled: true, today, totals: [await ledger.totals('workspace')], days: 30 });
    expect(text).toContain('| /a\\|b/\\<img src=x\\> \\# \\[c\\](d) \\`e\\` \\*f\\* | 1 |');
  });

  it('says that there is nothing, and that nothing is written', async () => {
    const totals = await Promise.all(LEDGER_GROUPINGS.map((by) => ledger.totals(by)));
    const text = ledgerDocument({ folder: '/data', isEnabled: false, today: (await ledger.totals('day')).all, totals, days: 30 });
    expect(text).toContain('**Today:** nothing yet');
    expect(text).toContain('Nothing in the last 30 days.');
    expect(text).toContain('`reckon.ledger.enabled` is off');
  });
});

describe("today's use", () => {
  it('is read a moment after something was used, once for all of that', async () => {
    const reads = vi.spyOn(ledger, 'totals');
    const shown = new Promise<string>((resolve) => {
      const today = new TodaysUse(ledger, clock, (day, words) => resolve(`${day}: ${words}`), () => undefined);
      today.changed();
      today.changed();
    });
    await ledger.append(now());
    clock.advance(2);
    expect(await shown).toBe(`${localTime(clock.date()).slice(0, 10)}: 15 tokens, 1.0 s, energy unknown, no charge`);
    expect(reads).toHaveBeenCalledTimes(1);
  });

  it('is not read any more when the window closes', () => {
    const reads = vi.spyOn(ledger, 'totals');
    const today = new TodaysUse(ledger, clock, () => undefined, () => undefined);
    today.changed();
    today.dispose();
    clock.advance(10);
    expect(reads).not.toHaveBeenCalled();
  });
});
