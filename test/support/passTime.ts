import type { FakeClock } from './fakeClock';

/** Lets time pass in small steps with everything that waits getting its turn between them, as it does outside of tests. */
export async function pass(clock: FakeClock, seconds: number, step: number): Promise<void> {
  for (let left = seconds; left > 0; left -= step) {
    clock.advance(Math.min(step, left));
    await new Promise((resolve) => setImmediate(resolve));
  }
}
