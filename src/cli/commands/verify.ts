import type { Command } from 'commander';
import { throwIfAborted } from '../../base/abort';
import { ReckonError } from '../../base/errors';
import { plural } from '../../base/format';
import type { CodeTask, Language, Verdict } from '../../verification/types';
import { EXIT, type ExitCode } from '../exitCodes';
import { readInput } from '../input';
import { exampleSecondsOption, functionOption, jsonOption, languageOption, memoryOption, minimumIsolationOption, type IsolationFlags } from '../options';
import { notUnderstoodLines } from '../render/examples';
import { verdictLines, verifyDocument } from '../render/verdict';
import { withSession, type Session } from '../session';

interface VerifyFlags extends IsolationFlags {
  readonly function?: string;
  readonly language?: Language;
  readonly json?: boolean;
}

export function addVerifyCommand(program: Command, exit: (code: ExitCode) => void): void {
  program
    .command('verify')
    .description('run the examples that a task contains against a candidate')
    .argument('<task>', 'file with the description and its examples, of one function or of many')
    .argument('[candidate]', 'file with the code to check; the task itself when it is left out')
    .addOption(functionOption())
    .addOption(languageOption())
    .addOption(minimumIsolationOption())
    .addOption(exampleSecondsOption())
    .addOption(memoryOption())
    .addOption(jsonOption())
    .action(async (taskFile: string, candidateFile: string | undefined, flags: VerifyFlags) => {
      exit(await withSession(flags, (session) => verify(session, taskFile, candidateFile, flags)));
    });
}

async function verify(session: Session, taskFile: string, candidateFile: string | undefined, flags: VerifyFlags): Promise<ExitCode> {
  const { tasks, candidate } = await readBoth(session, taskFile, candidateFile, flags);
  const judged: { readonly task: CodeTask; readonly verdict: Verdict }[] = [];
  for (const task of tasks) {
    for (const line of notUnderstoodLines(task)) {
      session.terminal.line(line);
    }
    const of = tasks.length > 1 ? ` of ${task.functionName ?? ''}` : '';
    session.terminal.transient(`  running ${plural(task.examples.length, 'example')}${of}`, 'running');
    judged.push({ task, verdict: await session.reckon.verify({ task, candidate, abortSignal: session.signal }) });
    throwIfAborted(session.signal);
  }
  await session.print(flags.json === true ? verifyDocument(judged) : verdictLines(judged).join('\n'));
  return judged.every(({ verdict }) => verdict.status === 'passed') ? EXIT.ok : EXIT.unverified;
}

async function readBoth(
  session: Session,
  taskFile: string,
  candidateFile: string | undefined,
  flags: VerifyFlags,
): Promise<{ tasks: readonly CodeTask[]; candidate: string }> {
  if (taskFile === '-' && candidateFile === '-') {
    throw new ReckonError('invalid-input', 'Standard input can be the task or the candidate, not both.', { hint: 'Name a file for one of them.' });
  }
  const description = await readInput(taskFile, session);
  const candidate = candidateFile === undefined ? description : await readInput(candidateFile, session, 'candidate');
  const fileName = description.fileName ?? candidateFile;
  const tasks = await session.reckon.readTasks({
    text: description.text,
    ...(fileName === undefined ? {} : { fileName }),
    ...(flags.language === undefined ? {} : { language: flags.language }),
    ...(flags.function === undefined ? {} : { functionName: flags.function }),
  });
  return { tasks, candidate: candidate.text };
}
