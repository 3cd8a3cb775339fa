/** Counters move in steps: over a shorter time, in seconds, power would be noise. */
const SHORTEST_SECONDS = 0.05;

/** The power that measured energy shows: the highest so far between two readings, so that a limit holds when it is drawn again. */
export class PowerGauge {
  private last: { readonly joules: number; readonly seconds: number } | null = null;
  private highest: number | null = null;

  /** @param expected watts, until readings show more; undefined where nothing is expected */
  constructor(private readonly expected: number | undefined) {}

  /**
   * @param joules used by then
   * @returns watts; undefined while nothing is known
   */
  read(joules: number, seconds: number): number | undefined {
    const { last } = this;
    if (last === null) {
      this.last = { joules, seconds };
    } else if (seconds - last.seconds >= SHORTEST_SECONDS) {
      this.highest = Math.max(this.highest ?? 0, (joules - last.joules) / (seconds - last.seconds));
      this.last = { joules, seconds };
    }
    return this.highest ?? this.expected;
  }
}
