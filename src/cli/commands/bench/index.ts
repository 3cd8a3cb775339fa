import type { Command } from 'commander';
import type { ExitCode } from '../../exitCodes';
import { benchCodeCommand } from './code';
import { benchEngineCommand } from './engine';
import { benchFitCommand } from './fit';

export function addBenchCommand(program: Command, exit: (code: ExitCode) => void): void {
  const bench = program.command('bench').description('measure this machine, or how well problems are solved');
  bench.addCommand(benchEngineCommand(exit));
  bench.addCommand(benchCodeCommand(exit));
  bench.addCommand(benchFitCommand(exit));
}
