import { resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { BUDGET_LEVELS, STRATEGY_NAMES, TraceRecorder, type SolveOwnTests, type StrategyName } from '../../app';
import { systemClock } from '../../base/clock';
import type { BudgetLevel } from '../../budget/types';
import type { ReasoningEvent, ReasoningResult } from '../../reasoning/events';
import type { CodeTask, Language } from '../../verification/types';
import { ReckonError } from '../../base/errors';
import { answerPlace, writeAnswer, type AnswerPlace } from '../answerFile';
import { consentTo } from '../consent';
import { EXIT, type ExitCode } from '../exitCodes';
import { readInput } from '../input';
import {
  addLimitOptions, budgetOption, endpointOption, escalateOption, escalationReferences, functionOption, jsonOption, languageOption, modelOption, modelReference, seedOption,
  ownTestsOption, projectOption, yesOption, threadsOption, precisionOption, minimumIsolationOption, exampleSecondsOption, memoryOption, priceOption, type IsolationFlags, type EngineFlags, type ModelFlags, limitsOf, type LimitFlags,
} from '../options';
import { estimateDocument } from '../estimateDocument';
import { estimateLines } from '../render/estimate';
import { RunRenderer } from '../render/run';
import { resultDocument } from '../resultDocument';
import { contextOption, withContext, type ContextChoice } from '../taskContext';
import { planOf } from './test';
import { loadProgress, withSession, type Session } from '../session';
import { keepingTrace } from '../traceFile';
import { previousRun } from './trace/previous';

interface SolveFlags extends ModelFlags, EngineFlags, IsolationFlags, LimitFlags {
  readonly function?: string;
  readonly language?: Language;
  readonly budget: BudgetLevel;
  readonly seed: number;
  readonly strategy?: readonly StrategyName[];
  readonly continue?: string;
  readonly estimate?: boolean;
  readonly write?: boolean;
  readonly json?: boolean;
  readonly trace?: string;
  readonly traceScores?: boolean;
  readonly ownTests?: boolean;
  readonly context?: ContextChoice;
  readonly project: string;
  readonly yes?: boolean;
}

const SOLVE_HELP = `
Prints the text of the file with the function in it. Exit code 0 says that the function is verified (or that --estimate
showed its forecast).
Exit code 2 says that what is printed is not verified, or that there is no answer; 1 is an error, 130 Ctrl-C.`;

export function addSolveCommand(program: Command, exit: (code: ExitCode) => void): void {
  const command = program
    .command('solve')
    .description('write a function and check it against the examples in its description')
    .argument('[file]', 'source with a signature and docstring, or a task in words; - for standard input')
    .addOption(functionOption())
    .addOption(languageOption())
    .addOption(budgetOption());
  addLimitOptions(command)
    .addOption(modelOption())
    .addOption(escalateOption())
    .addOption(endpointOption())
    .addOption(priceOption())
    .addOption(seedOption())
    .addOption(new Option('--strategy <names...>', 'ways to spend compute that may follow the fast answer, and to choose (docs/strategies.md)').choices(STRATEGY_NAMES))
    .addOption(threadsOption())
    .addOption(precisionOption())
    .addOption(minimumIsolationOption())
    .addOption(exampleSecondsOption())
    .addOption(memoryOption())
    .addOption(contextOption())
    .addOption(ownTestsOption())
    .addOption(projectOption())
    .addOption(yesOption())
    .addOption(jsonOption())
    .option('--write', 'put a verified answer into the file instead of printing it; one that is not verified is only printed')
    .addOption(new Option('--estimate', 'only show what it is likely to take at every position of the slider: nothing is loaded or spent').conflicts(['trace', 'traceScores', 'ownTests', 'write']))
    .option('--continue <trace>', 'go on with the run that --trace wrote: its samples are kept, and count against the limits')
    .option('--trace <file>', 'write the whole run to a file, for `reckon trace`')
    .option('--trace-scores', 'with --trace, keep the score of every token as well')
    .addHelpText('after', SOLVE_HELP)
    .action(async (file: string | undefined, flags: SolveFlags) => {
      exit(await withSession(flags, (session) => solve(session, file, flags)));
    });
}

async function solve(session: Session, file: string | undefined, flags: SolveFlags): Promise<ExitCode> {
  const previous = flags.continue === undefined ? null : await previousRun(flags.continue, session);
  const { task, fileName, text, lineEnd } = await readQuestion(session, file, flags, previous);
  if (flags.estimate === true) {
    return showEstimate(session, task, previous, flags);
  }
  const place = flags.write === true ? await answerPlace(fileName, text, task) : null;
  const ownTests = flags.ownTests === true ? await ownTestsOf(session, file, flags) : null;
  const trace = new TraceRecorder({ clock: systemClock, keepTokenScores: flags.traceScores === true });
  const renderer = new RunRenderer(session.terminal);
  const run = session.reckon.solve({
    task,
    level: flags.budget,
    limits: limitsOf(flags),
    model: modelReference(flags),
    escalate: escalationReferences(flags),
    seed: flags.seed,
    ...strategiesOf(flags),
    ...(previous ? { previous } : {}),
    ...(ownTests ? { ownTests } : {}),
    abortSignal: session.signal,
    ...(flags.trace === undefined ? {} : { trace }),
    onLoadProgress: loadProgress(session.terminal),
  });
  const shown = (result: ReasoningResult): Promise<void> => printResult(session, result, { json: flags.json === true, lineEnd, place });
  const result = await keepingTrace(flags.trace, trace, () => follow(run, (event) => renderer.show(event)), shown);
  return exitCode(result, session.signal);
}

/** At every position of the slider, each with the limits that were given. */
async function showEstimate({ reckon, print }: Session, task: CodeTask, previous: ReasoningResult | null, flags: SolveFlags): Promise<ExitCode> {
  const request = { task, model: modelReference(flags), limits: limitsOf(flags), escalate: escalationReferences(flags), ...strategiesOf(flags), ...(previous ? { previous } : {}) };
  const estimates = await Promise.all(BUDGET_LEVELS.map(async (level) => ({ level, estimate: await reckon.estimate({ ...request, level }) })));
  const { model } = request.model;
  await print(flags.json === true ? JSON.stringify(estimateDocument(task, model, estimates.map((each) => ({ ...each, budget: reckon.budgetFor(each.level, request.limits) }))), null, 2) : estimateLines(task, model, estimates).join('\n'));
  return EXIT.ok;
}

function strategiesOf({ strategy }: SolveFlags): { readonly strategies?: readonly StrategyName[] } {
  return strategy ? { strategies: strategy } : {};
}

async function ownTestsOf(session: Session, file: string | undefined, { project, yes }: SolveFlags): Promise<SolveOwnTests> {
  if (file === undefined || file === '-') {
    throw new ReckonError('invalid-input', 'Your own tests need a file of the project: the answer takes the place of a function in it.', { hint: 'Name the file instead of standard input.' });
  }
  const plan = planOf(session, project, file);
  const consent = await consentTo(session, plan, yes === true);
  // Who names a project on a terminal trusts it as far as the consent goes.
  return { plan, file: resolve(file), isTrusted: true, consent };
}

interface ReadQuestion {
  readonly task: CodeTask;
  /** Of the file that was named; undefined where there is none. */
  readonly fileName: string | undefined;
  readonly text: string;
  /** How the lines of its text end: what takes its place ends them in the same way. */
  readonly lineEnd: string;
}

async function readQuestion(session: Session, file: string | undefined, flags: SolveFlags, previous: ReasoningResult | null): Promise<ReadQuestion> {
  if (previous !== null && file === undefined && flags.context === undefined) {
    return { task: previous.task, fileName: undefined, text: previous.task.text, lineEnd: '\n' };
  }
  const { text, fileName } = await readInput(file, session);
  const task = await session.reckon.readTask({
    text,
    mustBeClear: true,
    ...(fileName === undefined ? {} : { fileName }),
    ...(flags.language === undefined ? {} : { language: flags.language }),
    ...(flags.function === undefined ? {} : { functionName: flags.function }),
  });
  if (previous !== null && (previous.task.text !== task.text || previous.task.functionName !== task.functionName)) {
    throw new ReckonError('invalid-input', 'The run to go on with was about another task.', { hint: 'Leave the file out to go on with the task of that run, or leave --continue out to begin anew.' });
  }
  // Who goes on with a run shows the model what it was shown, unless they say otherwise.
  const kept = flags.context === undefined && previous?.task.context !== undefined ? { ...task, context: previous.task.context } : task;
  const shown = await withContext(session, { task: kept, file: fileName, text, level: flags.budget, limits: limitsOf(flags) }, flags);
  return { task: shown, fileName, text, lineEnd: task.form === 'source' && text.includes('\r\n') ? '\r\n' : '\n' };
}

async function follow(
  run: AsyncGenerator<ReasoningEvent, ReasoningResult>,
  onEvent: (event: ReasoningEvent) => void,
): Promise<ReasoningResult> {
  for (;;) {
    const next = await run.next();
    if (next.done === true) {
      return next.value;
    }
    onEvent(next.value);
  }
}

interface Shown {
  readonly json: boolean;
  readonly lineEnd: string;
  /** Null: the answer is only printed. */
  readonly place: AnswerPlace | null;
}

async function printResult({ print, terminal }: Session, result: ReasoningResult, { json, lineEnd, place }: Shown): Promise<void> {
  const code = result.code?.replaceAll('\n', lineEnd) ?? null;
  const isWritten = place !== null && code !== null && result.status === 'verified' && (await writeAnswer(place, code.endsWith('\n') ? code : `${code}${lineEnd}`).catch(async (error: unknown) => {
    await print(code); // What cannot be written is not lost.
    throw error;
  }));
  if (place !== null && code !== null) {
    terminal.line(isWritten ? `  written   to ${place.file}` : `  written   nowhere: ${result.status === 'verified' ? `${place.file} was changed meanwhile` : 'it is not verified'}`);
  }
  if (json) {
    await print(JSON.stringify(resultDocument(result), null, 2));
  } else if (code !== null && !isWritten) {
    await print(code);
  }
}

function exitCode(result: ReasoningResult, signal: AbortSignal): ExitCode {
  if (signal.aborted) {
    return EXIT.interrupted;
  }
  return result.status === 'verified' ? EXIT.ok : EXIT.unverified;
}
