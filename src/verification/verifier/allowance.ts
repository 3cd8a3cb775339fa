import type { Clock } from '../../base/clock';
import { START_SECONDS } from '../limits';

/**
 * The seconds that one check may still take. Those of the caller run from when it was asked for; those of the candidate
 * from when its turn comes, over all processes that it runs in. Starting processes is not the candidate's time, up to
 * the time that one start may take: a candidate that wears out one after the other pays for the rest.
 */
export class Allowance {
  private readonly askedAt: number;
  private startedAt: number | null = null;
  private starting = 0;

  /**
   * @param own seconds that the candidate may run
   * @param callers seconds from now on, waiting included
   */
  constructor(private readonly clock: Clock, private readonly own: number, private readonly callers: number) {
    this.askedAt = clock.seconds();
  }

  /** The candidate's turn has come. Only the first call counts. */
  begin(): void {
    this.startedAt ??= this.clock.seconds();
  }

  /** Waits for a process to start. */
  async whileStarting<T>(start: () => Promise<T>): Promise<T> {
    const from = this.clock.seconds();
    try {
      return await start();
    } finally {
      this.starting += this.startedAt === null ? 0 : this.clock.seconds() - from;
    }
  }

  /** Seconds; nothing is left at zero and below. */
  left(): number {
    const now = this.clock.seconds();
    const used = this.startedAt === null ? 0 : now - this.startedAt - Math.min(this.starting, START_SECONDS);
    return Math.min(this.own - used, this.callers - (now - this.askedAt));
  }
}
