import type { RecordedRun, TracedCall, TracedCheck } from '../document';

/** Why a replay cannot say what comes next. */
export interface RecordEnd {
  /** What is not in the record: samples that were never drawn, or a check that was never made. */
  readonly what: 'samples' | 'check' | 'own-tests';
  /** Samples that the replay had drawn by then. */
  readonly samples: number;
  /** A sentence for people. */
  readonly reason: string;
}

/** What is followed of a recorded run, whatever was asked. */
type FollowedRun = Pick<RecordedRun<{ readonly type: string }>, 'calls' | 'events'>;

/**
 * How far a replay does what the recorded run did. As long as it does, everything takes place at the times of the
 * record; from where it leaves the path, calls and checks take as long as they took or would have taken.
 */
export class RecordedPath {
  private calls = 0;
  private checks = 0;
  private isOn = true;
  private firstEnd: Omit<RecordEnd, 'samples'> | null = null;
  /** When the recorded run's clock began: with the model ready. */
  private readonly zero: number;

  constructor(private readonly run: FollowedRun, private readonly recordedChecks: readonly TracedCheck[]) {
    this.zero = run.events.find(({ event }) => event.type === 'model-ready')?.seconds ?? 0;
  }

  /** Recorded time in the replay's own; null once it has left the path. */
  timeOf(seconds: number): number | null {
    return this.isOn ? Math.max(0, seconds - this.zero) : null;
  }

  /** Whether this is the call that the record has next. */
  follows(call: TracedCall): boolean {
    this.isOn = this.isOn && this.run.calls[this.calls] === call;
    this.calls += 1;
    return this.isOn;
  }

  /** The check that the record has next, when it is this one. */
  followsCheck(check: TracedCheck | null): boolean {
    this.isOn = this.isOn && check !== null && this.recordedChecks[this.checks] === check;
    this.checks += 1;
    return this.isOn;
  }

  leave(): void {
    this.isOn = false;
  }

  /** Nothing is known from here on; what was missing first counts. */
  end(what: RecordEnd['what'], reason: string): void {
    this.leave();
    this.firstEnd ??= { what, reason };
  }

  get ended(): Omit<RecordEnd, 'samples'> | null {
    return this.firstEnd;
  }
}
