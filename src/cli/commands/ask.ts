import type { Command } from 'commander';
import { questionOf, QuestionTraceRecorder, type Question, type WantedForm } from '../../app';
import { systemClock } from '../../base/clock';
import { ReckonError } from '../../base/errors';
import type { BudgetLevel } from '../../budget/types';
import type { QuestionEvent, QuestionResult } from '../../reasoning/questions';
import { askDocument } from '../askDocument';
import { EXIT, type ExitCode } from '../exitCodes';
import { readInput } from '../input';
import {
  addLimitOptions, budgetOption, endpointOption, jsonOption, limitsOf, modelOption, modelReference, precisionOption, priceOption, seedOption, threadsOption,
  type EngineFlags, type LimitFlags, type ModelFlags,
} from '../options';
import { AskRenderer } from '../render/ask';
import { loadProgress, withSession, type Session } from '../session';
import { keepingTrace } from '../traceFile';

interface AskFlags extends ModelFlags, EngineFlags, LimitFlags {
  readonly file?: string;
  readonly budget: BudgetLevel;
  readonly short?: boolean;
  readonly free?: boolean;
  readonly seed: number;
  readonly json?: boolean;
  readonly trace?: string;
}

const ASK_HELP = `
A question with a short answer is asked several times, and the answer that most samples give is printed; how it
came about, and how many agree, is on standard error. Agreement is no proof: nothing is executed.
Exit code 0 says that samples agreed, or that a text was written; 2 that a short answer found no agreement, that
a text was cut off, or that there is no answer; 1 is an error, 130 Ctrl-C.`;

export function addAskCommand(program: Command, exit: (code: ExitCode) => void): void {
  const command = program
    .command('ask')
    .description('answer a question that is not about writing a function: thinks first, and compares several answers')
    .argument('[question...]', 'the question; without it, or with -, standard input')
    .option('--file <file>', 'read the question from a file')
    .option('--short', 'it has a short answer: a number, a name, yes or no')
    .option('--free', 'it wants a text, written once')
    .addOption(budgetOption());
  addLimitOptions(command)
    .addOption(modelOption())
    .addOption(endpointOption())
    .addOption(priceOption())
    .addOption(seedOption())
    .addOption(threadsOption())
    .addOption(precisionOption())
    .addOption(jsonOption())
    .option('--trace <file>', 'write the whole run to a file, for `reckon trace`')
    .addHelpText('after', ASK_HELP)
    .action(async (words: readonly string[], flags: AskFlags) => {
      exit(await withSession(flags, (session) => ask(session, words, flags)));
    });
}

async function ask(session: Session, words: readonly string[], flags: AskFlags): Promise<ExitCode> {
  const question = await readQuestion(session, words, flags);
  const isStreamed = question.form === 'free' && flags.json !== true;
  const trace = new QuestionTraceRecorder({ clock: systemClock });
  const run = session.reckon.ask({
    question,
    level: flags.budget,
    limits: limitsOf(flags),
    model: modelReference(flags),
    seed: flags.seed,
    abortSignal: session.signal,
    ...(flags.trace === undefined ? {} : { trace }),
    onLoadProgress: loadProgress(session.terminal),
  });
  const result = await keepingTrace(flags.trace, trace, () => show(session, run, isStreamed), (shown) => printResult(session, shown, flags.json === true, isStreamed));
  return exitCode(result, session.signal);
}

/** @param isStreamed whether a text goes to standard output while it is written */
async function show(session: Session, run: AsyncGenerator<QuestionEvent, QuestionResult>, isStreamed: boolean): Promise<QuestionResult> {
  let lastPart = '\n';
  const stream = (text: string): void => {
    lastPart = text === '' ? lastPart : text;
    session.stream(text);
  };
  const renderer = new AskRenderer(session.terminal, { stream: isStreamed ? stream : null });
  for (;;) {
    const next = await run.next();
    if (next.done === true) {
      return next.value;
    }
    if (next.value.type === 'run-finished' && !lastPart.endsWith('\n')) {
      await session.endStream();
    }
    renderer.show(next.value);
  }
}

async function readQuestion(session: Session, words: readonly string[], { file, short, free }: AskFlags): Promise<Question> {
  if (short === true && free === true) {
    throw new ReckonError('invalid-input', '--short and --free exclude each other.', { hint: 'Give one of them, or neither.' });
  }
  if (file !== undefined && words.length > 0) {
    throw new ReckonError('invalid-input', 'A question was given, and a file, too.', { hint: 'Give the question, or --file with a file that has it.' });
  }
  const isInput = words.length === 0 || (words.length === 1 && words[0] === '-');
  const text = isInput ? (await readInput(file, session, 'question')).text : words.join(' ');
  if (text.trim() === '') {
    throw new ReckonError('invalid-input', 'The question is empty.', { hint: 'Ask something, such as: reckon ask "How many minutes are in three days?"' });
  }
  const wanted: WantedForm | null = short === true ? 'short' : free === true ? 'free' : null;
  return questionOf(text, wanted === null ? {} : { wanted });
}

async function printResult({ print }: Session, result: QuestionResult, json: boolean, isPrinted: boolean): Promise<void> {
  if (json) {
    await print(JSON.stringify(askDocument(result), null, 2));
  } else if (result.answer !== null && !isPrinted) {
    await print(result.answer);
  }
}

function exitCode({ status, isCutOff }: QuestionResult, signal: AbortSignal): ExitCode {
  if (signal.aborted) {
    return EXIT.interrupted;
  }
  return status === 'agreed' || (status === 'free-text' && !isCutOff) ? EXIT.ok : EXIT.unverified;
}
