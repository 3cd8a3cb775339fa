import { raceAbort } from '../../base/abort';
import type { Clock } from '../../base/clock';
import { plural } from '../../base/format';
import { canonicalKey, isComparable } from '../canonical';
import type { RunRequest } from '../sandbox/messages';
import { probeConfinement, type ConfinementProbe } from '../isolation';
import type { Candidate, Example, ExampleStatus, Fingerprint, Language, Verdict, VerdictStatus, Verifier, VerifyOptions } from '../types';
import { NOTHING_RAN, SandboxIsolation, type MinimumIsolation } from './isolation';
import { judgeExample } from './judge';
import { CONFIRMING_ROUNDS, DEFAULT_LIMITS, ROUND_RESERVE, STEP_FACTOR_ALONE, STEP_SECONDS, type Engine, type VerificationLimits } from './limits';
import { SandboxPool } from './pool';
import { SandboxProcess, type Observed, type RunBounds, type RunReport } from './sandboxProcess';

export { confirmVerdict } from './confirm';
export type { MinimumIsolation } from './isolation';
export type { VerificationLimits } from './limits';

export interface VerifierOptions {
  readonly pythonScript: string;
  readonly javascriptScript: string;
  readonly clock: Clock;
  readonly limits?: Partial<VerificationLimits>;
  /** Below this level nothing runs, and verdicts are inconclusive. Default: `contained`. */
  readonly minimumIsolation?: MinimumIsolation;
  /** Looks for the operating system's wrapper; asked once, before the first sandbox starts. Default: `probeConfinement`. */
  probe?(signal: AbortSignal): Promise<ConfinementProbe>;
}

export interface SandboxVerifier extends Verifier {
  /** Starts the language's sandbox ahead of need, and after it one in reserve. Resolves when the first is ready. */
  warmUp(language: Language): Promise<void>;
}

/** Runs candidates in sandbox processes: one warm process a language, and one that has run nothing where that is asked for. */
export function createVerifier(options: VerifierOptions): SandboxVerifier {
  return new PooledVerifier(options);
}

class PooledVerifier implements SandboxVerifier {
  private readonly pools: Readonly<Record<Engine, SandboxPool<SandboxProcess>>>;
  private readonly limits: VerificationLimits;
  private readonly isolation: SandboxIsolation;
  /** A process runs one candidate at a time. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: VerifierOptions) {
    this.limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.isolation = new SandboxIsolation(options.minimumIsolation ?? 'contained', (signal) => options.probe?.(signal) ?? probeConfinement({ clock: options.clock, signal }));
    const poolOf = (script: string) => new SandboxPool(() => new SandboxProcess(script, options.clock, this.limits, this.isolation.confinement));
    this.pools = { python: poolOf(options.pythonScript), javascript: poolOf(options.javascriptScript) };
  }

  async warmUp(language: Language): Promise<void> {
    await this.isolation.ready();
    if (this.isolation.refusal() !== null) {
      return; // Nothing will run; each verdict says why.
    }
    const pool = this.pools[engineOf(language)];
    const { ready } = pool.shared();
    pool.keepReserve();
    try {
      await ready;
    } catch (error) {
      if (!this.isolation.lose(error)) {
        throw error;
      }
      await this.warmUp(language);
    }
  }

  async verify(candidate: Candidate, examples: readonly Example[], options: VerifyOptions = {}): Promise<Verdict> {
    const startedAt = this.options.clock.seconds();
    const engine = engineOf(candidate.language);
    const finish = (status: VerdictStatus, results: Verdict['results'], reason: string, isolation = NOTHING_RAN): Verdict => ({
      candidateId: candidate.id, status, results, reason, isolation, seconds: this.options.clock.seconds() - startedAt,
    });
    if (examples.length === 0) {
      return finish('inconclusive', [], 'the task states no example to run');
    }
    let reports: readonly RunReport[];
    try {
      reports = await this.run(candidate, examples.map(({ expression }) => expression), options);
    } catch (error) {
      if (options.abortSignal?.aborted) {
        return finish('inconclusive', [], 'the check was cancelled', this.isolation.report(engine, this.isolation.confinement !== null));
      }
      throw error;
    }
    const judged = reports.map((report) => judgeReport(report, examples, candidate.language));
    const { status, results } = judged.find((each) => each.status !== 'passed') ?? judged[0] ?? { status: 'inconclusive' as const, results: [] };
    if (status === 'passed' && options.virgin !== true) {
      this.pools[engine].keepReserve(); // A winner is confirmed in a process that has run nothing.
    }
    // What ran in several processes is apart as the weakest of them.
    const isolation = this.isolation.report(engine, reports.every(({ isConfined }) => isConfined));
    const [refused] = reports.map(({ failure }) => failure).filter((failure) => failure?.type === 'refused');
    return refused === undefined ? finish(status, results, explain(status, results, examples), isolation) : finish(status, results, refused.why);
  }

  async fingerprint(candidate: Candidate, expressions: readonly string[], options: VerifyOptions = {}): Promise<Fingerprint> {
    try {
      const [report] = await this.run(candidate, expressions, options);
      return { candidateId: candidate.id, outcomes: expressions.map((_, index) => keyOf(report?.failure ?? report?.outcomes[index], candidate.language)) };
    } catch (error) {
      if (options.abortSignal?.aborted) {
        return { candidateId: candidate.id, outcomes: expressions.map(() => null) };
      }
      throw error;
    }
  }

  async dispose(): Promise<void> {
    await Promise.all([this.isolation.dispose(), ...Object.values(this.pools).map((pool) => pool.dispose())]);
  }

  /** One report; for a candidate that is confirmed, one a round. */
  private run(candidate: Candidate, expressions: readonly string[], { abortSignal: signal, maxSeconds = Infinity, virgin }: VerifyOptions): Promise<readonly RunReport[]> {
    const engine = engineOf(candidate.language);
    const { clock } = this.options;
    const stepSeconds = this.limits.stepSeconds ?? STEP_SECONDS[engine];
    const request = { ...candidate.program, expressions };
    const askedAt = clock.seconds();
    const result = this.last.then(() => this.apart(signal, async () => {
      const startedAt = clock.seconds();
      const secondsLeft = (): number => Math.min(this.limits.candidateSeconds - (clock.seconds() - startedAt), maxSeconds - (clock.seconds() - askedAt));
      const bounds = (seconds: number): RunBounds => ({ signal, maxSeconds: secondsLeft(), stepSeconds: seconds });
      const runAlone = (rounds: number): Promise<readonly RunReport[]> => this.runAlone(engine, request, () => bounds(stepSeconds * STEP_FACTOR_ALONE[engine]), rounds);
      if (virgin === true) {
        return runAlone(asksForChance(candidate.code) ? CONFIRMING_ROUNDS.chance : CONFIRMING_ROUNDS.usual);
      }
      const report = await this.pools[engine].shared().run(request, bounds(stepSeconds));
      // A process that ended at once may have been broken by the candidate before this one.
      const isSuspect = !report.began && report.outcomes[0]?.type === 'crashed';
      const isWorthMoreTime = report.outcomes.at(-1)?.type === 'timed-out' && secondsLeft() > stepSeconds;
      return isSuspect || isWorthMoreTime ? runAlone(0) : [report];
    }));
    this.last = result.catch(() => undefined); // The next candidate does not depend on this one.
    return result;
  }

