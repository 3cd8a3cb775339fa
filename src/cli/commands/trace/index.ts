import type { Command } from 'commander';
import type { ExitCode } from '../../exitCodes';
import { traceExportCommand } from './export';
import { traceReplayCommand } from './replay';
import { traceShowCommand } from './show';

export function addTraceCommand(program: Command, exit: (code: ExitCode) => void): void {
  const trace = program.command('trace').description('look at a recorded run again, without a model (`reckon solve --trace FILE` and `reckon ask --trace FILE` record one)');
  trace.addCommand(traceShowCommand(exit));
  trace.addCommand(traceExportCommand(exit));
  trace.addCommand(traceReplayCommand(exit));
}
