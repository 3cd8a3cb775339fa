import { Command } from 'commander';
import { isQuestionTrace, type AnyTrace, type QuestionTrace, type Trace } from '../../../app';
import { EXIT, type ExitCode } from '../../exitCodes';
import { jsonOption } from '../../options';
import { AskRenderer } from '../../render/ask';
import { RunRenderer } from '../../render/run';
import { showRecordedAt } from '../../render/trace';
import { withSession, type Session } from '../../session';
import type { Terminal } from '../../terminal';
import { readAnyTraceInput } from './input';

export function traceShowCommand(exit: (code: ExitCode) => void): Command {
  return new Command('show')
    .description('print a recorded run as `reckon solve` or `reckon ask` printed it')
    .argument('<file>', 'what --trace wrote; - for standard input')
    .addOption(jsonOption())
    .action(async (file: string, flags: { readonly json?: boolean }) => {
      exit(await withSession({}, (session) => showTrace(session, file, flags.json === true)));
    });
}

/** Exit code 0 whatever came of the run: showing it has been done. */
async function showTrace(session: Session, file: string, json: boolean): Promise<ExitCode> {
  const trace = await readAnyTraceInput(file, session);
  if (json) {
    await session.print(JSON.stringify(trace, null, 2));
    return EXIT.ok;
  }
  showRecordedAt(session.terminal, trace);
  const answer = showEvents(session.terminal, trace);
  if (trace.failure !== null) {
    session.terminal.line(`  failed    ${trace.failure.message}`);
  }
  if (answer !== null) {
    await session.print(answer);
  }
  return EXIT.ok;
}

/** Returns what the run answered; null where it did not. */
function showEvents(terminal: Terminal, trace: AnyTrace): string | null {
  return isQuestionTrace(trace) ? showQuestion(terminal, trace) : showTask(terminal, trace);
}

function showTask(terminal: Terminal, { events }: Trace): string | null {
  const renderer = new RunRenderer(terminal);
  let code: string | null = null;
  for (const { event } of events) {
    renderer.show(event);
    code = event.type === 'run-finished' ? event.result.code : code;
  }
  return code;
}

function showQuestion(terminal: Terminal, { events }: QuestionTrace): string | null {
  const renderer = new AskRenderer(terminal, { stream: null });
  let answer: string | null = null;
  for (const { event } of events) {
    renderer.show(event);
    answer = event.type === 'run-finished' ? event.result.answer : answer;
  }
  return answer;
}