  /** Runs `work` at the level that there is, or refuses; once more, one level down, when the wrapper has stopped working. */
  private async apart(signal: AbortSignal | undefined, work: () => Promise<readonly RunReport[]>): Promise<readonly RunReport[]> {
    await raceAbort(this.isolation.ready(), signal);
    const why = this.isolation.refusal();
    if (why !== null) {
      return [{ failure: { type: 'refused', why }, outcomes: [], began: false, isConfined: false }];
    }
    try {
      return await work();
    } catch (error) {
      if (!this.isolation.lose(error)) {
        throw error;
      }
      return this.apart(signal, work);
    }
  }

  /** Runs in a process that has run nothing: once, then in as many rounds as there is time for. */
  private async runAlone(engine: Engine, request: RunRequest, bounds: () => RunBounds, rounds: number): Promise<readonly RunReport[]> {
    const process = this.pools[engine].virgin();
    const { clock } = this.options;
    try {
      const reports = [await process.run(request, bounds())];
      let lastSeconds = 0;
      for (let round = 1; round <= rounds && process.usable && bounds().maxSeconds > ROUND_RESERVE * lastSeconds; round += 1) {
        const startedAt = clock.seconds();
        reports.push(await process.run({ ...request, variation: { round, rounds } }, bounds()));
        lastSeconds = clock.seconds() - startedAt;
      }
      return reports;
    } finally {
      await process.close();
    }
  }
}

/** Names behind which chance or the clock stands. One too many costs a second, one too few a weaker check. */
const CHANCE = /random|shuffle|secrets|uuid|\btime\b|\bdate|Date\b|\bperformance\b|\bcrypto\b/;

function asksForChance(code: string): boolean {
  return CHANCE.test(code);
}

/** A report's examples beside what was expected of them. */
function judgeReport({ failure, outcomes }: RunReport, examples: readonly Example[], language: Language): Pick<Verdict, 'status' | 'results'> {
  const results = examples.map((example, index) => judgeExample(example, failure ?? outcomes[index], language, failure !== null));
  return { status: overall(results.map((result) => result.status)), results };
}

function engineOf(language: Language): Engine {
  return language === 'python' ? 'python' : 'javascript';
}

/** Null for what cannot be compared, so that two results that nobody knows are never taken for one. */
function keyOf(observed: Observed | undefined, language: Language): string | null {
  if (observed?.type === 'value') {
    return isComparable(observed.value) ? canonicalKey(observed.value, language) : null;
  }
  return observed?.type === 'raised' ? `raises:${observed.exception}` : null;
}

/** The worst outcome decides; what could not be judged never counts as passed. */
function overall(statuses: readonly ExampleStatus[]): ExampleStatus {
  const order: readonly ExampleStatus[] = ['crashed', 'timed-out', 'failed', 'inconclusive'];
  return order.find((status) => statuses.includes(status)) ?? 'passed';
}

function explain(status: VerdictStatus, results: Verdict['results'], examples: readonly Example[]): string {
  if (status === 'passed') {
    return `passes ${results.length} of ${plural(results.length, 'example')}`;
  }
  const index = results.findIndex((result) => result.status === status);
  const result = results[index];
  const label = examples[index]?.expression ?? '';
  const got = result?.actual ?? result?.message ?? status;
  return status === 'failed' ? `${label} gave ${got}, should be ${result?.expected ?? ''}` : `${label}: ${result?.message ?? status}`;
}
