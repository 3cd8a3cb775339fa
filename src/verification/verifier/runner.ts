import { cpus } from 'node:os';
import { raceAbort } from '../../base/abort';
import type { Clock } from '../../base/clock';
import type { ResourceLimits } from '../limits';
import type { RunRequest } from '../sandbox/messages';
import type { Language, VerifyOptions } from '../types';
import { isOneCall, judgeApart } from './apart';
import { CONFIRMING_ROUNDS, MOST_PROCESSES, ROUND_RESERVE, STARTS, STEP_FACTOR_ALONE, type Engine } from './limits';
import type { SandboxIsolation } from './isolation';
import { SandboxPool } from './pool';
import { SandboxProcess, type Observed, type RunBounds, type RunReport } from './sandboxProcess';
import { believed } from './takeover';

export function engineOf(language: Language): Engine {
  return language === 'python' ? 'python' : 'javascript';
}

export interface RunnerOptions {
  readonly scripts: Readonly<Record<Engine, string>>;
  readonly clock: Clock;
  readonly limits: ResourceLimits;
  readonly isolation: SandboxIsolation;
}

/** What one candidate may still take, counted from when it was asked for and from when its turn came. */
type SecondsLeft = () => number;

/** Runs programs in sandbox processes: warm ones that take turns, and ones that have run nothing where that is asked for. */
export class SandboxRunner {
  private readonly pools: Readonly<Record<Engine, SandboxPool<SandboxProcess>>>;
  /** Processes in which no candidate ever runs: they evaluate what a task's own words say of a candidate's answers. */
  private readonly judges: Readonly<Record<Engine, SandboxPool<SandboxProcess>>>;

  constructor(private readonly options: RunnerOptions) {
    const most = Math.max(1, Math.min(MOST_PROCESSES, cpus().length));
    const poolOf = (engine: Engine, size: number) => new SandboxPool((variant) => new SandboxProcess(options.scripts[engine], options.clock, options.limits, options.isolation.untried ?? options.isolation.confinement, variant), size, STARTS[engine]);
    this.pools = { python: poolOf('python', most), javascript: poolOf('javascript', most) };
    this.judges = { python: poolOf('python', 1), javascript: poolOf('javascript', 1) };
  }

