import { describe, expect, it } from 'vitest';
import { BudgetAccount, startDeadline, type EnergyMeter } from '../../../src/budget';
import { FakeClock } from '../../support/fakeClock';

/** A counter that the test turns. */
function counter(watts?: number): EnergyMeter & { joules: number } {
  return { joules: 0, ...(watts === undefined ? {} : { watts }), read() { return { joules: this.joules, source: 'measured' }; } };
}

describe('a deadline', () => {
  it('aborts when nothing is left, and never where there is no limit', () => {
    const clock = new FakeClock();
    const end = clock.seconds() + 2;
    const deadline = startDeadline(clock, { remaining: () => end - clock.seconds() });
    const none = startDeadline(clock, { remaining: () => Infinity });
    clock.advance(1.9);
    expect([deadline.signal.aborted, deadline.expired()]).toEqual([false, false]);
    clock.advance(0.2);
    expect([deadline.signal.aborted, deadline.expired(), none.signal.aborted]).toEqual([true, true, false]);
  });

  it('aborts with its parent, which is no expiry, and not after its release', () => {
    const clock = new FakeClock();
    const parent = new AbortController();
    const deadline = startDeadline(clock, { remaining: () => 1, parent: parent.signal });
    const released = startDeadline(clock, { remaining: () => 0.5, parent: parent.signal });
    released.release();
    parent.abort();
    clock.advance(5);
    expect([deadline.signal.aborted, deadline.expired(), released.signal.aborted]).toEqual([true, false, false]);
    deadline.release();
  });

  it('looks again in time where what is left shrinks faster than time', () => {
    const clock = new FakeClock();
    let left = 100;
    const deadline = startDeadline(clock, { remaining: () => left, canShrink: true });
    clock.advance(1);
    left = 0;
    clock.advance(0.25);
    expect(deadline.expired()).toBe(true);
  });
});

describe('a limit of measured energy', () => {
  it('leaves as much time as the highest power seen leaves, and before that the expected one', () => {
    const clock = new FakeClock();
    const energy = counter(20);
    const account = new BudgetAccount({ maxJoules: 100 }, clock, energy);
    expect(account.isPowerMeasured()).toBe(true);
    expect(account.remainingSeconds()).toBe(5);
    clock.advance(1);
    energy.joules = 10;
    expect(account.remainingSeconds()).toBe(9);
    clock.advance(1);
    energy.joules = 50;
    expect([account.remainingSeconds(), account.nearestDeadline()]).toEqual([1.25, 'joules']);
    clock.advance(1);
    energy.joules = 60;
    expect(account.remainingSeconds()).toBe(1);
  });

  it('is no limit of time until a power is known, where none is expected', () => {
    const clock = new FakeClock();
    const energy = counter();
    const account = new BudgetAccount({ maxJoules: 100 }, clock, energy);
    expect(account.remainingSeconds()).toBe(Infinity);
    clock.advance(2);
    energy.joules = 20;
    expect(account.remainingSeconds()).toBe(8);
  });
});
