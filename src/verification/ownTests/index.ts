import { randomBytes } from 'node:crypto';
import { anySignal, cancelledError, raceAbort, throwIfAborted } from '../../base/abort';
import type { Clock } from '../../base/clock';
import { ReckonError } from '../../base/errors';
import type { ConfinementProbe } from '../isolation/types';
import type { IsolationReport } from '../types';
import { Evaluation, type KnownProject } from './evaluation';
import type { RunNames } from './run/session';
import { compareTests } from './judge';
import { OWN_TESTS_LIMITS, type OwnTestsLimits } from './limits';
import { ProjectMemory } from './memory';
import { candidatePath, textWithCandidate, wholeFileHint } from './project/apply';
import { sweepWorkplaces } from './project/workplace';
import type { OwnTestsCandidate, OwnTestsOutcome, OwnTestsRequest, TestPlan } from './types';

export { findOwnTests } from './find';
export { findProgram } from './run/programs';
export type { Consent, FoundTests, OwnTestsCandidate, OwnTestsOutcome, OwnTestsRequest, OwnTestsStep, TestComparison, TestPlan } from './types';

export interface OwnTestsOptions {
  readonly clock: Clock;
  /** Variables of the host, from which programs are found; few of them are passed on. */
  readonly environment: NodeJS.ProcessEnv;
  /** Looks for a wrapper around the processes of tests; asked once. */
  probe(): Promise<ConfinementProbe>;
  /** Tests are not run where there is no wrapper. */
  readonly needsWrapper?: boolean;
  readonly limits?: OwnTestsLimits;
  /** Where what is learned of projects is kept for other processes; it is not when left out. */
  readonly memoryFolder?: string;
}

/** Judges candidates by a project's own tests, each in a copy of the project. */
export class OwnTests {
  private readonly known = new Map<string, KnownProject>();
  private readonly names: RunNames = { token: randomName(), mark: randomName(), helper: randomName() };
  private swept: Promise<number> | undefined;
  private probing: Promise<ConfinementProbe> | undefined;
  /** One request at a time: a machine that runs two suites at once runs both slower, and time-outs judge. */
  private last: Promise<unknown> = Promise.resolve();
  private readonly closing = new AbortController();

  private readonly memory: ProjectMemory | null;

  constructor(private readonly options: OwnTestsOptions) {
    const { memoryFolder, clock } = options;
    this.memory = memoryFolder === undefined ? null : new ProjectMemory(memoryFolder, clock, this.names.token);
  }

  /**
   * Runs the tests without the candidate (once for each state of the project), then with it, then with it and
   * tests that have to fail, then with its results made wrong. Nothing a candidate does makes this throw.
   * @throws ReckonError `consent-required`, `untrusted-workspace`, `tests-unusable`, `invalid-input`, `file-not-found`,
   * `function-not-found`, `busy`, `cancelled`.
   */
  async verify(request: OwnTestsRequest): Promise<OwnTestsOutcome> {
    requirePermission(request);
    const abortSignal = anySignal(request.abortSignal, this.closing.signal);
    const before = this.last;
    // Who waits stops waiting at once; who runs is waited for, since the copy has to be gone.
    const turn = raceAbort(before, abortSignal).then(() => this.verifyNow({ ...request, abortSignal }));
    this.last = Promise.allSettled([before, turn]); // Its own caller learns of it.
    return turn;
  }

  private async verifyNow(request: OwnTestsRequest & { readonly abortSignal: AbortSignal }): Promise<OwnTestsOutcome> {
    throwIfAborted(request.abortSignal);
    const { clock, environment, limits = OWN_TESTS_LIMITS } = this.options;
    const startedAt = clock.seconds();
    const { plan, candidate } = request;
    const path = candidatePath(plan.project, candidate.file);
    const text = await textWithCandidate(plan.project, path, candidate);
    this.swept ??= sweepWorkplaces(clock.date().getTime() / 1000);
    await this.swept;
    const probe = await raceAbort(this.probed(), request.abortSignal);
    const evaluation = new Evaluation(
      { confinement: probe.confinement, clock, limits, host: environment, ...this.names, signal: request.abortSignal },
      request,
      { inProcess: this.known, memory: this.memory },
    );
    const { baseline, run, judgement, passed, total } = await evaluation.judge(path, text);
    const isolation = isolationOf(probe);
    return {
      plan,
      verdict: { candidateId: candidate.id, ...judgement, results: compareTests(baseline, run, this.names.token), isolation, seconds: clock.seconds() - startedAt },
      evidence: { kind: 'own-tests', passed, total, isolation },
      hint: judgement.status === 'passed' ? null : await wholeFileHint(plan.project, path, candidate),
    };
  }

  /** What would separate a run from the host. */
  async isolation(): Promise<IsolationReport> {
    return isolationOf(await this.probed());
  }

  /** @throws ReckonError `tests-unusable` where there has to be a wrapper and is none. */
  private async probed(): Promise<ConfinementProbe> {
    this.probing ??= this.options.probe();
    const probe = await this.probing;
    if (probe.confinement === null && this.options.needsWrapper === true) {
      throw new ReckonError('tests-unusable', `Your own tests are not run without isolation, and there is none: ${probe.reason}.`, {
        hint: 'Install what is missing, or lower reckon.verification.minimumIsolation (on the command line --min-isolation).',
      });
    }
    return probe;
  }

  /** Stops what runs and what waits, and waits for it: copies have to be gone. */
  async dispose(): Promise<void> {
    this.closing.abort(cancelledError());
    await this.last;
    const known = [...this.known.values()];
    this.known.clear();
    await Promise.all(known.map(({ cache }) => cache.remove()));
  }
}

/**
 * Whether a candidate could be put where it is meant to; reads files and runs nothing.
 * @throws ReckonError `invalid-input`, `file-not-found`, `function-not-found`.
 */
export async function requirePlace(plan: TestPlan, candidate: OwnTestsCandidate): Promise<void> {
  await textWithCandidate(plan.project, candidatePath(plan.project, candidate.file), candidate);
}

/**
 * Whoever asks has to have been asked.
 * @throws ReckonError `untrusted-workspace`, `consent-required`.
 */
export function requirePermission({ plan, isTrusted, consent }: Pick<OwnTestsRequest, 'plan' | 'isTrusted' | 'consent'>): void {
  if (!isTrusted) {
    throw new ReckonError('untrusted-workspace', 'Tests of a folder that is not trusted are not run.', { hint: 'Trust the folder first: its tests are programs that run as you.' });
  }
  if (consent?.project !== plan.project || consent.command !== plan.command) {
    throw new ReckonError('consent-required', `Running your own tests needs your consent: ${plan.command} in ${plan.project}.`, {
      hint: 'Say yes when asked, or give --yes on the command line.',
    });
  }
}

/** A name in any language, with nothing in it that others have. */
function randomName(): string {
  return `k${randomBytes(8).toString('hex')}`;
}

/** What separated the tests from the host, never more than was there. */
function isolationOf(probe: ConfinementProbe): IsolationReport {
  return probe.confinement === null
    ? { level: 'trusted', description: `your own tests in a copy of the project, as you would run them: they can reach your files and the network (${probe.reason})` }
    : { level: probe.confinement.report.level, description: `your own tests in a copy of the project, in ${probe.confinement.report.description}` };
}
