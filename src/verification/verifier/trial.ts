import { raceAbort } from '../../base/abort';
import type { Clock } from '../../base/clock';
import type { ResourceLimits } from '../limits';
import type { RunRequest } from '../sandbox/messages';
import type { VerifyOptions } from '../types';
import { Allowance } from './allowance';
import { isOneCall, judgeApart } from './apart';
import { CONFIRMING_ROUNDS, STEP_FACTOR_ALONE, type Engine } from './limits';
import type { PooledProcess, SandboxPool } from './pool';
import type { Observed, RunBounds, RunReport } from './sandboxProcess';
import { believed } from './takeover';

/** What a trial needs of a sandbox process. */
export interface TrialProcess extends PooledProcess {
  /** Whether it is inside the operating system's wrapper. */
  readonly isConfined: boolean;
  /** Why nothing runs in it; null when something may. */
  readonly refusal: string | null;
  run(request: RunRequest, bounds: RunBounds): Promise<RunReport>;
}

/** Where a trial gets its processes. */
export interface TrialPlaces {
  readonly candidates: SandboxPool<TrialProcess>;
  /** Processes in which no candidate ever runs: they evaluate what a task's own words say of a candidate's answers. */
  readonly judges: SandboxPool<TrialProcess>;
  readonly clock: Clock;
  readonly limits: ResourceLimits;
}

export interface TrialResult {
  /** One; of a candidate that is confirmed (`virgin`), one more for each round. */
  readonly reports: readonly RunReport[];
  /** Rounds that there was no time for, of a candidate that ended well in those before; null when nothing is missing. */
  readonly missing: { readonly done: number; readonly wanted: number } | null;
}

/** One candidate's run, in as many processes as it takes. */
export class Trial {
  private readonly allowance: Allowance;
  private confined: boolean | null = null;

  constructor(private readonly engine: Engine, private readonly request: RunRequest, private readonly options: VerifyOptions, private readonly places: TrialPlaces) {
    const { maxSeconds = Infinity, runSeconds = Infinity } = options;
    this.allowance = new Allowance(places.clock, Math.min(places.limits.candidateSeconds, runSeconds), maxSeconds);
  }

  /** Whether all that ran, ran inside the operating system's wrapper; null as long as nothing did. */
  get isConfined(): boolean | null {
    return this.confined;
  }

  run(): Promise<TrialResult> {
    return this.options.virgin === true ? this.confirm() : this.check();
  }

  private check(): Promise<TrialResult> {
    const seconds = this.places.limits.exampleSeconds;
    return this.places.candidates.use(async (process) => {
      await this.ready(process);
      const report = await this.observe(process, this.request, seconds);
      // A process that ended at once may have been broken by the candidate before this one.
      const isSuspect = !report.began && report.outcomes[0]?.type === 'crashed';
      const isWorthMoreTime = report.outcomes.some((outcome) => outcome?.type === 'timed-out') && this.allowance.left() > seconds;
      return { reports: [isSuspect || isWorthMoreTime ? await this.lookAgain() : report], missing: null };
    }, this.options.abortSignal);
  }

  /** Alone, in a process that has run nothing, with what is left of the candidate's time. */
  private lookAgain(): Promise<RunReport> {
    return this.places.candidates.useVirgin(async (process) => {
      await this.ready(process);
      return this.observe(process, this.request, this.secondsAlone);
    });
  }

  /**
   * Runs once in a process that has run nothing, then in rounds. A process that the candidate wore out is followed by
   * another: otherwise it would be the candidate that says when the rounds are over.
   */
  private async confirm(): Promise<TrialResult> {
    const { code } = this.request;
    const wanted = asksForChance(code) ? CONFIRMING_ROUNDS.chance : CONFIRMING_ROUNDS.usual;
    const reports: RunReport[] = [];
    const goesOn = (): boolean => reports.length === 0 || (reports.length <= wanted && reports.every(endedWell) && this.allowance.left() > 0);
    while (goesOn()) {
      await this.places.candidates.useVirgin(async (process) => {
        await this.ready(process);
        do {
          const round = reports.length;
          reports.push(await this.observe(process, round === 0 ? this.request : { ...this.request, variation: { round, rounds: wanted } }, this.secondsAlone));
        } while (process.usable && goesOn());
      });
    }
    // A round that was cut off says nothing of the code.
    const isCutOff = reports.length > 1 && this.allowance.left() <= 0 && reports.at(-1)?.outcomes.some((outcome) => outcome?.type === 'timed-out') === true;
    const whole = isCutOff ? reports.slice(0, -1) : reports;
    const done = whole.length - 1;
    return { reports: whole, missing: done < wanted && whole.every(endedWell) ? { done, wanted } : null };
  }

