import type { Command } from 'commander';
import { functionsNotChecked, hasNoBody, languageOfFile } from '../../app';
import { throwIfAborted } from '../../base/abort';
import { ReckonError } from '../../base/errors';
import { plural } from '../../base/format';
import type { FunctionNotChecked } from '../../verification/task';
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
    .argument('[candidate]', 'file with the code to check, whose language counts where the task says none; the task itself when it is left out')
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
  const { tasks, candidate, open } = await readBoth(session, taskFile, candidateFile, flags);
  const judged: { readonly task: CodeTask; readonly verdict: Verdict }[] = [];
  for (const task of tasks) {
    for (const line of notUnderstoodLines(task, tasks.length > 1 ? (task.functionName ?? undefined) : undefined)) {
      session.terminal.line(line);
    }
    const of = tasks.length > 1 ? ` of ${task.functionName ?? ''}` : '';
    session.terminal.transient(`  running ${plural(task.examples.length, 'example')}${of}`, 'running');
    judged.push({ task, verdict: await session.reckon.verify({ task, candidate, abortSignal: session.signal }) });
    throwIfAborted(session.signal);
  }
  await session.print(flags.json === true ? verifyDocument(judged, open) : verdictLines(judged, open).join('\n'));
  return judged.every(({ verdict }) => verdict.status === 'passed') ? EXIT.ok : EXIT.unverified;
}

interface ToVerify {
  readonly tasks: readonly CodeTask[];
  readonly candidate: string;
  /** Functions of the task's file that no verdict will be about. */
  readonly open: readonly FunctionNotChecked[];
}

async function readBoth(
  session: Session,
  taskFile: string,
  candidateFile: string | undefined,
  flags: VerifyFlags,
): Promise<ToVerify> {
  if (taskFile === '-' && candidateFile === '-') {
    throw new ReckonError('invalid-input', 'Standard input can be the task or the candidate, not both.', { hint: 'Name a file for one of them.' });
  }
  const description = await readInput(taskFile, session);
  const candidate = candidateFile === undefined ? description : await readInput(candidateFile, session, 'candidate');
  const fileName = description.fileName ?? candidateFile;
  const likelyLanguage = candidateFile === undefined ? null : languageOfFile(candidateFile);
  const options = {
    ...(fileName === undefined ? {} : { fileName }),
    ...(likelyLanguage === null ? {} : { likelyLanguage }),
    ...(flags.language === undefined ? {} : { language: flags.language }),
    ...(flags.function === undefined ? {} : { functionName: flags.function }),
  };
  const read = await session.reckon.readTasks({ text: description.text, ...options });
  const open = await functionsNotChecked(read, options);
  if (candidateFile !== undefined) {
    read.forEach((task) => requireLanguage(task, candidateFile));
    return { tasks: read, candidate: candidate.text, open };
  }
  const { tasks, stubs } = await withCode(read, taskFile);
  return { tasks, candidate: candidate.text, open: [...stubs, ...open] };
}

const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { python: 'Python', typescript: 'TypeScript', javascript: 'JavaScript' };

/** @throws ReckonError `invalid-input` where the candidate's file is one of another language; TypeScript and JavaScript may stand for each other. */
function requireLanguage({ language }: CodeTask, candidateFile: string): void {
  const other = languageOfFile(candidateFile);
  if (other !== null && (other === 'python') !== (language === 'python')) {
    throw new ReckonError('invalid-input', `The task is ${LANGUAGE_NAMES[language]}, the candidate ${LANGUAGE_NAMES[other]}.`, {
      hint: `Give a candidate in ${LANGUAGE_NAMES[language]}, or name the task's language with --language.`,
    });
  }
}

/**
 * Of a task that is its own candidate, what there is code for.
 * @throws ReckonError `invalid-input` where there is none at all
 */
async function withCode(read: readonly CodeTask[], taskFile: string): Promise<{ readonly tasks: readonly CodeTask[]; readonly stubs: readonly FunctionNotChecked[] }> {
  const name = taskFile === '-' ? 'standard input' : taskFile;
  const hint = `Give a candidate: reckon verify ${taskFile} CANDIDATE`;
  if (read.some(({ form }) => form === 'words')) {
    throw new ReckonError('invalid-input', `There is no code to check in ${name}.`, { hint });
  }
  const empty = await Promise.all(read.map(hasNoBody));
  const tasks = read.filter((_, index) => empty[index] !== true);
  if (tasks.length === 0) {
    throw new ReckonError('invalid-input', `${read.map(({ functionName }) => functionName).join(', ')} in ${name} ${read.length === 1 ? 'has' : 'have'} no body yet.`, { hint });
  }
  const stubs = read.filter((_, index) => empty[index] === true).map(({ functionName }) => ({ name: functionName ?? '', reason: 'no body yet' }));
  return { tasks, stubs };
}
