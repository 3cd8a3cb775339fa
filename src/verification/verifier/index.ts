import { anySignal } from '../../base/abort';
import type { Clock } from '../../base/clock';
import { plural } from '../../base/format';
import { findWrapper, probeConfinement, type Confinement, type ConfinementProbe } from '../isolation';
import { DEFAULT_RESOURCE_LIMITS, type ResourceLimits } from '../limits';
import { TypeChecker } from '../typeCheck';
import type { Candidate, CodeExecutor, CodeTask, Example, ExecutionResult, Fingerprint, Language, Verdict, VerdictStatus, Verifier, VerifyOptions } from '../types';
import { NOTHING_RAN, SandboxIsolation, type MinimumIsolation } from './isolation';
import { MOST_PROCESSES } from './limits';
import { missingFunction } from './missing';
import { engineOf, SandboxRunner } from './runner';
import type { RunReport } from './sandboxProcess';
import { judgeStream } from './stream';
import { executionResult, explain, judgeLoading, judgeReport, keyOf } from './summary';
import { isApart, type Trial, type TrialResult } from './trial';

export { confirmVerdict } from './confirm';
export { NOTHING_RAN, type MinimumIsolation } from './isolation';

export interface VerifierOptions {
  readonly pythonScript: string;
  readonly javascriptScript: string;
  /** Without it no types are checked. */
  readonly typeCheckScript?: string;
  readonly clock: Clock;
  /** What a candidate may take, where it differs from `DEFAULT_RESOURCE_LIMITS`. */
  readonly limits?: Partial<ResourceLimits>;
  /** Below this level nothing runs, and verdicts are inconclusive. Default: `contained`. */
  readonly minimumIsolation?: MinimumIsolation;
  /** Looks for the operating system's wrapper; asked once, before the first sandbox starts. Default: `probeConfinement`. */
  probe?(signal: AbortSignal): Promise<ConfinementProbe>;
  /** What `probe` is going to try: the first sandbox starts in it meanwhile, and is ended unless that is what the probe comes to. Default: what `probeConfinement` tries. */
  readonly likely?: Confinement;
}

export interface SandboxVerifier extends Verifier, CodeExecutor {
  /** Starts what checking (answers to the task) needs ahead of need. Resolves when the first check can begin; an abort rejects with `cancelled`, and what was started is there until `dispose`. */
  warmUp(language: Language, task?: Pick<CodeTask, 'functionName' | 'examples'>, signal?: AbortSignal): Promise<void>;
}

/** Runs candidates in sandbox processes: warm ones for each language, and one that has run nothing where that is asked for. */
export function createVerifier(options: VerifierOptions): SandboxVerifier {
  return new PooledVerifier(options);
}

class PooledVerifier implements SandboxVerifier {
  private readonly runner: SandboxRunner;
  private readonly isolation: SandboxIsolation;
  private readonly types: TypeChecker | null;
  private readonly clock: Clock;

  constructor({ pythonScript, javascriptScript, typeCheckScript, clock, limits, minimumIsolation = 'contained', probe, likely }: VerifierOptions) {
    this.clock = clock;
    this.types = typeCheckScript === undefined ? null : new TypeChecker(typeCheckScript, clock);
    const found = probe === undefined ? findWrapper() : (likely ?? '');
    const tried = probe ?? ((signal: AbortSignal) => probeConfinement({ clock, signal, found }));
    this.isolation = new SandboxIsolation(minimumIsolation, typeof found === 'string' ? null : found, tried);
    const scripts = { python: pythonScript, javascript: javascriptScript };
    this.runner = new SandboxRunner({ scripts, clock, limits: { ...DEFAULT_RESOURCE_LIMITS, ...limits }, isolation: this.isolation });
  }

  warmUp(language: Language, task?: Pick<CodeTask, 'functionName' | 'examples'>, signal?: AbortSignal): Promise<void> {
    if (language !== 'python') {
      this.types?.warmUp();
    }
    const needsJudge = task?.examples.some(({ expression }) => isApart(expression, task.functionName)) ?? false;
    return this.runner.warmUp(engineOf(language), needsJudge, signal);
  }

  async verify(candidate: Candidate, examples: readonly Example[], options: VerifyOptions = {}): Promise<Verdict> {
    // Types are told if they come within the caller's time; a verdict never waits longer for them.
    const late = new AbortController();
    const cancelTimer = options.maxSeconds === undefined ? () => undefined : this.clock.schedule(options.maxSeconds, () => late.abort());
    try {
      // A winner's types were checked when it passed for the first time.
      const checking = options.virgin === true ? null : this.types?.check(candidate, anySignal(options.abortSignal, late.signal));
      const [verdict, types] = await Promise.all([this.judge(candidate, examples, options), checking]);
      return types ? { ...verdict, types } : verdict;
    } finally {
      cancelTimer();
      late.abort(); // When there is no verdict, nobody wants to know of its types.
    }
  }

