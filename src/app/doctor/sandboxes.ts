import type { Clock } from '../../base/clock';
import { ATTEMPTS, probeConfinement, type ConfinementProbe } from '../../verification/isolation';
import { TypeChecker } from '../../verification/typeCheck';
import type { Candidate, Example, Language, TypeReport, Verdict } from '../../verification/types';
import { createVerifier } from '../../verification/verifier';
import type { Finding } from './findings';

/** A candidate that is right, to see that one is found right here. */
const CODE = { python: 'def double(x):\n    return x * 2', javascript: 'const double = (x) => x * 2;' } as const;
const EXAMPLE = { id: 'ex1', kind: 'equality', line: 1, label: 'double(2) == 4', expression: 'double(2)' } as const;

/** The operating system's wrapper, tried out. */
export async function examineWrapper(clock: Clock, keep: (found: ConfinementProbe) => void, signal?: AbortSignal): Promise<Finding> {
  const found = await probeConfinement({ clock, ...(signal ? { signal } : {}) });
  keep(found);
  return found.confinement === null
    ? { state: 'note', found: `none, so candidates are "contained" and not "isolated": ${found.reason}`, next: 'Install or allow the wrapper, if you want candidates apart from this machine by its own means.' }
    : { state: 'ok', found: found.confinement.report.description, detail: `tried in vain from inside: to ${Object.values(ATTEMPTS).join(', to ')}` };
}

export interface SandboxSetting {
  readonly pythonScript: string;
  readonly javascriptScript: string;
  readonly clock: Clock;
  readonly wrapper: ConfinementProbe;
  readonly signal?: AbortSignal;
}

/** Starts a sandbox and has it judge a right candidate. */
export async function examineSandbox(language: keyof typeof CODE, { clock, wrapper, signal, pythonScript, javascriptScript }: SandboxSetting): Promise<Finding> {
  const verifier = createVerifier({ pythonScript, javascriptScript, clock, probe: async () => wrapper });
  try {
    const startedAt = clock.seconds();
    await verifier.warmUp(language, undefined, signal);
    const milliseconds = Math.round((clock.seconds() - startedAt) * 1000);
    const verdict = await verifier.verify(candidateIn(language), [exampleIn(language)], signal ? { abortSignal: signal } : {});
    return findingOf(verdict, milliseconds);
  } finally {
    await verifier.dispose();
  }
}

/** Checks types that fit and types that do not. */
export async function examineTypes(script: string, clock: Clock, signal?: AbortSignal): Promise<Finding> {
  const checker = new TypeChecker(script, clock);
  const check = (code: string): Promise<TypeReport | null> => checker.check({ ...candidateIn('javascript'), language: 'typescript', program: { functionName: 'f', given: '', givenNames: [], code } }, signal);
  try {
    const [fits, wrong] = [await check('const f = (x: number): number => x;'), await check('const f = (x: number): string => x;')];
    return fits?.problems.length === 0 && wrong?.problems.length === 1
      ? { state: 'ok', found: "TypeScript's compiler checks candidates in TypeScript, and names and calls in JavaScript" }
      : { state: 'note', found: "none that works: TypeScript's types are erased before code runs, and every verdict says so" };
  } finally {
    await checker.dispose();
  }
}

function findingOf({ status, reason, isolation }: Verdict, milliseconds: number): Finding {
  return status === 'passed'
    ? { state: 'ok', found: `starts in ${milliseconds} ms; ${isolation.level}: ${isolation.description}` }
    : { state: 'problem', found: `a right candidate came out ${status}: ${reason}`, next: 'Run the command again when the machine is less busy; if it goes on, reinstall Reckon.' };
}

function candidateIn(language: keyof typeof CODE): Candidate {
  const code = CODE[language];
  return { id: 'doctor', language: language satisfies Language, code, program: { functionName: 'double', given: '', givenNames: [], code } };
}

function exampleIn(language: keyof typeof CODE): Example {
  return { ...EXAMPLE, expected: { type: 'value', source: '4', value: [language === 'python' ? 'int' : 'float', '4'] } };
}
