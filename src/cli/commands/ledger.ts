import { InvalidArgumentError, Option, type Command } from 'commander';
import { LEDGER_GROUPINGS, openLedger, type LedgerEntry, type LedgerGrouping, type LedgerRange } from '../../app';
import { plural } from '../../base/format';
import { ReckonError } from '../../base/errors';
import { confirm } from '../consent';
import { EXIT, type ExitCode } from '../exitCodes';
import { ledgerFileForm } from '../ledgerFile';
import { jsonOption } from '../options';
import { checkWritable, writeWhole } from '../output';
import { renderLedger } from '../render/ledger';
import { withSession, type Session } from '../session';

/** Raised when a reader of older documents would misread newer ones. */
const LEDGER_SCHEMA_VERSION = 1;

interface ShowFlags {
  readonly by: LedgerGrouping;
  readonly since?: string;
  readonly json?: boolean;
}

interface ClearFlags {
  readonly before?: string;
  readonly all?: boolean;
  readonly yes?: boolean;
}

export function addLedgerCommand(program: Command, exit: (code: ExitCode) => void): void {
  const ledger = program.command('ledger').description('what calls of models took so far, of the editor, too; ledger export FILE writes it out');
  addShowCommand(ledger, exit);
  ledger
    .command('export')
    .description('write every entry into a file: .csv has the calls, .json the runs as well')
    .argument('<file>')
    .addOption(sinceOption())
    .action(async (file: string, { since }: { readonly since?: string }) => {
      exit(await withSession({}, (session) => exportTo(session, file, rangeSince(since))));
    });
  ledger
    .command('clear')
    .description('remove days before a date, or everything')
    .addOption(new Option('--before <date>', 'first day that stays, as in 2026-03-01').argParser(day).conflicts('all'))
    .option('--all', 'remove everything')
    .option('--yes', 'do not ask')
    .action(async (flags: ClearFlags) => {
      exit(await withSession({}, (session) => clear(session, flags)));
    });
}

function addShowCommand(ledger: Command, exit: (code: ExitCode) => void): void {
  ledger
    .command('show', { isDefault: true })
    .description('totals by day, or as --by says: by model, workspace or purpose; the default')
    .addOption(new Option('--by <what>', 'what is summed up').choices(LEDGER_GROUPINGS).default('day'))
    .addOption(sinceOption())
    .addOption(jsonOption())
    // `show` stands in when no command is named, so a mistyped command ends up here.
    .usage('[options]')
    .argument('[other...]')
    .action(async (other: readonly string[], flags: ShowFlags) => {
      if (other[0] !== undefined) {
        ledger.error(`error: unknown command '${other[0]}'`);
      }
      exit(await withSession({}, (session) => show(session, flags)));
    });
}

const sinceOption = (): Option => new Option('--since <date>', 'first day, as in 2026-03-01').argParser(day);

/** A day that exists. */
function day(text: string): string {
  const date = new Date(`${text}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(date.getTime()) || date.toISOString().slice(0, text.length) !== text) {
    throw new InvalidArgumentError('It must be a date such as 2026-03-01.');
  }
  return text;
}

function rangeSince(since: string | undefined): LedgerRange {
  return since === undefined ? {} : { from: since };
}

async function show({ print }: Session, { by, since, json }: ShowFlags): Promise<ExitCode> {
  const ledger = openLedger(process.env);
  const totals = await ledger.totals(by, rangeSince(since));
  if (json === true) {
    await print(JSON.stringify({ schemaVersion: LEDGER_SCHEMA_VERSION, folder: ledger.folder, since: since ?? null, ...totals }, null, 2));
  } else if (totals.groups.length === 0) {
    await print(since === undefined ? 'Nothing is in the ledger yet.' : `Nothing is in the ledger since ${since}.`);
  } else {
    await print([...renderLedger(totals), '', 'Of calls of models: their loading and checks are not in it, nor what runs waited for.', `Every call is a line in ${ledger.folder}, on this machine only.`].join('\n'));
  }
  return EXIT.ok;
}

async function exportTo({ print }: Session, file: string, range: LedgerRange): Promise<ExitCode> {
  const form = ledgerFileForm(file);
  await checkWritable(file, 'the ledger');
  const entries: LedgerEntry[] = [];
  for await (const entry of openLedger(process.env).entries(range)) {
    entries.push(entry);
  }
  await writeWhole(file, form(entries), 'the ledger');
  const calls = entries.filter(({ type }) => type === 'call').length;
  await print(`${plural(calls, 'call')} and ${plural(entries.length - calls, 'finished run')} are in ${file}.`);
  return EXIT.ok;
}

async function clear(session: Session, { before, all, yes }: ClearFlags): Promise<ExitCode> {
  if (before === undefined && all !== true) {
    throw new ReckonError('invalid-input', 'What shall be removed?', { hint: 'Give --before DATE, the first day that stays, or --all.' });
  }
  const ledger = openLedger(process.env);
  const what = before === undefined ? 'Everything in the ledger' : `What is in the ledger of the days before ${before}`;
  if (yes !== true) {
    await confirm(session, { question: `${what} is removed from ${ledger.folder}. Remove it?`, refusal: 'Nothing was removed.' });
  }
  await session.print(`removed ${plural(await ledger.clear(before), 'day')}`);
  return EXIT.ok;
}
