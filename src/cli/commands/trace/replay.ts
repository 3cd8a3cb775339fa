import { Command, Option } from 'commander';
import { BUDGET_LEVELS, isQuestionTrace, knownEvents, type QuestionTrace, type Trace, type TraceReplay } from '../../../app';
import { ReckonError } from '../../../base/errors';
import type { BudgetLevel, ComputeBudget } from '../../../budget/types';
import { BUDGET_LEVEL_NAMES } from '../../choices';
import { EXIT, type ExitCode } from '../../exitCodes';
import { addLimitOptions, exampleSecondsOption, jsonOption, limitsOf, memoryOption, minimumIsolationOption, type IsolationFlags, type LimitFlags } from '../../options';
import { AskRenderer } from '../../render/ask';
import { questionReplayLines, questionReplayTableLines } from '../../render/questionReplay';
import { replayLines, replayTableLines } from '../../render/replay';
import { RunRenderer } from '../../render/run';
import { showRecordedAt } from '../../render/trace';
import { questionReplaysDocument, replaysDocument } from '../../replayDocument';
import { withSession, type Session } from '../../session';
import { readAnyTraceInput } from './input';

interface ReplayFlags extends IsolationFlags, LimitFlags {
  readonly budget?: BudgetLevel;
  readonly allLevels?: boolean;
  readonly runChecks?: boolean;
  readonly json?: boolean;
}

const REPLAY_HELP = `
Nothing is drawn: the policy runs on the recorded samples and verdicts, in no real time. Where another budget would have
asked for what was not recorded, the replay says so and ends. Exit code 0 says that the replay was made, whatever came of it.`;

export function traceReplayCommand(exit: (code: ExitCode) => void): Command {
  const command = new Command('replay')
    .description('tell what another budget would have done with the recorded samples')
    .argument('<file>', 'what --trace wrote; - for standard input')
    .addOption(new Option('--budget <level>', 'a position of the slider; without it, all of them').choices(BUDGET_LEVEL_NAMES))
    .addOption(new Option('--all-levels', 'every position of the slider').conflicts('budget'));
  return addLimitOptions(command)
    .option('--run-checks', 'make checks that are not in the record now, in the sandbox')
    .addOption(minimumIsolationOption())
    .addOption(exampleSecondsOption())
    .addOption(memoryOption())
    .addOption(jsonOption())
    .addHelpText('after', REPLAY_HELP)
    .action(async (file: string, flags: ReplayFlags) => {
      exit(await withSession(flags, (session) => replay(session, file, flags)));
    });
}

async function replay(session: Session, file: string, flags: ReplayFlags): Promise<ExitCode> {
  const trace = await readAnyTraceInput(file, session);
  const lines = isQuestionTrace(trace) ? await replayedQuestion(session, trace, flags) : await replayedTask(session, trace, flags);
  await session.print(lines);
  return EXIT.ok;
}

/** What goes to standard output. */
async function replayedTask(session: Session, trace: Trace, flags: ReplayFlags): Promise<string> {
  const replays = await atLevels(flags, (level) => replayTaskAt(session, trace, level, flags));
  if (flags.json === true) {
    return JSON.stringify(replaysDocument(trace, replays), null, 2);
  }
  const [only] = replays;
  showRecordedAt(session.terminal, trace);
  if (flags.budget === undefined || !only) {
    return replayTableLines(trace, replays).join('\n');
  }
  const renderer = new RunRenderer(session.terminal);
  knownEvents(only).forEach((event) => renderer.show(event));
  return replayLines(trace, only).join('\n');
}

async function replayedQuestion(session: Session, trace: QuestionTrace, flags: ReplayFlags): Promise<string> {
  if (flags.runChecks === true) {
    throw new ReckonError('invalid-input', 'This run answered a question: nothing in it was checked.', { hint: 'Leave --run-checks out.' });
  }
  const { reckon, signal } = session;
  const replays = await atLevels(flags, (level) => reckon.replayQuestion({ trace, level, ...limitsGiven(flags), abortSignal: signal }));
  if (flags.json === true) {
    return JSON.stringify(questionReplaysDocument(trace, replays), null, 2);
  }
  const [only] = replays;
  showRecordedAt(session.terminal, trace);
  if (flags.budget === undefined || !only) {
    return questionReplayTableLines(trace, replays).join('\n');
  }
  const renderer = new AskRenderer(session.terminal, { stream: null });
  knownEvents(only).forEach((event) => renderer.show(event));
  return questionReplayLines(trace, only).join('\n');
}

async function atLevels<Replay>({ budget }: ReplayFlags, at: (level: BudgetLevel) => Promise<Replay>): Promise<Replay[]> {
  const replays: Replay[] = [];
  for (const level of budget === undefined ? BUDGET_LEVELS : [budget]) {
    replays.push(await at(level));
  }
  return replays;
}

function replayTaskAt({ reckon, signal }: Session, trace: Trace, level: BudgetLevel, flags: ReplayFlags): Promise<TraceReplay> {
  return reckon.replayTrace({ trace, level, ...limitsGiven(flags), runChecks: flags.runChecks === true, abortSignal: signal });
}

/** Left out where none was given: the record's own then stand. */
function limitsGiven(flags: ReplayFlags): { readonly limits?: ComputeBudget } {
  const limits = limitsOf(flags);
  return Object.keys(limits).length === 0 ? {} : { limits };
}
