import { resolve } from 'node:path';
import type { Command } from 'commander';
import { throwIfAborted } from '../../base/abort';
import { plural } from '../../base/format';
import { ReckonError } from '../../base/errors';
import type { OwnTestsOutcome, OwnTestsStep, TestComparison, TestPlan } from '../../verification/ownTests';
import { consentTo } from '../consent';
import { EXIT, type ExitCode } from '../exitCodes';
import { readInput } from '../input';
import { functionOption, jsonOption, minimumIsolationOption, projectOption, yesOption, type IsolationFlags } from '../options';
import { renderTable } from '../render/table';
import { printable } from '../render/width';
import { withSession, type Session } from '../session';

interface TestFlags extends IsolationFlags {
  readonly project: string;
  readonly function?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** Raised when a reader of older documents would misread newer ones. */
const OWN_TESTS_SCHEMA_VERSION = 1;
/** Rows of the table; `--json` has all. Those that tell something come first. */
const MOST_ROWS = 60;

const STEPS: Readonly<Record<OwnTestsStep, string>> = {
  baseline: 'running your tests as they are',
  candidate: 'running your tests with the candidate',
  reach: 'looking whether your tests reach what was changed',
  control: 'running them again, beside tests that have to fail',
};

export function addTestCommand(program: Command, exit: (code: ExitCode) => void): void {
  program
    .command('test')
    .description("run a project's own tests with a candidate in place of one of its files, in a copy")
    .argument('<file>', 'file of the project that the candidate changes')
    .argument('<candidate>', 'file with its new text, or with the function named by --function; - for standard input')
    .addOption(projectOption())
    .addOption(functionOption())
    .addOption(yesOption())
    .addOption(minimumIsolationOption())
    .addOption(jsonOption())
    .action(async (file: string, candidate: string, flags: TestFlags) => {
      exit(await withSession(flags, (session) => test(session, file, candidate, flags)));
    });
}

async function test(session: Session, file: string, candidateFile: string, flags: TestFlags): Promise<ExitCode> {
  const { reckon, terminal, signal } = session;
  const plan = planOf(session, flags.project, file);
  const candidate = await readInput(candidateFile, session, 'candidate');
  const consent = await consentTo(session, plan, flags.yes === true);
  const outcome = await reckon.verifyOwnTests({
    plan,
    candidate: { id: 'candidate', file: resolve(file), code: candidate.text, ...(flags.function === undefined ? {} : { functionName: flags.function }) },
    // Who names a project on a terminal trusts it as far as the consent goes.
    isTrusted: true,
    consent,
    abortSignal: signal,
    onProgress: (step) => terminal.transient(`  ${STEPS[step]}`, step),
  });
  throwIfAborted(signal);
  await session.print(flags.json === true ? ownTestsDocument(outcome) : ownTestsTable(outcome));
  return outcome.verdict.status === 'passed' ? EXIT.ok : EXIT.unverified;
}

/** @throws ReckonError `tests-unusable` when the project has no tests that are understood. */
export function planOf({ reckon }: Session, project: string, file: string): TestPlan {
  const found = reckon.findOwnTests(project, file);
  if (found.plan === null) {
    throw new ReckonError('tests-unusable', `No tests were found for ${file}: ${found.reason}.`, {
      hint: 'Name the folder of the project with --project. Understood are vitest, jest, mocha, node --test, pytest, unittest, cargo test and go test.',
    });
  }
  return found.plan;
}

export function ownTestsDocument({ plan, verdict, evidence, hint }: OwnTestsOutcome): string {
  const { status, reason, isolation, seconds, results } = verdict;
  const tests = results.map(({ exampleId, before, actual, message }) => ({ id: exampleId, before, after: actual, message }));
  return JSON.stringify({
    schemaVersion: OWN_TESTS_SCHEMA_VERSION, status, reason, project: plan.project, command: plan.command, framework: plan.framework, foundIn: plan.source,
    passed: evidence.passed, total: evidence.total, isolation, seconds, hint, tests,
  }, null, 2);
}

export function ownTestsTable({ plan, verdict, hint }: OwnTestsOutcome): string {
  const rows = [...verdict.results].sort((a, b) => Number(isQuiet(a)) - Number(isQuiet(b)));
  const shown = rows.slice(0, MOST_ROWS).map(({ exampleId, before, actual, message }) => [printable(exampleId), before, actual ?? '', printable(message ?? '')]);
  const more = rows.length - shown.length;
  return [
    ...renderTable([['test', 'before', 'with it', 'message'], ...shown]),
    ...(more > 0 ? [`and ${plural(more, 'more test')} (--json has all)`] : []),
    '',
    `${verdict.status}: ${printable(verdict.reason)}`,
    ...(hint === null ? [] : [printable(hint)]),
    `command: ${plan.command} (${plan.source})`,
    `executed in: ${verdict.isolation.description}`,
    ...(verdict.status === 'passed' ? ['not proven: what your tests do not test; and code that is out to deceive runs in their process'] : []),
  ].join('\n');
}

function isQuiet({ before, actual }: TestComparison): boolean {
  return before === 'passed' && actual === 'passed';
}
