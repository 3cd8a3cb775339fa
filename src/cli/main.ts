import { Command, CommanderError } from 'commander';
import { ReckonError } from '../base/errors';
import { addCompleteCommand } from './commands/complete';
import { addDemoCommand } from './commands/demo';
import { addModelsCommand } from './commands/models';
import { addSolveCommand } from './commands/solve';
import { addVerifyCommand } from './commands/verify';
import { EXIT, type ExitCode } from './exitCodes';

async function main(argv: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = EXIT.ok;
  const exit = (value: ExitCode): void => {
    code = value;
  };
  const program = new Command('reckon')
    .description('Compute-aware reasoning about code: you decide how much thinking a question is worth.')
    .showHelpAfterError('(reckon COMMAND --help says more)')
    .exitOverride()
    .configureHelp({ showGlobalOptions: true });
  addSolveCommand(program, exit);
  addVerifyCommand(program, exit);
  addCompleteCommand(program, exit);
  addModelsCommand(program, exit);
  addDemoCommand(program, exit);
  program.commands.forEach((command) => command.exitOverride());
  await program.parseAsync(argv as string[]);
  return code;
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
    process.stderr.write(`reckon: ${error.message}${error.hint === undefined ? '' : `\n  ${error.hint}`}\n`);
    return EXIT.error;
  }
  process.stderr.write(`reckon: this is a bug, please report it\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return EXIT.error;
}

main(process.argv).catch(report).then((code) => {
  process.exitCode = code;
});
