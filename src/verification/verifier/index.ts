import type { Clock } from '../../base/clock';
import type { Candidate, CodeTask, Example, Fingerprint, IsolationReport, Verdict, VerdictStatus, Verifier, VerifyOptions } from '../types';
import { DEFAULT_LIMITS, MOST_PROCESSES, type Engine, type VerificationLimits } from './limits';
import { engineOf, isApart, SandboxRunner } from './runner';
import type { RunReport } from './sandboxProcess';
import { judgeStream } from './stream';
import { explain, judgeReport, keyOf } from './summary';

export { confirmVerdict } from './confirm';
export type { VerificationLimits } from './limits';

export interface VerifierOptions {
  readonly pythonScript: string;
  readonly javascriptScript: string;
  readonly clock: Clock;
  readonly limits?: Partial<VerificationLimits>;
}

export interface SandboxVerifier extends Verifier {
  /** Starts what checking answers to the task will need ahead of need. Resolves when the first check can begin. */
  warmUp(task: Pick<CodeTask, 'language' | 'functionName' | 'examples'>): Promise<void>;
}

const ISOLATION: Readonly<Record<Engine, IsolationReport>> = {
  python: { level: 'contained', description: 'Pyodide (CPython in WebAssembly) in a child process of its own, without network, host files or subprocesses' },
  javascript: { level: 'contained', description: 'QuickJS in WebAssembly in a child process of its own, without network, host files or subprocesses' },
};

/** Runs candidates in sandbox processes: warm ones for each language, and one that has run nothing where that is asked for. */
export function createVerifier(options: VerifierOptions): SandboxVerifier {
  return new PooledVerifier(options);
}

class PooledVerifier implements SandboxVerifier {
  private readonly runner: SandboxRunner;
  private readonly clock: Clock;

  constructor({ pythonScript, javascriptScript, clock, limits }: VerifierOptions) {
    this.clock = clock;
    this.runner = new SandboxRunner({ scripts: { python: pythonScript, javascript: javascriptScript }, clock, limits: { ...DEFAULT_LIMITS, ...limits } });
  }

  warmUp({ language, functionName, examples }: Pick<CodeTask, 'language' | 'functionName' | 'examples'>): Promise<void> {
    return this.runner.warmUp(engineOf(language), examples.some(({ expression }) => isApart(expression, functionName)));
  }

  async verify(candidate: Candidate, examples: readonly Example[], options: VerifyOptions = {}): Promise<Verdict> {
    const startedAt = this.clock.seconds();
    const engine = engineOf(candidate.language);
    const finish = (status: VerdictStatus, results: Verdict['results'], reason: string): Verdict => ({
      candidateId: candidate.id, status, results, reason, isolation: ISOLATION[engine], seconds: this.clock.seconds() - startedAt,
    });
    if (examples.length === 0) {
      return finish('inconclusive', [], 'the task states no example to run');
    }
    const reports = await this.run(candidate, examples.map(({ expression }) => expression), options);
    if (reports === null) {
      return finish('inconclusive', [], 'the check was cancelled');
    }
    const judged = reports.map((report) => judgeReport(report, examples, candidate.language));
    const { status, results } = judged.find((each) => each.status !== 'passed') ?? judged[0] ?? { status: 'inconclusive' as const, results: [] };
    if (status === 'passed' && options.virgin !== true) {
      this.runner.keepReserve(engine);
    }
    return finish(status, results, explain(status, results, examples));
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

  async dispose(): Promise<void> {
    await this.runner.dispose();
  }

  /** Null when the check was cancelled. */
  private async run({ language, program }: Candidate, expressions: readonly string[], options: VerifyOptions): Promise<readonly RunReport[] | null> {
    try {
      return await this.runner.run(engineOf(language), { ...program, expressions }, options);
    } catch (error) {
      if (options.abortSignal?.aborted) {
        return null;
      }
      throw error;
    }
  }
}
