/** Time as a dependency, so that tests never sleep. */
export interface Clock {
  /** Monotonic time in seconds; only differences mean anything. */
  seconds(): number;
  /** Wall-clock time, for records that people read. */
  date(): Date;
  /** Calls back once after `seconds`; the returned function cancels it. */
  schedule(seconds: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  seconds: () => performance.now() / 1000,
  date: () => new Date(),
  schedule: (seconds, callback) => {
    const timer = setTimeout(callback, Math.max(0, seconds * 1000));
    return () => clearTimeout(timer);
  },
};
