import type { Command } from 'commander';
import type { Language, Verdict } from '../../verification/types';
import { EXIT, type ExitCode } from '../exitCodes';
import { readInput } from '../input';
import { functionOption, jsonOption, languageOption } from '../options';
import { renderTable } from '../render/table';
import { withSession, type Session } from '../session';

interface VerifyFlags {
  readonly function?: string;
  readonly language?: Language;
  readonly json?: boolean;
}

/** Raised when a reader of older documents would misread newer ones. */
const VERDICT_SCHEMA_VERSION = 1;

export function addVerifyCommand(program: Command, exit: (code: ExitCode) => void): void {
  program
    .command('verify')
    .description('run the examples that a task contains against a candidate')
    .argument('<task>', 'file with the description and its examples')
    .argument('<candidate>', 'file with the code to check')
    .addOption(functionOption())
    .addOption(languageOption())
    .addOption(jsonOption())
    .action(async (taskFile: string, candidateFile: string, flags: VerifyFlags) => {
      exit(await withSession({}, (session) => verify(session, taskFile, candidateFile, flags)));
    });
}

async function verify(session: Session, taskFile: string, candidateFile: string, flags: VerifyFlags): Promise<ExitCode> {
  const taskInput = await readInput(taskFile, session.stdin);
  const candidate = await readInput(candidateFile, session.stdin, 'candidate');
  const task = await session.reckon.readTask({
    text: taskInput.text,
    fileName: taskInput.fileName ?? candidateFile,
    ...(flags.language === undefined ? {} : { language: flags.language }),
    ...(flags.function === undefined ? {} : { functionName: flags.function }),
  });
  const verdict = await session.reckon.verify({ task, candidate: candidate.text, abortSignal: session.signal });
  if (session.signal.aborted) {
    return EXIT.interrupted;
  }
  for (const skipped of task.notUnderstood) {
    session.terminal.line(`line ${skipped.line} looks like an example but was not understood: ${skipped.reason}`);
  }
  const labels = new Map(task.examples.map(({ id, label }) => [id, label]));
  await session.print(flags.json === true ? verdictDocument(verdict, labels, task.notUnderstood) : verdictTable(verdict, labels));
  return verdict.status === 'passed' ? EXIT.ok : EXIT.unverified;
}

function verdictDocument(verdict: Verdict, labels: ReadonlyMap<string, string>, notUnderstood: unknown): string {
  const examples = verdict.results.map((result) => ({ ...result, label: labels.get(result.exampleId) ?? null }));
  const { status, reason, isolation, seconds } = verdict;
  return JSON.stringify(
    { schemaVersion: VERDICT_SCHEMA_VERSION, status, reason, isolation, seconds, examples, notUnderstood },
    null,
    2,
  );
}

function verdictTable(verdict: Verdict, labels: ReadonlyMap<string, string>): string {
  const rows = verdict.results.map((result) => [
    labels.get(result.exampleId) ?? result.exampleId,
    result.status,
    result.expected,
    result.actual ?? result.message ?? '',
  ]);
  const table = rows.length > 0 ? [...renderTable([['example', 'verdict', 'expected', 'actual'], ...rows]), ''] : [];
  return [...table, `${verdict.status}: ${verdict.reason}`, `executed in: ${verdict.isolation.description}`].join('\n');
}
