import { Command, Option } from 'commander';
import { BUDGET_LEVELS, type Trace, type TraceReplay } from '../../../app';
import { ReckonError } from '../../../base/errors';
import type { BudgetLevel, ComputeBudget } from '../../../budget/types';
import { BUDGET_LEVEL_NAMES } from '../../choices';
import { EXIT, type ExitCode } from '../../exitCodes';
import { exampleSecondsOption, jsonOption, memoryOption, minimumIsolationOption, positiveNumber, wholeNumber, type IsolationFlags } from '../../options';
import { replayLines, replayTableLines } from '../../render/replay';
import { RunRenderer } from '../../render/run';
import { showRecordedAt } from '../../render/trace';
import { replaysDocument } from '../../replayDocument';
import { withSession, type Session } from '../../session';
import { readTraceInput } from './input';

interface ReplayFlags extends IsolationFlags {
  readonly budget?: BudgetLevel;
  readonly allLevels?: boolean;
  readonly maxTokens?: number;
  readonly maxSeconds?: number;
  readonly maxSamples?: number;
  readonly runChecks?: boolean;
  readonly json?: boolean;
}

const REPLAY_HELP = `
Nothing is drawn: the policy runs on the recorded samples and verdicts, in no real time. Where another budget would have
asked for what was not recorded, the replay says so and ends. Exit code 0 says that the replay was made, whatever came of it.`;

export function traceReplayCommand(exit: (code: ExitCode) => void): Command {
  return new Command('replay')
    .description('tell what another budget would have done with the recorded samples')
    .argument('<file>', 'what --trace wrote; - for standard input')
    .addOption(new Option('--budget <level>', 'a position of the slider; without it, all of them').choices(BUDGET_LEVEL_NAMES))
    .addOption(new Option('--all-levels', 'every position of the slider').conflicts('budget'))
    .option('--max-tokens <n>', 'hard limit of tokens', wholeNumber(1))
    .option('--max-seconds <s>', 'hard limit of seconds', positiveNumber)
    .option('--max-samples <n>', 'hard limit of samples', wholeNumber(1))
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
  const trace = await readTraceInput(file, session);
  const levels = flags.budget === undefined ? BUDGET_LEVELS : [flags.budget];
  const replays: TraceReplay[] = [];
  for (const level of levels) {
    replays.push(await replayAt(session, trace, level, flags));
  }
  if (flags.json === true) {
    await session.print(JSON.stringify(replaysDocument(trace, replays), null, 2));
    return EXIT.ok;
  }
  const [only] = replays;
  showRecordedAt(session.terminal, trace);
  if (flags.budget !== undefined && only) {
    const renderer = new RunRenderer(session.terminal);
    // What ends with the record is summed up below; the run's own last words would be about a model that failed.
    only.events.filter(({ type }) => only.recordEnd === null || type !== 'run-finished').forEach((event) => renderer.show(event));
    await session.print(replayLines(trace, only).join('\n'));
  } else {
    await session.print(replayTableLines(trace, replays).join('\n'));
  }
  return EXIT.ok;
}

async function replayAt({ reckon, signal }: Session, trace: Trace, level: BudgetLevel, flags: ReplayFlags): Promise<TraceReplay> {
  try {
    return await reckon.replayTrace({ trace, level, ...limitsOf(flags), runChecks: flags.runChecks === true, abortSignal: signal });
  } catch (error) {
    if (ReckonError.is(error, 'record-ended')) {
      throw new ReckonError('invalid-input', 'Nothing of this run can be replayed: it ended before anything was recorded.', { hint: 'reckon trace show FILE prints what there is.', cause: error });
    }
    throw error;
  }
}

function limitsOf({ maxTokens, maxSeconds, maxSamples }: ReplayFlags): { readonly limits?: ComputeBudget } {
  const limits = {
    ...(maxTokens === undefined ? {} : { maxTokens }),
    ...(maxSeconds === undefined ? {} : { maxSeconds }),
    ...(maxSamples === undefined ? {} : { maxSamples }),
  };
  return Object.keys(limits).length === 0 ? {} : { limits };
}
