import { Command } from 'commander';
import { EXIT, type ExitCode } from '../../exitCodes';
import { jsonOption } from '../../options';
import { RunRenderer } from '../../render/run';
import { showRecordedAt } from '../../render/trace';
import { withSession, type Session } from '../../session';
import { readTraceInput } from './input';

export function traceShowCommand(exit: (code: ExitCode) => void): Command {
  return new Command('show')
    .description('print a recorded run as `reckon solve` printed it')
    .argument('<file>', 'what --trace wrote; - for standard input')
    .addOption(jsonOption())
    .action(async (file: string, flags: { readonly json?: boolean }) => {
      exit(await withSession({}, (session) => showTrace(session, file, flags.json === true)));
    });
}

/** Exit code 0 whatever came of the run: showing it has been done. */
async function showTrace(session: Session, file: string, json: boolean): Promise<ExitCode> {
  const trace = await readTraceInput(file, session);
  if (json) {
    await session.print(JSON.stringify(trace, null, 2));
    return EXIT.ok;
  }
  const renderer = new RunRenderer(session.terminal);
  showRecordedAt(session.terminal, trace);
  let code: string | null = null;
  for (const { event } of trace.events) {
    renderer.show(event);
    code = event.type === 'run-finished' ? event.result.code : code;
  }
  if (trace.failure !== null) {
    session.terminal.line(`  failed    ${trace.failure.message}`);
  }
  if (code !== null) {
    await session.print(code);
  }
  return EXIT.ok;
}