  private async judge(candidate: Candidate, examples: readonly Example[], options: VerifyOptions): Promise<Verdict> {
    const startedAt = this.clock.seconds();
    const engine = engineOf(candidate.language);
    const trial = this.prepare(candidate, examples.map(({ expression }) => expression), options);
    const result = await this.conclude(trial, candidate.language, options.abortSignal);
    const isolation = trial.isConfined === null ? NOTHING_RAN : this.isolation.report(engine, trial.isConfined);
    const finish = (status: VerdictStatus, results: Verdict['results'], reason: string): Verdict => ({
      candidateId: candidate.id, status, results, reason, isolation, seconds: this.clock.seconds() - startedAt,
    });
    if (result === null) {
      return finish('inconclusive', [], 'the check was cancelled');
    }
    const { reports, missing } = result;
    const missingName = await missingFunction(candidate, reports);
    if (examples.length === 0) {
      const { status, reason } = judgeLoading(reports, 'the task states no example to run');
      return finish(status, [], missingName ?? reason);
    }
    const judged = reports.map((report) => judgeReport(report, examples, candidate));
    const { status, results } = judged.find((each) => each.status !== 'passed') ?? judged[0] ?? { status: 'inconclusive' as const, results: [] };
    const [refused] = reports.map(({ failure }) => failure).filter((failure) => failure?.type === 'refused');
    if (refused !== undefined) {
      return finish(status, results, refused.why);
    }
    if (status === 'passed' && missing !== null) {
      return finish('inconclusive', results, notConfirmed(results.length, missing));
    }
    if (status === 'passed' && options.virgin !== true) {
      this.runner.keepReserve(engine);
    }
    return finish(status, results, missingName ?? explain(status, results, examples));
  }

  verifyAll(candidates: AsyncIterable<Candidate> | Iterable<Candidate>, examples: readonly Example[], options: VerifyOptions = {}): AsyncIterable<Verdict> {
    // Twice as many as run at once, so that a process never waits for the next candidate.
    return judgeStream(candidates, (candidate, abortSignal) => this.verify(candidate, examples, { ...options, abortSignal }), 2 * MOST_PROCESSES, options.abortSignal);
  }

  async fingerprint(candidate: Candidate, expressions: readonly string[], options: VerifyOptions = {}): Promise<Fingerprint> {
    const [report] = (await this.run(candidate, expressions, options)) ?? [];
    return {
      candidateId: candidate.id,
      outcomes: expressions.map((_, index) => keyOf(report?.failure ?? report?.outcomes[index], candidate.language)),
    };
  }

  async execute(candidate: Candidate, expressions: readonly string[], options: VerifyOptions = {}): Promise<readonly ExecutionResult[]> {
    const [report] = (await this.run(candidate, expressions, options)) ?? [];
    return expressions.map((_, index) => executionResult(report?.failure ?? report?.outcomes[index]));
  }

  async dispose(): Promise<void> {
    await Promise.all([this.runner.dispose(), this.types?.dispose()]);
  }

  private prepare({ language, program }: Candidate, expressions: readonly string[], options: VerifyOptions): Trial {
    return this.runner.prepare(engineOf(language), { ...program, expressions }, options);
  }

  /** Null when the check was cancelled. */
  private async run(candidate: Candidate, expressions: readonly string[], options: VerifyOptions): Promise<readonly RunReport[] | null> {
    const result = await this.conclude(this.prepare(candidate, expressions, options), candidate.language, options.abortSignal);
    return result?.reports ?? null;
  }

  /** Null when the check was cancelled. */
  private async conclude(trial: Trial, language: Language, signal: AbortSignal | undefined): Promise<TrialResult | null> {
    try {
      return await this.runner.run(engineOf(language), trial, signal);
    } catch (error) {
      if (signal?.aborted) {
        return null;
      }
      throw error;
    }
  }
}

/** What passes by chance or at this hour passes the first time, too: without all rounds nothing is said of it. */
function notConfirmed(passed: number, { done, wanted }: NonNullable<TrialResult['missing']>): string {
  return `passes ${passed} of ${plural(passed, 'example')}, but there was time for only ${done} of ${plural(wanted, 'further run')} with other chance and another clock: it is too slow to be confirmed (more time: the setting reckon.verification.secondsPerCandidate)`;
}
