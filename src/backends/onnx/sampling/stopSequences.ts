/** Ends a text before any of its stop sequences, also when one arrives in pieces. */
export class StopSequenceMatcher {
  private held = '';

  constructor(private readonly stopSequences: readonly string[]) {}

  /** Text that is certainly before every stop sequence, and whether one has come. */
  push(text: string): { emit: string; stopped: boolean } {
    this.held += text;
    const at = Math.min(...this.stopSequences.map((stop) => this.held.indexOf(stop)).filter((index) => index >= 0), Infinity);
    if (at !== Infinity) {
      const emit = this.held.slice(0, at);
      this.held = '';
      return { emit, stopped: true };
    }
    const keep = Math.max(0, ...this.stopSequences.map((stop) => this.overlap(stop)));
    const emit = this.held.slice(0, this.held.length - keep);
    this.held = this.held.slice(this.held.length - keep);
    return { emit, stopped: false };
  }

  /** What was held back, once no more text comes. */
  flush(): string {
    const { held } = this;
    this.held = '';
    return held;
  }

  /** Longest end of the held text that `stop` begins with. */
  private overlap(stop: string): number {
    for (let length = Math.min(stop.length - 1, this.held.length); length > 0; length -= 1) {
      if (this.held.endsWith(stop.slice(0, length))) {
        return length;
      }
    }
    return 0;
  }
}
