import { cpus } from 'node:os';
import { raceAbort } from '../../base/abort';
import type { Clock } from '../../base/clock';
import type { ResourceLimits } from '../limits';
import type { RunRequest } from '../sandbox/messages';
import type { Language, VerifyOptions } from '../types';
import { MOST_PROCESSES, STARTS, type Engine } from './limits';
import type { SandboxIsolation } from './isolation';
import { SandboxPool } from './pool';
import { SandboxProcess } from './sandboxProcess';
import { Trial, type TrialResult } from './trial';

export function engineOf(language: Language): Engine {
  return language === 'python' ? 'python' : 'javascript';
}

export interface RunnerOptions {
  readonly scripts: Readonly<Record<Engine, string>>;
  readonly clock: Clock;
  readonly limits: ResourceLimits;
  readonly isolation: SandboxIsolation;
}

/** Runs programs in sandbox processes: warm ones that take turns, and ones that have run nothing where that is asked for. */
export class SandboxRunner {
  private readonly pools: Readonly<Record<Engine, SandboxPool<SandboxProcess>>>;
  /** Processes in which no candidate ever runs: they evaluate what a task's own words say of a candidate's answers. */
  private readonly judges: Readonly<Record<Engine, SandboxPool<SandboxProcess>>>;

  constructor(private readonly options: RunnerOptions) {
    const most = Math.max(1, Math.min(MOST_PROCESSES, cpus().length));
    const poolOf = (engine: Engine, size: number) => new SandboxPool((variant) => this.open(engine, variant), size, STARTS[engine]);
    this.pools = { python: poolOf('python', most), javascript: poolOf('javascript', most) };
    this.judges = { python: poolOf('python', 1), javascript: poolOf('javascript', 1) };
  }

  /** A process in the wrapper that there is at this moment. Where that is less than is required, nothing may run in it. */
  private open(engine: Engine, variant: number): SandboxProcess {
    const { scripts, clock, limits, isolation } = this.options;
    const confinement = isolation.untried ?? isolation.confinement;
    return new SandboxProcess(scripts[engine], clock, limits, { confinement, refusal: confinement === null ? isolation.refusal() : null, variant });
  }

  /** Starts a process for candidates and one in reserve, and one for judging apart where that will be needed. Resolves when all but the reserve are ready; an abort ends the waiting, and `dispose` what was started. */
  async warmUp(engine: Engine, needsJudge: boolean, signal?: AbortSignal): Promise<void> {
    await this.atLevel(engine, signal, () => raceAbort(this.start(engine, needsJudge), signal), () => undefined);
  }

  private async start(engine: Engine, needsJudge: boolean): Promise<void> {
    const started = [this.pools[engine].warmUp(), ...(needsJudge ? [this.judges[engine].warmUp()] : [])];
    this.pools[engine].keepReserve();
    await Promise.all(started);
  }

  /** A winner is going to be confirmed in a process that has run nothing. */
  keepReserve(engine: Engine): void {
    this.pools[engine].keepReserve();
  }

  /** A candidate to run with `run`. What the caller allows it runs from now on. */
  prepare(engine: Engine, request: RunRequest, options: VerifyOptions): Trial {
    const { clock, limits } = this.options;
    return new Trial(engine, request, options, { candidates: this.pools[engine], judges: this.judges[engine], clock, limits });
  }

  /** @throws ReckonError `cancelled`, and `sandbox-failed` when no process starts */
  run(engine: Engine, trial: Trial, signal: AbortSignal | undefined): Promise<TrialResult> {
    return this.atLevel(engine, signal, () => trial.run(), refused);
  }

  async dispose(): Promise<void> {
    const pools = [this.pools, this.judges].flatMap((each) => Object.values(each));
    await Promise.all([this.options.isolation.dispose(), ...pools.map((pool) => pool.dispose())]);
  }

  /** Runs `work` at the level that there is, or refuses; once more, one level down, when the wrapper has stopped working. */
  private async atLevel<T>(engine: Engine, signal: AbortSignal | undefined, work: () => Promise<T>, refuse: (why: string) => T): Promise<T> {
    const { isolation } = this.options;
    await raceAbort(this.startAhead(engine), signal);
    const why = isolation.refusal();
    if (why !== null) {
      return refuse(why);
    }
    const wrapper = isolation.confinement;
    try {
      return await work();
    } catch (error) {
      if (!isolation.lose(error, wrapper)) {
        throw error;
      }
      return this.atLevel(engine, signal, work, refuse);
    }
  }

  /** Resolves when the wrapper has been tried. Meanwhile the first sandbox starts in it, which is ended unless the wrapper holds. */
  private async startAhead(engine: Engine): Promise<void> {
    const { isolation } = this.options;
    const { untried } = isolation;
    const tried = isolation.ready();
    if (untried === null) {
      return tried;
    }
    const pool = this.pools[engine];
    pool.warmUp().catch(() => undefined); // Whoever runs something in it sees the failure.
    await tried;
    if (isolation.confinement !== untried) {
      await pool.clear();
    }
  }
}

/** Nothing runs where the level that is required is not to be had. */
function refused(why: string): TrialResult {
  return { reports: [{ failure: { type: 'refused', why }, outcomes: [], began: false }], missing: null };
}
