import type { Clock } from './clock';

/** Time that moves only when it is told to. Scheduled callbacks run in order as it passes them. */
export class VirtualClock implements Clock {
  private now = 1000;
  private timers: { at: number; callback: () => void }[] = [];

  seconds(): number {
    return this.now;
  }

  date(): Date {
    return new Date(this.now * 1000);
  }

  schedule(seconds: number, callback: () => void): () => void {
    const timer = { at: this.now + seconds, callback };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((each) => each !== timer);
    };
  }

  advance(seconds: number): void {
    const end = this.now + seconds;
    for (let due = this.nextDue(end); due; due = this.nextDue(end)) {
      this.timers = this.timers.filter((each) => each !== due);
      this.now = Math.max(this.now, due.at);
      due.callback();
    }
    this.now = end;
  }

  private nextDue(end: number): { at: number; callback: () => void } | undefined {
    return this.timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
  }
}
