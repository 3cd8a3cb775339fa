import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../../src/base/clock';

beforeEach(() => void vi.useFakeTimers({ now: new Date('2026-01-02T03:04:05Z') }));
afterEach(() => void vi.useRealTimers());

describe("the system's clock", () => {
  it('counts seconds and knows the date', () => {
    const before = systemClock.seconds();
    vi.advanceTimersByTime(1500);
    expect(systemClock.seconds() - before).toBeCloseTo(1.5);
    expect(systemClock.date()).toEqual(new Date('2026-01-02T03:04:06.500Z'));
  });

  it('calls back once, after so many seconds', () => {
    const callback = vi.fn();
    systemClock.schedule(2, callback);
    vi.advanceTimersByTime(1999);
    expect(callback).not.toHaveBeenCalled();
    vi.advanceTimersByTime(10_000);
    expect(callback).toHaveBeenCalledTimes(1);
  });

  it('waits longer than one timer can, and can be told not to', () => {
    const [kept, cancelled] = [vi.fn(), vi.fn()];
    // More than 2 ** 31 milliseconds, twice over.
    const seconds = 5_000_000;
    systemClock.schedule(seconds, kept);
    const cancel = systemClock.schedule(seconds, cancelled);
    vi.advanceTimersByTime(seconds * 1000 - 1);
    expect(kept).not.toHaveBeenCalled();
    cancel();
    vi.advanceTimersByTime(1);
    expect(kept).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(seconds * 1000);
    expect(kept).toHaveBeenCalledTimes(1);
    expect(cancelled).not.toHaveBeenCalled();
  });

  it('calls back in the next turn for a time that has passed', () => {
    const callback = vi.fn();
    systemClock.schedule(-1, callback);
    expect(callback).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(callback).toHaveBeenCalledTimes(1);
  });

  it('does not call back when that was cancelled, before or after', () => {
    const callback = vi.fn();
    const cancel = systemClock.schedule(1, callback);
    cancel();
    vi.advanceTimersByTime(5000);
    cancel();
    expect(callback).not.toHaveBeenCalled();
  });
});
