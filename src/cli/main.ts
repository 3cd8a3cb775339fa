import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { ReckonError } from '../base/errors';
import { addAskCommand } from './commands/ask';
import { addBenchCommand } from './commands/bench';
import { addCompleteCommand } from './commands/complete';
import { addDemoCommand } from './commands/demo';
import { addDoctorCommand } from './commands/doctor';
import { addLedgerCommand } from './commands/ledger';
import { addModelsCommand } from './commands/models';
import { addSolveCommand } from './commands/solve';
import { addTestCommand } from './commands/test';
import { addTraceCommand } from './commands/trace';
import { addVerifyCommand } from './commands/verify';
import { EXIT, type ExitCode } from './exitCodes';
import { tolerateClosedReaders } from './output';

/** What no command's own help says. */
const HELP_END = `
Exit codes:
  ${EXIT.ok}    verified, agreed, passed or done
  ${EXIT.error}    bad input or a failure
  ${EXIT.unverified}    not verified, no agreement, no answer, or a candidate that did not pass
  ${EXIT.interrupted}  interrupted

Environment:
  RECKON_HOME         folder for models, what is learned and the ledger (else the system's cache folder, and its data folder)
  RECKON_API_KEY      key of the server that --endpoint names (of OpenAI's also OPENAI_API_KEY)
  RECKON_LEDGER       off: what calls take is not written down
  RECKON_LEDGER_DAYS  days of the ledger that are kept (else all)
  NO_COLOR            no colours, when it is not empty`;

async function main(argv: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = EXIT.ok;
  const exit = (value: ExitCode): void => {
    code = value;
  };
  const program = new Command('reckon')
    .description('Compute-aware reasoning about code: you decide how much thinking a question is worth.')
    .version(version())
    .addHelpText('after', HELP_END)
    .exitOverride()
    .configureHelp({ showGlobalOptions: true });
  addSolveCommand(program, exit);
  addAskCommand(program, exit);
  addVerifyCommand(program, exit);
  addTestCommand(program, exit);
  addTraceCommand(program, exit);
  addCompleteCommand(program, exit);
  addModelsCommand(program, exit);
  addLedgerCommand(program, exit);
  addBenchCommand(program, exit);
  addDoctorCommand(program, exit);
  addDemoCommand(program, exit);
  sayMoreAfterErrors(program, 'reckon');
  await program.parseAsync(argv as string[]);
  return code;
}

/** Each command names its own help. Those that are made apart have none of the program's settings yet. */
function sayMoreAfterErrors(command: Command, name: string): void {
  command
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'reckon: ')) })
    .showHelpAfterError(`(${name}${command.commands.length > 0 ? ' COMMAND' : ''} --help says more)`);
  command.commands.forEach((each) => sayMoreAfterErrors(each, `${name} ${each.name()}`));
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(__dirname, '../package.json'), 'utf8'));
  return (manifest as { version: string }).version;
}

/** Raised when a reader of older documents would misread newer ones. */
const ERROR_SCHEMA_VERSION = 1;

/** What a program that reads `--json` gets instead of the command's own document. */
function errorDocument({ code, message, hint }: ReckonError): string {
  return JSON.stringify({ schemaVersion: ERROR_SCHEMA_VERSION, error: { code, message, hint: hint ?? null } }, null, 2);
}

/** One sentence and what to do next; a stack only for bugs. */
function report(error: unknown): ExitCode {
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? EXIT.ok : EXIT.error;
  }
  if (ReckonError.is(error, 'cancelled')) {
    process.stderr.write('reckon: interrupted\n');
    return EXIT.interrupted;
  }
  if (ReckonError.is(error)) {
    if (process.argv.includes('--json')) {
      process.stdout.write(`${errorDocument(error)}\n`);
    }
    process.stderr.write(`reckon: ${error.message}${error.hint === undefined ? '' : `\n  ${error.hint}`}\n`);
    return EXIT.error;
  }
  process.stderr.write(`reckon: this is a bug, please report it\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return EXIT.error;
}

tolerateClosedReaders(process.stdout, process.stderr);
main(process.argv).catch(report).then((code) => {
  process.exitCode = code;
});
