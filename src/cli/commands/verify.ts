import type { Command } from 'commander';
import { notCheckedOf } from '../../app';
import { throwIfAborted } from '../../base/abort';
import { ReckonError } from '../../base/errors';
import { plural } from '../../base/format';
import type { CodeTask, Language, Verdict } from '../../verification/types';
import { EXIT, type ExitCode } from '../exitCodes';
import { readInput } from '../input';
import { functionOption, jsonOption, languageOption, minimumIsolationOption, type IsolationFlags } from '../options';
import { notCheckedLine, notUnderstoodLines } from '../render/examples';
import { renderTable } from '../render/table';
import { printable } from '../render/width';
import { withSession, type Session } from '../session';

interface VerifyFlags extends IsolationFlags {
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
    .addOption(minimumIsolationOption())
    .addOption(jsonOption())
    .action(async (taskFile: string, candidateFile: string, flags: VerifyFlags) => {
      exit(await withSession(flags, (session) => verify(session, taskFile, candidateFile, flags)));
    });
}

async function verify(session: Session, taskFile: string, candidateFile: string, flags: VerifyFlags): Promise<ExitCode> {
  const { task, candidate } = await readBoth(session, taskFile, candidateFile, flags);
  for (const line of notUnderstoodLines(task)) {
    session.terminal.line(line);
  }
  session.terminal.transient(`  running ${plural(task.examples.length, 'example')}`, 'running');
  const verdict = await session.reckon.verify({ task, candidate, abortSignal: session.signal });
  throwIfAborted(session.signal);
  const labels = new Map(task.examples.map(({ id, label }) => [id, label]));
  await session.print(flags.json === true ? verdictDocument(verdict, labels, task) : verdictTable(verdict, labels, task));
  return verdict.status === 'passed' ? EXIT.ok : EXIT.unverified;
}

async function readBoth(
  session: Session,
  taskFile: string,
  candidateFile: string,
  flags: VerifyFlags,
): Promise<{ task: CodeTask; candidate: string }> {
  if (taskFile === '-' && candidateFile === '-') {
    throw new ReckonError('invalid-input', 'Standard input can be the task or the candidate, not both.', { hint: 'Name a file for one of them.' });
  }
  const description = await readInput(taskFile, session);
  const candidate = await readInput(candidateFile, session, 'candidate');
  const task = await session.reckon.readTask({
    text: description.text,
    fileName: description.fileName ?? candidateFile,
    ...(flags.language === undefined ? {} : { language: flags.language }),
    ...(flags.function === undefined ? {} : { functionName: flags.function }),
  });
  return { task, candidate: candidate.text };
}

function verdictDocument(verdict: Verdict, labels: ReadonlyMap<string, string>, task: CodeTask): string {
  const examples = verdict.results.map((result) => ({ ...result, label: labels.get(result.exampleId) ?? null }));
  const { status, reason, isolation, seconds } = verdict;
  const stated = new Map(task.properties?.map(({ id, label }) => [id, label]));
  const properties = (verdict.properties ?? []).map((result) => ({ ...result, label: stated.get(result.propertyId) ?? null }));
  return JSON.stringify(
    { schemaVersion: VERDICT_SCHEMA_VERSION, status, reason, isolation, seconds, examples, properties, types: verdict.types ?? null, notUnderstood: task.notUnderstood, notChecked: notCheckedOf(task, verdict).map(({ text }) => text) },
    null,
    2,
  );
}

function verdictTable(verdict: Verdict, labels: ReadonlyMap<string, string>, task: CodeTask): string {
  const rows = verdict.results.map((result) => [
    printable(labels.get(result.exampleId) ?? result.exampleId),
    result.status,
    printable(result.expected),
    printable(result.actual ?? result.message ?? ''),
  ]);
  const table = rows.length > 0 ? [...renderTable([['example', 'verdict', 'expected', 'actual'], ...rows]), ''] : [];
  const properties = propertyRows(verdict, task);
  const tried = properties.length > 0 ? [...renderTable([['stated property', 'verdict', 'on made-up inputs'], ...properties]), ''] : [];
  const open = notCheckedLine(notCheckedOf(task, verdict));
  return [...table, ...tried, `${verdict.status}: ${printable(verdict.reason)}`, `executed in: ${verdict.isolation.description}`, ...typeLines(verdict), ...(open === '' ? [] : [open])].join('\n');
}

function typeLines({ types }: Verdict): string[] {
  if (types === undefined) {
    return [];
  }
  const count = types.problems.length;
  return [`types: ${count === 0 ? 'nothing wrong' : plural(count, 'problem')}`, ...types.problems.map(({ line, message }) => `  line ${line}: ${printable(message)}`)];
}

function propertyRows({ properties = [] }: Verdict, task: CodeTask): string[][] {
  const labels = new Map(task.properties?.map(({ id, label }) => [id, label]));
  return properties.map(({ propertyId, status, held, counterexample }) => [
    printable(labels.get(propertyId) ?? propertyId),
    status,
    counterexample === null ? (held > 0 ? `holds on ${held}` : 'none that it could be tried on') : `not for ${printable(counterexample)}`,
  ]);
}
