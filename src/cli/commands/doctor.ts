import type { Command } from 'commander';
import { examineMachine, type MachineCheck, type MachineReport } from '../../app';
import { systemClock } from '../../base/clock';
import { EXIT, type ExitCode } from '../exitCodes';
import { jsonOption } from '../options';
import { renderWrapped } from '../render/table';
import { printable, wrapWords } from '../render/width';
import { withSession, type Session } from '../session';

/** Raised when a reader of older documents would misread newer ones. */
const DOCTOR_SCHEMA_VERSION = 1;

export function addDoctorCommand(program: Command, exit: (code: ExitCode) => void): void {
  program
    .command('doctor')
    .description('look at this machine and try out what Reckon needs of it')
    .addOption(jsonOption())
    .action(async (flags: { readonly json?: boolean }) => {
      exit(await withSession({}, (session) => examine(session, flags.json === true)));
    });
}

async function examine({ reckon, terminal, signal, print }: Session, json: boolean): Promise<ExitCode> {
  const report = await examineMachine({
    scriptsFolder: __dirname,
    environment: process.env,
    weights: reckon.weights,
    clock: systemClock,
    signal,
    onCheck: (title) => terminal.transient(`  looking: ${title}`, title),
  });
  await print(json ? JSON.stringify({ schemaVersion: DOCTOR_SCHEMA_VERSION, ...report }, null, 2) : lines(report, terminal.columns).join('\n'));
  return report.canSolve && report.canVerify ? EXIT.ok : EXIT.error;
}

function lines(report: MachineReport, width: number): string[] {
  const rows = report.checks.map(({ state, title, found, seconds }) => [state, title, milliseconds(seconds), printable(found)]);
  return [
    ...renderWrapped([['', 'what', 'took', 'found'], ...rows], width),
    '',
    ...report.checks.flatMap(({ title, detail }) => (detail === null ? [] : [...wrapWords(printable(`${title}, ${detail}`), width), ''])),
    ...report.checks.flatMap(advice),
    `solving ${can(report.canSolve)}, verifying ${can(report.canVerify)}`,
  ];
}

function advice({ state, title, next }: MachineCheck): string[] {
  return next === null ? [] : [`${state === 'problem' ? 'to do' : 'if you like'}, ${title}: ${next}`];
}

function milliseconds(seconds: number): string {
  return `${Math.round(seconds * 1000)} ms`;
}

function can(works: boolean): string {
  return works ? 'can work' : 'cannot work yet';
}
