import { raceAbort } from '../../base/abort';
import { deserializeError, ReckonError } from '../../base/errors';
import type { OwnTestsJudge } from '../../reasoning';
import { NOTHING_RAN } from '../../verification/verifier';
import type { Candidate, Example, Fingerprint, OwnTestsReport, Verdict, Verifier, VerifyOptions } from '../../verification/types';
import { fingerprintKey, ownTestsKey, verifyKey } from '../checkKey';
import type { Trace, TracedCheck } from '../document';
import type { RecordedPath } from './path';
import { stopOf, type ReplayTime } from './time';

type CheckOf<Kind extends TracedCheck['kind']> = Extract<TracedCheck, { readonly kind: Kind }>;

/** The recorded checks by what they depend on, each given in the order in which it was made; the last one stands for all later ones. */
class CheckStore<Kind extends TracedCheck['kind']> {
  private readonly known = new Map<string, CheckOf<Kind>[]>();

  constructor(checks: readonly TracedCheck[], kind: Kind) {
    for (const check of checks) {
      if (check.kind === kind) {
        this.known.set(check.key, [...(this.known.get(check.key) ?? []), check as CheckOf<Kind>]);
      }
    }
  }

  next(key: string): CheckOf<Kind> | null {
    const [first = null, ...more] = this.known.get(key) ?? [];
    if (more.length > 0) {
      this.known.set(key, more);
    }
    return first;
  }
}

/** What checks of a replay work with. `verifier`: makes checks that are not in the record; null where they stay unknown. */
export interface ReplayedChecks {
  readonly trace: Trace;
  readonly path: RecordedPath;
  readonly time: ReplayTime;
  readonly verifier: Verifier | null;
  /** Ends checks that are made now. */
  readonly abortSignal?: AbortSignal;
}

/** Gives the recorded verdicts, each after the time that it took. */
export class TraceVerifier implements Verifier {
  private readonly verdicts: CheckStore<'verify'>;
  private readonly prints: CheckStore<'fingerprint'>;

  constructor(private readonly with_: ReplayedChecks) {
    this.verdicts = new CheckStore(with_.trace.checks, 'verify');
    this.prints = new CheckStore(with_.trace.checks, 'fingerprint');
  }

  async verify(candidate: Candidate, examples: readonly Example[], options: VerifyOptions = {}): Promise<Verdict> {
    const check = this.verdicts.next(verifyKey(candidate, examples, options.virgin === true));
    const verdict = await recall(this.with_, withinTime(check, options), options, (made) => made.verdict);
    if (verdict === 'stopped') {
      return { candidateId: candidate.id, status: 'inconclusive', results: [], reason: 'the check was stopped', isolation: NOTHING_RAN, seconds: 0 };
    }
    return verdict === 'unknown'
      ? this.make(candidate, options, async (verifier, allowed) => verifier.verify(candidate, examples, allowed))
      : { ...verdict, candidateId: candidate.id };
  }

  async *verifyAll(candidates: AsyncIterable<Candidate> | Iterable<Candidate>, examples: readonly Example[], options: VerifyOptions = {}): AsyncGenerator<Verdict> {
    for await (const candidate of candidates) {
      yield await this.verify(candidate, examples, options);
    }
  }

  async fingerprint(candidate: Candidate, expressions: readonly string[], options: VerifyOptions = {}): Promise<Fingerprint> {
    const check = this.prints.next(fingerprintKey(candidate, expressions, options.virgin === true));
    const outcomes = await recall(this.with_, check, options, (made) => made.outcomes);
    if (outcomes === 'stopped') {
      return { candidateId: candidate.id, outcomes: expressions.map(() => null) };
    }
    return outcomes === 'unknown'
      ? this.make(candidate, options, async (verifier, allowed) => verifier.fingerprint(candidate, expressions, allowed))
      : { candidateId: candidate.id, outcomes };
  }

  /** The verifier belongs to whoever gave it. */
  async dispose(): Promise<void> {}