  /** Starts a process for candidates and one in reserve, and one for judging apart where that will be needed. Resolves when all but the reserve are ready. */
  async warmUp(engine: Engine, needsJudge: boolean): Promise<void> {
    await this.atLevel(engine, undefined, () => this.start(engine, needsJudge), () => undefined);
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

  /** One report; for a candidate that is confirmed (`virgin`), one a round. */
  run(engine: Engine, request: RunRequest, options: VerifyOptions): Promise<readonly RunReport[]> {
    const left = this.startCounting(options);
    const run = options.virgin === true ? this.confirm : this.check;
    return this.atLevel(engine, options.abortSignal, () => run.call(this, engine, request, options, left), refused);
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

  private check(engine: Engine, request: RunRequest, { abortSignal: signal }: VerifyOptions, left: () => SecondsLeft): Promise<readonly RunReport[]> {
    const seconds = this.options.limits.exampleSeconds;
    return this.pools[engine].use(async (process) => {
      await this.ready(engine, process, request, signal);
      const secondsLeft = left();
      const report = await this.observe(engine, process, request, () => ({ signal, maxSeconds: secondsLeft(), stepSeconds: seconds }));
      // A process that ended at once may have been broken by the candidate before this one.
      const isSuspect = !report.began && report.outcomes[0]?.type === 'crashed';
      const isWorthMoreTime = report.outcomes.some((outcome) => outcome?.type === 'timed-out') && secondsLeft() > seconds;
      return isSuspect || isWorthMoreTime ? this.runAlone(engine, request, signal, left, 0) : [report];
    }, signal);
  }

  private confirm(engine: Engine, request: RunRequest, { abortSignal: signal }: VerifyOptions, left: () => SecondsLeft): Promise<readonly RunReport[]> {
    const rounds = asksForChance(request.code) ? CONFIRMING_ROUNDS.chance : CONFIRMING_ROUNDS.usual;
    return this.runAlone(engine, request, signal, left, rounds);
  }

  /** Runs in a process that has run nothing: once, then in as many rounds as there is time for. */
  private runAlone(engine: Engine, request: RunRequest, signal: AbortSignal | undefined, left: () => SecondsLeft, rounds: number): Promise<readonly RunReport[]> {
    const { clock } = this.options;
    const stepSeconds = this.options.limits.exampleSeconds * STEP_FACTOR_ALONE;
    return this.pools[engine].useVirgin(async (process) => {
      await this.ready(engine, process, request, signal);
      const secondsLeft = left();
      const bounds = (): RunBounds => ({ signal, maxSeconds: secondsLeft(), stepSeconds });
      const reports = [await this.observe(engine, process, request, bounds)];
      let lastSeconds = 0;
      for (let round = 1; round <= rounds && process.usable && secondsLeft() > ROUND_RESERVE * lastSeconds; round += 1) {
        const startedAt = clock.seconds();
        reports.push(await this.observe(engine, process, { ...request, variation: { round, rounds } }, bounds));
        lastSeconds = clock.seconds() - startedAt;
      }
      return reports;
    });
  }

  /** Starting is not the candidate's time. */
  private async ready(engine: Engine, process: SandboxProcess, { functionName, expressions }: RunRequest, signal: AbortSignal | undefined): Promise<void> {
    const judge = expressions.some((expression) => isApart(expression, functionName)) ? this.judges[engine].warmUp() : undefined;
    await raceAbort(Promise.all([process.ready, judge]), signal);
  }

  /** What every expression comes to. One that does more than call the function is evaluated apart from the candidate, where that is possible. */
  private async observe(engine: Engine, process: SandboxProcess, request: RunRequest, bounds: () => RunBounds): Promise<RunReport> {
    const { functionName, expressions } = request;
    if (functionName === null || !expressions.some((expression) => isApart(expression, functionName))) {
      return process.run(request, bounds());
    }
    const report = await process.run({ ...request, expressions: expressions.filter((expression) => !isApart(expression, functionName)) }, bounds());
    const called = [...report.outcomes];
    const outcomes: (Observed | undefined)[] = [];
    let isOver = report.failure !== null || called.some(endsProcess);
    for (const expression of expressions) {
      const observed = !isApart(expression, functionName) ? called.shift() : isOver ? undefined : await this.observeApart(engine, process, { ...request, functionName }, expression, bounds);
      isOver ||= observed !== undefined && endsProcess(observed);
      outcomes.push(observed);
    }
    return { ...report, outcomes };
  }

  private async observeApart(engine: Engine, process: SandboxProcess, request: RunRequest & { functionName: string }, expression: string, bounds: () => RunBounds): Promise<Observed | undefined> {
    // A process that a candidate wore out ended itself.
    const candidate = (asked: RunRequest): Promise<RunReport> => {
      return process.usable ? process.run(asked, bounds()) : this.pools[engine].useVirgin((fresh) => fresh.run(asked, bounds()));
    };
    const judge = (asked: RunRequest): Promise<RunReport> => this.judges[engine].use((trusted) => trusted.run(asked, bounds()), bounds().signal);
    const { functionName } = request;
    const apart = await judgeApart({ language: engine, functionName, request, expression, candidate, judge });
    if (apart !== null) {
      return apart;
    }
    const beside = await candidate({ ...request, expressions: [expression] });
    return beside.failure ?? believed(beside.outcomes[0], engine, request.code);
  }

  /** The caller's limit runs from now on; that of the run, and the verifier's own, from when the candidate's turn comes. */
  private startCounting({ maxSeconds = Infinity, runSeconds = Infinity }: VerifyOptions): () => SecondsLeft {
    const { clock, limits } = this.options;
    const askedAt = clock.seconds();
    return () => {
      const startedAt = clock.seconds();
      return () => Math.min(Math.min(limits.candidateSeconds, runSeconds) - (clock.seconds() - startedAt), maxSeconds - (clock.seconds() - askedAt));
    };
  }
}

/** Whether an expression does more than call the function. */
export function isApart(expression: string, functionName: string | null): boolean {
  return functionName !== null && !isOneCall(expression, functionName);
}

/** Nothing runs where the level that is required is not to be had. */
function refused(why: string): readonly RunReport[] {
  return [{ failure: { type: 'refused', why }, outcomes: [], began: false, isConfined: false }];
}

/** After this nothing more can be asked of the process. */
function endsProcess(observed: Observed | undefined): boolean {
  return observed?.type === 'timed-out' || observed?.type === 'crashed';
}

/** Names behind which chance or the clock stands. One too many costs a second, one too few a weaker check. */
const CHANCE = /random|shuffle|secrets|uuid|\btime\b|\bdate|Date\b|\bperformance\b|\bcrypto\b/;

function asksForChance(code: string): boolean {
  return CHANCE.test(code);
}
