import { join } from 'node:path';
import type { Clock } from '../../base/clock';
import { throwIfAborted } from '../../base/abort';
import { ReckonError } from '../../base/errors';
import type { ConfinementProbe } from '../../verification/isolation';
import type { WeightsStore } from '../../weights';
import { examineEnergy, examineLibrary, examineMemory, examineModels, examineNode, examineProcessor, examineToolchains, type Finding } from './findings';
import { examineSandbox, examineTypes, examineWrapper } from './sandboxes';
import type { MachineCheck, MachineReport } from './types';

export type { CheckState, MachineCheck, MachineReport } from './types';

export interface ExamineOptions {
  /** Folder of the built process scripts. */
  readonly scriptsFolder: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly weights: WeightsStore;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
  onCheck?(title: string): void;
}

/** Without these nothing can be solved, or verified. */
const FOR_SOLVING: readonly string[] = ['node', 'library', 'models'];
const FOR_VERIFYING: readonly string[] = ['node', 'sandbox-python', 'sandbox-javascript'];

/**
 * Looks at this machine and tries what Reckon needs of it, one thing after the other, so that times mean something.
 * What fails becomes a problem in the report. @throws ReckonError `cancelled`
 */
export async function examineMachine({ scriptsFolder, environment, weights, clock, signal, onCheck }: ExamineOptions): Promise<MachineReport> {
  let wrapper: ConfinementProbe = { confinement: null, reason: 'nobody looked for a wrapper' };
  const sandbox = (language: 'python' | 'javascript') => (): Promise<Finding> => examineSandbox(language, {
    pythonScript: join(scriptsFolder, 'sandbox-python.js'), javascriptScript: join(scriptsFolder, 'sandbox-javascript.js'), clock, wrapper, ...(signal ? { signal } : {}),
  });
  const looks: readonly (readonly [string, string, () => Finding | Promise<Finding>])[] = [
    ['node', 'Node', () => examineNode()],
    ['processor', 'processor', () => examineProcessor()],
    ['memory', 'memory', () => examineMemory()],
    ['library', 'local engine', examineLibrary],
    ['models', 'models', () => examineModels(weights)],
    ['wrapper', "system's wrapper", () => examineWrapper(clock, (found) => { wrapper = found; }, signal)],
    ['sandbox-python', 'Python sandbox', sandbox('python')],
    ['sandbox-javascript', 'JavaScript sandbox', sandbox('javascript')],
    ['types', 'type checker', () => examineTypes(join(scriptsFolder, 'type-check.js'), clock, signal)],
    ['toolchains', 'for your own tests', () => examineToolchains(environment)],
    ['energy', 'energy', () => examineEnergy(clock)],
  ];
  const checks: MachineCheck[] = [];
  for (const [id, title, look] of looks) {
    throwIfAborted(signal);
    onCheck?.(title);
    const startedAt = clock.seconds();
    const { state, found, detail = null, next = null } = await attempt(look);
    checks.push({ id, title, state, found, detail, next, seconds: clock.seconds() - startedAt });
  }
  throwIfAborted(signal);
  const works = (ids: readonly string[]): boolean => checks.every(({ id, state }) => state !== 'problem' || !ids.includes(id));
  return { canSolve: works(FOR_SOLVING), canVerify: works(FOR_VERIFYING), checks };
}

async function attempt(look: () => Finding | Promise<Finding>): Promise<Finding> {
  try {
    return await look();
  } catch (error) {
    // Whatever fails is what the report is for.
    return { state: 'problem', found: error instanceof Error ? error.message : String(error), next: (ReckonError.is(error) ? error.hint : undefined) ?? 'This is a bug, please report it.' };
  }
}