  /** A check that the record does not have. It takes its real time of the replay's; the run's limits of time are those of the replay. */
  private async make<T>({ id }: Candidate, { virgin = false, runSeconds }: VerifyOptions, make: (verifier: Verifier, options: VerifyOptions) => Promise<T>): Promise<T> {
    const { verifier, time, path, abortSignal } = this.with_;
    if (verifier === null) {
      path.end('check', `what became of ${id} was not checked in the recorded run`);
      throw new ReckonError('record-ended', 'The record ends here: a check of this answer was not made.', { hint: 'Give --run-checks to make it now, in the sandbox.' });
    }
    path.leave();
    const startedAt = performance.now();
    const options = { virgin, ...(runSeconds === undefined ? {} : { runSeconds }), ...(abortSignal ? { abortSignal } : {}) };
    const made = await time.outside(() => make(verifier, options));
    await time.until(time.seconds() + (performance.now() - startedAt) / 1000);
    return made;
  }
}

/** A check that ran out of a time which is longer here says nothing here. */
function withinTime(check: CheckOf<'verify'> | null, { maxSeconds = Infinity }: VerifyOptions): CheckOf<'verify'> | null {
  const isOutOfTime = check?.verdict?.status === 'timed-out' && check.maxSeconds !== null && check.verdict.seconds >= check.maxSeconds && maxSeconds > check.maxSeconds;
  return isOutOfTime ? null : check;
}

/** What a recorded check came to, after its time. `stopped`: it was stopped there, and is here. */
async function recall<Check extends TracedCheck, T>(
  { path, time }: ReplayedChecks,
  check: Check | null,
  { abortSignal }: { readonly abortSignal?: AbortSignal },
  outcomeOf: (check: Check) => T | null,
): Promise<T | 'stopped' | 'unknown'> {
  const isNext = path.followsCheck(check);
  if (check === null) {
    return 'unknown';
  }
  const outcome = outcomeOf(check);
  if (check.ended === null) {
    return abortSignal ? waitForStop(time, abortSignal) : 'unknown';
  }
  const own = time.seconds() + check.ended.at - check.startedAt;
  await time.until((isNext ? path.timeOf(check.ended.at) : null) ?? own, check.ended.order);
  if (outcome !== null) {
    return outcome;
  }
  await stopOf(time, abortSignal);
  return abortSignal?.aborted ? 'stopped' : 'unknown';
}

/** Nobody waited for its end in the record. Where the run is over here as well, nobody does; else its outcome is missed. */
async function waitForStop(time: ReplayTime, signal: AbortSignal): Promise<'stopped' | 'unknown'> {
  await time.until(time.seconds() + UNFINISHED_SECONDS, Infinity, signal);
  if (!signal.aborted) {
    return 'unknown';
  }
  await time.until(time.seconds() + UNFINISHED_SECONDS);
  return 'stopped';
}

/** Longer than a check goes on behind the end of its run. */
const UNFINISHED_SECONDS = 60;

/** The person's own tests as they judged. They are not run again: that needs the project and the person's consent. */
export function replayedJudge(with_: ReplayedChecks): OwnTestsJudge | null {
  const { trace, path } = with_;
  const command = trace.checks.find((check) => check.kind === 'own-tests')?.command;
  if (command === undefined) {
    return null;
  }
  const reports = new CheckStore(trace.checks, 'own-tests');
  const unknown = (): ReckonError => {
    path.end('own-tests', 'your own tests were not run with this answer');
    return new ReckonError('record-ended', 'in the recorded run they were not run with this answer');
  };
  return {
    command,
    judge: async (candidate, abortSignal) => {
      const check = reports.next(ownTestsKey(candidate, command));
      const report = await raceAbort<OwnTestsReport | 'failed' | 'stopped' | 'unknown'>(recall(with_, check, { abortSignal }, (made) => made.report ?? (made.error === null ? null : 'failed')), abortSignal);
      if (report === 'failed') {
        throw check?.error ? deserializeError(check.error) : unknown();
      }
      if (report === 'unknown' || report === 'stopped') {
        throw unknown();
      }
      return report;
    },
  };
}
