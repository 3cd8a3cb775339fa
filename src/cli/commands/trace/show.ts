import { Command, Option } from 'commander';
import { isQuestionTrace, resultOf, type AnyTrace } from '../../../app';
import { ReckonError } from '../../../base/errors';
import { EXIT, type ExitCode } from '../../exitCodes';
import { jsonOption } from '../../options';
import { AskRenderer } from '../../render/ask';
import { RunRenderer } from '../../render/run';
import { showRecordedAt } from '../../render/trace';
import { withSession, type Session } from '../../session';
import type { Terminal } from '../../terminal';
import { readAnyTraceInput } from './input';

interface ShowFlags {
  readonly numbers?: boolean;
  readonly json?: boolean;
}

export function traceShowCommand(exit: (code: ExitCode) => void): Command {
  return new Command('show')
    .description('print a recorded run as `reckon solve` or `reckon ask` printed it')
    .argument('<file>', 'what --trace wrote; - for standard input')
    .addOption(new Option('--numbers', 'every decision of the policy with the numbers that it was made from').conflicts('json'))
    .addOption(jsonOption())
    .action(async (file: string, flags: ShowFlags) => {
      exit(await withSession({}, (session) => showTrace(session, file, flags)));
    });
}

/** Exit code 0 whatever came of the run: showing it has been done. */
async function showTrace(session: Session, file: string, { json = false, numbers = false }: ShowFlags): Promise<ExitCode> {
  const trace = await readAnyTraceInput(file, session);
  if (json) {
    await session.print(JSON.stringify(trace, null, 2));
    return EXIT.ok;
  }
  if (numbers && isQuestionTrace(trace)) {
    throw new ReckonError('invalid-input', 'This run answered a question: its decisions go by the counts that their reasons name.', { hint: 'Leave --numbers out.' });
  }
  showRecordedAt(session.terminal, trace);
  const answer = showEvents(session.terminal, trace, numbers);
  if (trace.failure !== null) {
    session.terminal.line(`  failed    ${trace.failure.message}`);
  }
  if (answer !== null) {
    await session.print(answer);
  }
  return EXIT.ok;
}

/** Returns what the run answered; null where it did not. */
function showEvents(terminal: Terminal, trace: AnyTrace, numbers: boolean): string | null {
  if (isQuestionTrace(trace)) {
    const renderer = new AskRenderer(terminal, { stream: null });
    trace.events.forEach(({ event }) => renderer.show(event));
    return resultOf(trace)?.answer ?? null;
  }
  const renderer = new RunRenderer(terminal, numbers);
  trace.events.forEach(({ event }) => renderer.show(event));
  return resultOf(trace)?.code ?? null;
}
