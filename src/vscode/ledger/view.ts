import * as vscode from 'vscode';
import { LEDGER_GROUPINGS, type Ledger } from '../../app';
import type { Clock } from '../../base/clock';
import { localDay } from '../../base/localTime';
import type { Settings } from '../settings';
import { ledgerDocument } from './document';

const SCHEME = 'reckon-ledger';
const ADDRESS = vscode.Uri.from({ scheme: SCHEME, path: '/Reckon Ledger.md' });
/** A month says where it goes; the command line has it all. */
const SHOWN_DAYS = 30;
const MILLISECONDS_PER_DAY = 86_400_000;

/** Shows the ledger as a page that cannot be edited. */
export class LedgerView implements vscode.TextDocumentContentProvider {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);

  constructor(
    private readonly ledger: Ledger,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  /** @throws the file system's error, where the ledger cannot be read */
  async show(): Promise<void> {
    // A page that is open already has what was there then.
    this.changed.fire(ADDRESS);
    await vscode.commands.executeCommand('markdown.showPreview', ADDRESS);
  }

  async provideTextDocumentContent(): Promise<string> {
    const now = this.clock.date();
    const from = localDay(new Date(now.getTime() - (SHOWN_DAYS - 1) * MILLISECONDS_PER_DAY));
    const totals = await Promise.all(LEDGER_GROUPINGS.map((by) => this.ledger.totals(by, { from })));
    const { all: today } = await this.ledger.totals('day', { from: localDay(now) });
    return ledgerDocument({ folder: this.ledger.folder, isEnabled: this.settings.get('reckon.ledger.enabled'), today, totals, days: SHOWN_DAYS });
  }

  dispose(): void {
    this.registration.dispose();
    this.changed.dispose();
  }
}
