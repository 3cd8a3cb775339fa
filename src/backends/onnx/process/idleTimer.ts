import type { Clock } from '../../../base/clock';

/** Calls back once nothing has been in use for a while. */
export class IdleTimer {
  private inUse = 0;
  private stopWaiting: () => void = () => undefined;

  constructor(
    private readonly clock: Clock,
    /** Infinity: never. */
    private readonly seconds: number,
    private readonly onIdle: () => void,
  ) {}

  /** Counts one use, until the returned function is called. */
  begin(): () => void {
    this.stopWaiting();
    this.inUse += 1;
    let isOver = false;
    return () => {
      if (!isOver) {
        isOver = true;
        this.end();
      }
    };
  }

  /** Forgets that it is waiting. */
  stop(): void {
    this.stopWaiting();
  }

  private end(): void {
    this.inUse -= 1;
    if (this.inUse === 0 && this.seconds < Infinity) {
      this.stopWaiting = this.clock.schedule(this.seconds, this.onIdle);
    }
  }
}
