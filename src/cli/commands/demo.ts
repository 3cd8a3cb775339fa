import type { Command } from 'commander';
import type { ReasoningResult } from '../../reasoning/events';
import { DEMO_PROBLEMS, type DemoProblem } from '../demo/problems';
import { describePromises, isKept } from '../demo/promises';
import { EXIT, type ExitCode } from '../exitCodes';
import { fetchWithProgress } from '../fetchModel';
import { DEFAULT_MODEL, modelOption, precisionOption, threadsOption, type EngineFlags } from '../options';
import { formatCount, formatEnergy, formatSeconds } from '../../base/format';
import { RunRenderer, statusWord } from '../render/run';
import { renderTable } from '../render/table';
import { loadProgress, withSession, type Session } from '../session';

interface DemoFlags extends EngineFlags {
  readonly model: string;
}

interface Solved {
  readonly problem: DemoProblem;
  readonly result: ReasoningResult;
}

/** Same problems, same seed: what a person sees is what the README says, up to the machine's rounding. */
const DEMO_SEED = 1;
/** Tokens and samples end the demo's runs, not the load of the machine: a busy one gets this long for each, in seconds. */
const DEMO_MAX_SECONDS = 180;

export function addDemoCommand(program: Command, exit: (code: ExitCode) => void): void {
  program
    .command('demo')
    .description('fetch the default model and solve a few bundled problems')
    .addOption(modelOption())
    .addOption(threadsOption())
    .addOption(precisionOption())
    .action(async (flags: DemoFlags) => {
      exit(await withSession(flags, (session) => demo(session, flags)));
    });
}

async function demo(session: Session, { model }: DemoFlags): Promise<ExitCode> {
  const { terminal } = session;
  terminal.line(terminal.colors.bold('Reckon demo: a small local model, a budget for each problem, every answer executed.'));
  terminal.line(`Each problem may take ${formatSeconds(DEMO_MAX_SECONDS)} instead of its level's usual time, so that a busy machine shows the same.`);
  if (model === DEFAULT_MODEL) {
    await fetchWithProgress(session, model);
  }
  const solved: Solved[] = [];
  for (const problem of DEMO_PROBLEMS) {
    if (problem.isSpare === true && isKept(problem.promise, solved.map(({ result }) => result))) {
      continue;
    }
    terminal.line('');
    terminal.line(terminal.colors.dim(heading(problem)));
    solved.push({ problem, result: await solveProblem(session, problem, model) });
    if (session.signal.aborted) {
      return EXIT.interrupted;
    }
  }
  terminal.line('');
  await session.print([...summaryTable(solved, session), '', ...promiseLines(solved, session)].join('\n'));
  return EXIT.ok;
}

/** A spare problem has no number: whether it comes depends on those before it. */
function heading(problem: DemoProblem): string {
  const planned = DEMO_PROBLEMS.filter(({ isSpare }) => isSpare !== true);
  const place = problem.isSpare === true ? 'spare' : `${planned.indexOf(problem) + 1} of ${planned.length}`;
  return `[${place}] ${problem.about}`;
}

function promiseLines(solved: readonly Solved[], { terminal: { colors } }: Session): string[] {
  const promises = describePromises(solved.map(({ result }) => result));
  return [
    ...promises.map(({ kept, text }) => `${kept ? colors.green('shown    ') : colors.yellow('not shown')}  ${text}`),
    ...(promises.every(({ kept }) => kept) ? [] : ['Which samples pass depends on the model and on how a processor rounds: it can differ elsewhere.']),
  ];
}

async function solveProblem(session: Session, problem: DemoProblem, model: string): Promise<ReasoningResult> {
  const renderer = new RunRenderer(session.terminal);
  const task = await session.reckon.readTask({ text: problem.text, language: problem.language });
  const run = session.reckon.solve({
    task,
    level: problem.level,
    model: { model },
    seed: DEMO_SEED,
    abortSignal: session.signal,
    onLoadProgress: loadProgress(session.terminal),
    limits: { maxSeconds: DEMO_MAX_SECONDS, ...problem.limits },
  });
  for (;;) {
    const next = await run.next();
    if (next.done === true) {
      showCode(session, next.value);
      return next.value;
    }
    renderer.show(next.value);
  }
}

function showCode({ terminal }: Session, { status, code }: ReasoningResult): void {
  if (status === 'verified' && code !== null) {
    code.split('\n').forEach((line) => terminal.line(terminal.colors.cyan(`    | ${line}`)));
  }
}

function summaryTable(solved: readonly Solved[], { terminal }: Session): string[] {
  const rows = solved.map(({ problem, result }) => {
    const samples = result.candidates.length;
    const passed = result.candidates.filter(({ verdict }) => verdict?.status === 'passed').length;
    return [
      result.task.functionName ?? '',
      result.task.language,
      problem.level,
      statusWord(result.status, terminal.colors),
      `${passed} of ${samples}`,
      formatCount(result.spent.promptTokens + result.spent.completionTokens + result.spent.forfeitedTokens),
      formatSeconds(result.spent.seconds),
      `${formatSeconds(result.estimate.p50.seconds)} (${formatSeconds(result.estimate.p90.seconds)})`,
      formatEnergy(result.spent.energy),
    ];
  });
  const titles = ['problem', 'language', 'budget', 'verdict', 'passing', 'tokens', 'time', 'forecast', 'energy'];
  return renderTable([titles, ...rows]);
}
