import { cp } from 'node:fs/promises';
import { constants } from 'node:fs';
import { throwIfAborted } from '../../../base/abort';
import type { Clock } from '../../../base/clock';
import type { Confinement } from '../../isolation/types';
import { TAIL_CHARACTERS, type OwnTestsLimits } from '../limits';
import { copyProject, type ProjectCopy } from '../project/copy';
import { differing, stampProject, tamperedFiles } from '../project/integrity';
import { writeText } from '../project/apply';
import { makeWorkplace, type Workplace } from '../project/workplace';
import { readReport } from '../reports';
import type { TestPlan, TestRun } from '../types';
import { testCommand } from './command';
import { addControls } from './control';
import { testFiles } from './controlFiles';
import { runProcess } from './process';

/** What one run does to its copy before the tests start. */
export interface RunChange {
  /** One file's new text. */
  readonly replaced: { readonly path: string; readonly text: string } | null;
  readonly withControls: boolean;
}

/** Names of one process that nothing else has, each apart: who knows one knows none of the others. */
export interface RunNames {
  /** In the names of controls. */
  readonly token: string;
  /** Marks processes, which can all read it. */
  readonly mark: string;
  /** What is added to a candidate's text to make its results wrong. */
  readonly helper: string;
}

export interface RunSurroundings extends RunNames {
  readonly confinement: Confinement | null;
  readonly clock: Clock;
  readonly limits: OwnTestsLimits;
  readonly host: NodeJS.ProcessEnv;
  readonly signal: AbortSignal | undefined;
}

export interface CopyRunOptions extends RunSurroundings {
  readonly plan: TestPlan;
  readonly change: RunChange;
  /** Ids of the unchanged project's tests; none while they are not known. */
  readonly tests: readonly string[];
  readonly maxSeconds: number;
  /** What compilers kept of a run of the unchanged project; null when there was none. */
  readonly warmCache: string | null;
  /** Digest that the project must still have; null when any will do. */
  readonly expectedDigest: string | null;
  /** Keeps the folder of what compilers kept, before the rest is removed. */
  keepCache?(cache: string): Promise<void>;
}

export interface CopyRunResult {
  /** Null when the project is no longer as expected: nothing ran. */
  readonly run: TestRun | null;
  readonly digest: string;
}

const RUN_VARIABLE = 'RECKON_OWN_TESTS_RUN';

/**
 * One run of a project's tests in a copy of its own, which is gone afterwards, whatever happens.
 * @throws ReckonError `cancelled`, `tests-unusable`, `invalid-input` (too large).
 */
export async function runInCopy(options: CopyRunOptions): Promise<CopyRunResult> {
  const workplace = await makeWorkplace();
  try {
    const copy = await copyProject(options.plan.project, workplace.project, options.signal);
    if (options.expectedDigest !== null && copy.digest !== options.expectedDigest) {
      return { run: null, digest: copy.digest };
    }
    const run = await runChanged(options, workplace, copy);
    await options.keepCache?.(workplace.cache);
    return { run, digest: copy.digest };
  } finally {
    await workplace.remove();
  }
}

async function runChanged(options: CopyRunOptions, workplace: Workplace, copy: ProjectCopy): Promise<TestRun> {
  const { plan, change, warmCache, signal, token, mark, host } = options;
  if (warmCache !== null) {
    // A copy: what a candidate builds must not be found by the next one.
    await cp(warmCache, workplace.cache, { recursive: true, force: true, preserveTimestamps: true, mode: constants.COPYFILE_FICLONE });
  }
  if (change.replaced !== null) {
    await writeText(copy.root, change.replaced.path, change.replaced.text);
  }
  const files = testFiles(plan.framework, options.tests, copy.root, [...copy.digests.keys()]);
  const controlled = change.withControls ? addControls(plan.framework, token, copy.root, files) : [];
  const purposely = new Set([...(change.replaced === null ? [] : [change.replaced.path]), ...controlled]);
  const { command, readable, report } = await testCommand({ plan, copy, workplace, host, signal });
  throwIfAborted(signal);
  const before = await stampProject(copy.original, copy.digests.keys());
  const marked = { ...command, environment: { ...command.environment, [RUN_VARIABLE]: mark } };
  const confined = options.confinement?.confine(marked, { readable, writable: [workplace.root] }) ?? marked;
  const bounds = { seconds: options.maxSeconds, outputBytes: options.limits.outputBytes, signal };
  const result = await runProcess(confined, { variable: RUN_VARIABLE, value: mark, folder: workplace.root }, bounds, options.clock);
  return {
    exitCode: result.exitCode,
    stopped: result.stopped,
    seconds: result.seconds,
    // Paths as the project has them: the copy is gone when a person reads them.
    tail: `${result.stdout.slice(-TAIL_CHARACTERS)}\n${result.stderr.slice(-TAIL_CHARACTERS)}`.replaceAll(`${copy.root}/`, ''),
    report: await readReport({ framework: plan.framework, file: report, printed: result.stdout, root: copy.root, maxBytes: options.limits.reportBytes }),
    tampered: await tamperedFiles(copy, new Set(files), purposely),
    touched: differing(before, await stampProject(copy.original, copy.digests.keys())),
  };
}
