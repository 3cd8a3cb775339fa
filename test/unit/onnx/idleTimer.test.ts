import { describe, expect, it } from 'vitest';
import { IdleTimer } from '../../../src/backends/onnx/process/idleTimer';
import { FakeClock } from '../../support/fakeClock';

function create(seconds: number): { clock: FakeClock; timer: IdleTimer; calls: () => number } {
  const clock = new FakeClock();
  let calls = 0;
  return { clock, timer: new IdleTimer(clock, seconds, () => { calls += 1; }), calls: () => calls };
}

describe('being idle', () => {
  it('begins when the last of several uses ends', () => {
    const { clock, timer, calls } = create(60);
    const [first, second] = [timer.begin(), timer.begin()];
    first();
    clock.advance(100);
    expect(calls()).toBe(0);
    second();
    clock.advance(59);
    expect(calls()).toBe(0);
    clock.advance(1);
    expect(calls()).toBe(1);
  });

  it('ends with the next use, and begins anew after it', () => {
    const { clock, timer, calls } = create(60);
    timer.begin()();
    clock.advance(50);
    const end = timer.begin();
    clock.advance(100);
    end();
    clock.advance(59);
    expect(calls()).toBe(0);
    clock.advance(1);
    expect(calls()).toBe(1);
  });

  it('counts a use once, however often its end is told', () => {
    const { clock, timer, calls } = create(60);
    const end = timer.begin();
    const other = timer.begin();
    end();
    end();
    clock.advance(100);
    expect(calls()).toBe(0);
    other();
    clock.advance(60);
    expect(calls()).toBe(1);
  });

  it('is never reached where there is no limit, nor after a stop', () => {
    const endless = create(Infinity);
    endless.timer.begin()();
    endless.clock.advance(1e9);
    expect(endless.calls()).toBe(0);
    const stopped = create(60);
    stopped.timer.begin()();
    stopped.timer.stop();
    stopped.clock.advance(100);
    expect(stopped.calls()).toBe(0);
  });
});
