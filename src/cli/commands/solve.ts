import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { TraceRecorder } from '../../app';
import { systemClock } from '../../base/clock';
import { ReckonError } from '../../base/errors';
import type { BudgetLevel, ComputeBudget } from '../../budget/types';
import type { ReasoningResult } from '../../reasoning/events';
import type { Language } from '../../verification/types';
import { EXIT, type ExitCode } from '../exitCodes';
import { readInput } from '../input';
import {
  budgetOption, endpointOption, functionOption, jsonOption, languageOption, modelOption, modelReference, seedOption,
  threadsOption, wholeNumber, positiveNumber, type ModelFlags,
} from '../options';
import { RunRenderer } from '../render/run';
import { resultDocument } from '../resultDocument';
import { loadProgress, withSession, type Session } from '../session';

interface SolveFlags extends ModelFlags {
  readonly function?: string;
  readonly language?: Language;
  readonly budget: BudgetLevel;
  readonly maxTokens?: number;
  readonly maxSeconds?: number;
  readonly maxSamples?: number;
  readonly seed: number;
  readonly threads?: number;
  readonly json?: boolean;
  readonly trace?: string;
}

export function addSolveCommand(program: Command, exit: (code: ExitCode) => void): void {
  program
    .command('solve')
    .description('write a function and check it against the examples in its description')
    .argument('[file]', 'source with a signature and docstring, or a task in words; - for standard input')
    .addOption(functionOption())
    .addOption(languageOption())
    .addOption(budgetOption())
    .option('--max-tokens <n>', 'hard limit of tokens', wholeNumber(1))
    .option('--max-seconds <s>', 'hard limit of seconds', positiveNumber)
    .option('--max-samples <n>', 'hard limit of samples', wholeNumber(1))
    .addOption(modelOption())
    .addOption(endpointOption())
    .addOption(seedOption())
    .addOption(threadsOption())
    .addOption(jsonOption())
    .option('--trace <file>', 'write the whole run to a file')
    .action(async (file: string | undefined, flags: SolveFlags) => {
      exit(await withSession(flags, (session) => solve(session, file, flags)));
    });
}

async function solve(session: Session, file: string | undefined, flags: SolveFlags): Promise<ExitCode> {
  const { text, fileName } = await readInput(file, session.stdin);
  const task = await session.reckon.readTask({
    text,
    ...(fileName === undefined ? {} : { fileName }),
    ...(flags.language === undefined ? {} : { language: flags.language }),
    ...(flags.function === undefined ? {} : { functionName: flags.function }),
  });
  const trace = new TraceRecorder(systemClock);
  const renderer = new RunRenderer(session.terminal);
  const run = session.reckon.solve({
    task,
    level: flags.budget,
    limits: limitsOf(flags),
    model: modelReference(flags),
    seed: flags.seed,
    abortSignal: session.signal,
    onLoadProgress: loadProgress(session.terminal),
  });
  try {
    let next = await run.next();
    for (; next.done !== true; next = await run.next()) {
      trace.record(next.value);
      renderer.show(next.value);
    }
    await session.print(flags.json === true ? JSON.stringify(resultDocument(next.value), null, 2) : (next.value.code ?? ''));
    return exitCode(next.value, session.signal);
  } finally {
    // Written also when the run failed: what was learned until then is worth keeping.
    await writeTrace(flags.trace, trace);
  }
}

function limitsOf({ maxTokens, maxSeconds, maxSamples }: SolveFlags): ComputeBudget {
  return {
    ...(maxTokens === undefined ? {} : { maxTokens }),
    ...(maxSeconds === undefined ? {} : { maxSeconds }),
    ...(maxSamples === undefined ? {} : { maxSamples }),
  };
}

function exitCode(result: ReasoningResult, signal: AbortSignal): ExitCode {
  if (signal.aborted) {
    return EXIT.interrupted;
  }
  return result.status === 'verified' ? EXIT.ok : EXIT.unverified;
}

async function writeTrace(path: string | undefined, trace: TraceRecorder): Promise<void> {
  if (path === undefined) {
    return;
  }
  try {
    await writeFile(path, `${JSON.stringify(trace.toTrace(), null, 2)}\n`);
  } catch (error) {
    throw new ReckonError('invalid-input', `Cannot write the trace to ${path}: ${(error as NodeJS.ErrnoException).code}.`, {
      hint: 'Name a file in a folder that exists and can be written.',
      cause: error,
    });
  }
}
