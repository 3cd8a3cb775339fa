import type { Clock } from '../../base/clock';
import { nextTurn } from '../../base/turn';

/** Turns of the event loop after which whatever could go on without time has gone on: one flushes all that was settled, the others are for safety. */
const QUIET_TURNS = 3;
/** Where time begins; only differences mean anything. */
const START = 0;

interface Entry {
  readonly at: number;
  readonly order: number;
  /** Something of the run itself; without any, nothing is waited for in this time, and it stands still. */
  readonly isWork: boolean;
  run(): void;
}

/**
 * Time of a replay. It moves when the run can do nothing more without it, and then to the next thing that is due: one
 * at a time, in the order in which the record has what is due in the same instant. Checks that are really made take place
 * while it stands still.
 */
export class ReplayTime implements Clock {
  private now = START;
  private queue: Entry[] = [];
  private outsiders = 0;
  private changed: (() => void) | null = null;

  seconds(): number {
    return this.now;
  }

  date(): Date {
    return new Date(this.now * 1000);
  }

  schedule(seconds: number, callback: () => void): () => void {
    const entry: Entry = { at: this.now + seconds, order: Infinity, isWork: false, run: callback };
    this.queue.push(entry);
    return () => this.remove(entry);
  }

  /** Resolves at that time, and sooner when the signal aborts. */
  until(at: number, order = Infinity, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        signal?.removeEventListener('abort', done);
        this.remove(entry);
        resolve();
      };
      const entry: Entry = { at: Math.max(this.now, at), order, isWork: true, run: done };
      if (signal?.aborted) {
        resolve();
        return;
      }
      signal?.addEventListener('abort', done, { once: true });
      this.queue.push(entry);
      this.wake();
    });
  }

  /** Work of this machine, which takes none of this time. */
  async outside<T>(work: () => Promise<T>): Promise<T> {
    this.outsiders += 1;
    try {
      return await work();
    } finally {
      this.outsiders -= 1;
      this.wake();
    }
  }

  /** Lets time pass until the run is over. */
  async drive<T>(run: Promise<T>): Promise<T> {
    let isOver = false;
    const end = (): void => {
      isOver = true;
      this.wake();
    };
    run.then(end, end);
    for (;;) {
      await quiet();
      if (isOver) {
        return run;
      }
      const next = this.outsiders === 0 && this.queue.some(({ isWork }) => isWork) ? this.takeNext() : undefined;
      if (next) {
        this.now = Math.max(this.now, next.at);
        next.run();
      } else {
        await new Promise<void>((resolve) => (this.changed = resolve));
      }
    }
  }

  private takeNext(): Entry | undefined {
    // Equal entries stay in the order in which they came.
    const [next] = [...this.queue].sort((a, b) => a.at - b.at || compareOrders(a.order, b.order));
    if (next) {
      this.remove(next);
    }
    return next;
  }

  private remove(entry: Entry): void {
    this.queue = this.queue.filter((each) => each !== entry);
  }

  private wake(): void {
    this.changed?.();
    this.changed = null;
  }
}

/** The clocks of a recorded run and of its replay begin within this of each other, so that the same deadline may come a little later. */
const STOP_SLACK_SECONDS = 0.1;

/** Waits for a stop that the record has here. */
export async function stopOf(time: ReplayTime, signal: AbortSignal | undefined): Promise<void> {
  if (signal && !signal.aborted) {
    await time.until(time.seconds() + STOP_SLACK_SECONDS, Infinity, signal);
  }
}

/** The difference of two infinities is no number. */
function compareOrders(a: number, b: number): number {
  return a === b ? 0 : a - b;
}

async function quiet(): Promise<void> {
  for (let turn = 0; turn < QUIET_TURNS; turn += 1) {
    await nextTurn();
  }
}
