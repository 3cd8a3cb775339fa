import type { Clock } from '../../base/clock';
import { plural } from '../../base/format';
import { canonicalKey } from '../canonical';
import type { Candidate, Example, Fingerprint, IsolationReport, Language, Verdict, VerdictStatus, Verifier, VerifyOptions } from '../types';
import { judgeExample } from './judge';
import { DEFAULT_LIMITS, type VerificationLimits } from './limits';
import { SandboxPool } from './pool';
import { SandboxProcess, type Observed, type RunReport } from './sandboxProcess';

export type { VerificationLimits } from './limits';

export interface VerifierOptions {
  readonly pythonScript: string;
  readonly javascriptScript: string;
  readonly clock: Clock;
  readonly limits?: Partial<VerificationLimits>;
}

export interface SandboxVerifier extends Verifier {
  /** Starts the language's sandbox ahead of need, and after it one in reserve. Resolves when the first is ready. */
  warmUp(language: Language): Promise<void>;
}

type Engine = 'python' | 'javascript';

const ISOLATION: Readonly<Record<Engine, IsolationReport>> = {
  python: { level: 'contained', description: 'Pyodide (CPython in WebAssembly) in a child process of its own, without network, host files or subprocesses' },
  javascript: { level: 'contained', description: 'QuickJS in WebAssembly in a child process of its own, without network, host files or subprocesses' },
};

/** Runs candidates in sandbox processes: one warm process a language, and one that has run nothing where that is asked for. */
export function createVerifier(options: VerifierOptions): SandboxVerifier {
  return new PooledVerifier(options);
}

class PooledVerifier implements SandboxVerifier {
  private readonly pools: Readonly<Record<Engine, SandboxPool<SandboxProcess>>>;
  private readonly limits: VerificationLimits;
  /** A process runs one candidate at a time. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: VerifierOptions) {
    this.limits = { ...DEFAULT_LIMITS, ...options.limits };
    const poolOf = (script: string) => new SandboxPool(() => new SandboxProcess(script, options.clock, this.limits));
    this.pools = { python: poolOf(options.pythonScript), javascript: poolOf(options.javascriptScript) };
  }

  warmUp(language: Language): Promise<void> {
    const pool = this.pools[engineOf(language)];
    const { ready } = pool.shared();
    pool.keepReserve();
    return ready;
  }

  async verify(candidate: Candidate, examples: readonly Example[], options: VerifyOptions = {}): Promise<Verdict> {
    const startedAt = this.options.clock.seconds();
    const engine = engineOf(candidate.language);
    const finish = (status: VerdictStatus, results: Verdict['results'], reason: string): Verdict => ({
      candidateId: candidate.id, status, results, reason, isolation: ISOLATION[engine], seconds: this.options.clock.seconds() - startedAt,
    });
    if (examples.length === 0) {
      return finish('inconclusive', [], 'the task states no example to run');
    }
    let report: RunReport;
    try {
      report = await this.run(candidate, examples.map(({ expression }) => expression), options);
    } catch (error) {
      if (options.abortSignal?.aborted) {
        return finish('inconclusive', [], 'the check was cancelled');
      }
      throw error;
    }
    const failure = report.failure;
    const results = examples.map((example, index) => judgeExample(example, failure ?? report.outcomes[index], candidate.language, failure !== null));
    const status = overall(results.map((result) => result.status));
    if (status === 'passed' && options.virgin !== true) {
      this.pools[engine].keepReserve(); // A winner is confirmed in a process that has run nothing.
    }
    return finish(status, results, explain(status, results, examples));
  }

  async fingerprint(candidate: Candidate, expressions: readonly string[], options: VerifyOptions = {}): Promise<Fingerprint> {
    try {
      const { failure, outcomes } = await this.run(candidate, expressions, options);
      return { candidateId: candidate.id, outcomes: expressions.map((_, index) => keyOf(failure ?? outcomes[index], candidate.language)) };
    } catch (error) {
      if (options.abortSignal?.aborted) {
        return { candidateId: candidate.id, outcomes: expressions.map(() => null) };
      }
      throw error;
    }
  }

  async dispose(): Promise<void> {
    await Promise.all(Object.values(this.pools).map((pool) => pool.dispose()));
  }

  private run(candidate: Candidate, expressions: readonly string[], { abortSignal: signal, maxSeconds = Infinity, virgin }: VerifyOptions): Promise<RunReport> {
    const pool = this.pools[engineOf(candidate.language)];
    const bounds = { signal, maxSeconds: Math.min(maxSeconds, this.limits.candidateSeconds) };
    const request = { code: candidate.code, expressions };
    const runAlone = async (): Promise<RunReport> => {
      const process = pool.virgin();
      try {
        return await process.run(request, bounds);
      } finally {
        await process.close();
      }
    };
    const result = this.last.then(async () => {
      if (virgin === true) {
        return runAlone();
      }
      const report = await pool.shared().run(request, bounds);
      // A process that ended at once may have been broken by the candidate before this one.
      return !report.began && report.outcomes[0]?.type === 'crashed' ? runAlone() : report;
    });
    this.last = result.catch(() => undefined); // The next candidate does not depend on this one.
    return result;
  }
}

function engineOf(language: Language): Engine {
  return language === 'python' ? 'python' : 'javascript';
}

function keyOf(observed: Observed | undefined, language: Language): string | null {
  if (observed?.type === 'value') {
    return canonicalKey(observed.value, language);
  }
  return observed?.type === 'raised' ? `raises:${observed.exception}` : null;
}

/** The worst outcome decides; what could not be judged never counts as passed. */
function overall(statuses: readonly VerdictStatus[]): VerdictStatus {
  const order: readonly VerdictStatus[] = ['crashed', 'timed-out', 'failed', 'inconclusive'];
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