  private get secondsAlone(): number {
    return this.places.limits.exampleSeconds * STEP_FACTOR_ALONE;
  }

  /** Starting is not the candidate's time, which begins when the first process is there. */
  private async ready(process: TrialProcess): Promise<void> {
    const { functionName, expressions } = this.request;
    const judge = expressions.some((expression) => isApart(expression, functionName)) ? this.places.judges.warmUp() : undefined;
    await this.allowance.whileStarting(() => raceAbort(Promise.all([process.ready, judge]), this.options.abortSignal));
    this.allowance.begin();
  }

  /** What every expression comes to. One that does more than call the function is evaluated apart from the candidate, where that is possible. */
  private async observe(process: TrialProcess, request: RunRequest, stepSeconds: number): Promise<RunReport> {
    const { functionName, expressions } = request;
    if (functionName === null || !expressions.some((expression) => isApart(expression, functionName))) {
      return this.execute(process, request, stepSeconds);
    }
    const report = await this.execute(process, { ...request, expressions: expressions.filter((expression) => !isApart(expression, functionName)) }, stepSeconds);
    const called = [...report.outcomes];
    const outcomes: (Observed | undefined)[] = [];
    let isOver = report.failure !== null || called.some(endsProcess);
    for (const expression of expressions) {
      const observed = !isApart(expression, functionName) ? called.shift() : isOver ? undefined : await this.observeApart(process, { ...request, functionName }, expression, stepSeconds);
      isOver ||= observed !== undefined && endsProcess(observed);
      outcomes.push(observed);
    }
    return { ...report, outcomes };
  }

  private async observeApart(process: TrialProcess, request: RunRequest & { functionName: string }, expression: string, stepSeconds: number): Promise<Observed | undefined> {
    const { candidates, judges } = this.places;
    // A process that a candidate wore out ended itself.
    const candidate = (asked: RunRequest): Promise<RunReport> => {
      return process.usable ? this.execute(process, asked, stepSeconds) : candidates.useVirgin((fresh) => this.execute(fresh, asked, stepSeconds));
    };
    const judge = (asked: RunRequest): Promise<RunReport> => judges.use((trusted) => this.execute(trusted, asked, stepSeconds), this.options.abortSignal);
    const { functionName } = request;
    const apart = await judgeApart({ language: this.engine, functionName, request, expression, candidate, judge });
    if (apart !== null) {
      return apart;
    }
    const beside = await candidate({ ...request, expressions: [expression] });
    return beside.failure ?? believed(beside.outcomes[0], this.engine, request.code);
  }

  private async execute(process: TrialProcess, request: RunRequest, stepSeconds: number): Promise<RunReport> {
    const signal = this.options.abortSignal;
    await this.allowance.whileStarting(() => raceAbort(process.ready, signal));
    // Also of what is cancelled meanwhile: it ran here. All that ran is apart as the weakest of it.
    this.confined = process.refusal === null ? this.confined !== false && process.isConfined : this.confined;
    return process.run(request, { signal, maxSeconds: this.allowance.left(), stepSeconds });
  }
}

/** Whether an expression does more than call the function. */
export function isApart(expression: string, functionName: string | null): boolean {
  return functionName !== null && !isOneCall(expression, functionName);
}

/** After this nothing more can be asked of the process. */
function endsProcess(observed: Observed | undefined): boolean {
  return observed?.type === 'timed-out' || observed?.type === 'crashed';
}

/** Whether another round could say more: the code was loaded, and nothing had to be stopped or was refused. */
function endedWell({ failure, outcomes }: RunReport): boolean {
  return failure === null && !outcomes.some((outcome) => endsProcess(outcome) || outcome?.type === 'refused');
}

/** Names behind which chance or the clock stands. One too many costs a second, one too few a weaker check. */
const CHANCE = /random|shuffle|secrets|uuid|\btime\b|\bdate|Date\b|\bperformance\b|\bcrypto\b/;

function asksForChance(code: string): boolean {
  return CHANCE.test(code);
}
