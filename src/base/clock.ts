/** Time as a dependency, so that tests never sleep. */
export interface Clock {
  /** Monotonic time in seconds; only differences mean anything. */
  seconds(): number;
  /** Wall-clock time, for records that people read. */
  date(): Date;
  /** Calls back once after `seconds`; the returned function cancels it. */
  schedule(seconds: number, callback: () => void): () => void;
}

/** Timers count milliseconds in 31 bits; a longer delay would fire at once. Longer waits are made of several. */
const MAX_TIMER_MILLISECONDS = 2 ** 31 - 1;

export const systemClock: Clock = {
  seconds: () => performance.now() / 1000,
  date: () => new Date(),
  schedule: (seconds, callback) => {
    let timer: NodeJS.Timeout;
    const wait = (milliseconds: number): void => {
      const rest = milliseconds - MAX_TIMER_MILLISECONDS;
      timer = rest > 0 ? setTimeout(() => wait(rest), MAX_TIMER_MILLISECONDS) : setTimeout(callback, Math.max(0, milliseconds));
    };
    wait(seconds * 1000);
    return () => clearTimeout(timer);
  },
};
