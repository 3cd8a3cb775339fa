import { describe, expect, it } from 'vitest';
import { SandboxPool, WAITING_BEFORE_GROWTH, type PooledProcess } from '../../../src/verification/verifier/pool';

/** A process that is ready when the test says so. */
class FakeProcess implements PooledProcess {
  becomeReady = (): void => undefined;
  fail = (): void => undefined;
  usable = true;
  private end = (): void => undefined;

  constructor(readonly variant: number) {}

  readonly ready = new Promise<void>((resolve, reject) => {
    this.becomeReady = resolve;
    this.fail = () => reject(new Error('no start'));
  });
  readonly exited = new Promise<void>((resolve) => {
    this.end = resolve;
  });

  async close(): Promise<void> {
    this.usable = false;
    this.end();
  }
}

function poolOfFakes(most = 1, variants = 1): { pool: SandboxPool<FakeProcess>; started: FakeProcess[] } {
  const started: FakeProcess[] = [];
  const pool = new SandboxPool((variant) => {
    const process = new FakeProcess(variant);
    process.ready.catch(() => undefined);
    started.push(process);
    return process;
  }, most, variants);
  return { pool, started };
}

/** Lets everything that waits for a settled promise run. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A use of the pool that lasts until the test ends it. */
function hold(pool: SandboxPool<FakeProcess>, signal?: AbortSignal): { got: () => FakeProcess | null; done: Promise<void>; end: () => void } {
  let got: FakeProcess | null = null;
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const done = pool.use((process) => {
    got = process;
    return ended;
  }, signal);
  done.catch(() => undefined);
  return { got: () => got, done, end };
}

const used = (pool: SandboxPool<FakeProcess>): Promise<FakeProcess> => pool.use(async (process) => process);
const virgin = (pool: SandboxPool<FakeProcess>): Promise<FakeProcess> => pool.useVirgin(async (process) => process);

describe('the pool of sandbox processes', () => {
  it('gives the same process to one after another', async () => {
    const { pool, started } = poolOfFakes();
    const [first, second] = [hold(pool), hold(pool)];
    await settled();
    expect([first.got(), second.got()]).toEqual([started[0], null]);
    first.end();
    await settled();
    expect(second.got()).toBe(started[0]);
    expect(started).toHaveLength(1);
  });

  it('starts the reserve after the first process, gives it out once and closes it afterwards', async () => {
    const { pool, started } = poolOfFakes();
    const warm = pool.warmUp();
    pool.keepReserve();
    await settled();
    expect(started).toHaveLength(1);
    started[0]?.becomeReady();
    await warm;
    await settled();
    expect(started).toHaveLength(2);
    expect(await virgin(pool)).toBe(started[1]);
    expect(await virgin(pool)).toBe(started[2]);
    expect(started.map(({ usable }) => usable)).toEqual([true, false, false]);
    expect(await used(pool)).toBe(started[0]);
  });

  it('puts the reserve in the place of a process that a candidate ended, and starts another', async () => {
    const { pool, started } = poolOfFakes();
    const warm = pool.warmUp();
    pool.keepReserve();
    started[0]?.becomeReady();
    await warm;
    await settled();
    started[1]?.becomeReady();
    const [killer, next] = [hold(pool), hold(pool)];
    await settled();
    await killer.got()?.close();
    killer.end();
    await settled();
    expect(next.got()).toBe(started[1]);
    await settled();
    expect(started).toHaveLength(3);
    expect(await virgin(pool)).toBe(started[2]);
  });

  it('never gives out a process that died while nobody used it', async () => {
    const { pool, started } = poolOfFakes();
    const warm = pool.warmUp();
    pool.keepReserve();
    started[0]?.becomeReady();
    await warm;
    await settled();
    await started[0]?.close();
    await started[1]?.close();
    expect(await used(pool)).toBe(started[2]);
  });

  it('starts a second process only when many wait, and lets nobody wait for its start', async () => {
    const { pool, started } = poolOfFakes(2);
    const holders = Array.from({ length: WAITING_BEFORE_GROWTH }, () => hold(pool));
    await settled();
    expect(started).toHaveLength(1);
    holders.push(hold(pool));
    await settled();
    expect(started).toHaveLength(2);
    holders[0]?.end();
    await settled();
    expect(holders[1]?.got()).toBe(started[0]);
    started[1]?.becomeReady();
    await settled();
    expect(holders[2]?.got()).toBe(started[1]);
    holders.push(...Array.from({ length: 2 * WAITING_BEFORE_GROWTH }, () => hold(pool)));
    await settled();
    expect(started).toHaveLength(2);
  });

  it('does not run what was cancelled while it waited', async () => {
    const { pool } = poolOfFakes();
    const cancel = new AbortController();
    const [first, cancelled, last] = [hold(pool), hold(pool, cancel.signal), hold(pool)];
    await settled();
    cancel.abort();
    await expect(cancelled.done).rejects.toMatchObject({ code: 'cancelled' });
    first.end();
    await settled();
    expect(cancelled.got()).toBeNull();
    expect(last.got()).toBe(first.got());
  });

  it('closes everything when disposed of, refuses those who wait, and starts no reserve afterwards', async () => {
    const { pool, started } = poolOfFakes();
    void pool.warmUp();
    pool.keepReserve();
    const [first, waiting] = [hold(pool), hold(pool)];
    await settled();
    await pool.dispose();
    await expect(waiting.done).rejects.toMatchObject({ code: 'cancelled' });
    first.end();
    started[0]?.becomeReady();
    await settled();
    expect(started.map(({ usable }) => usable)).toEqual([false]);
    await expect(used(pool)).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('starts no reserve when the first process does not start', async () => {
    const { pool, started } = poolOfFakes();
    const warm = pool.warmUp();
    pool.keepReserve();
    started[0]?.fail();
    await expect(warm).rejects.toThrow('no start');
    await settled();
    expect(started).toHaveLength(1);
  });

  it('starts processes that confirm in turns otherwise than those that candidates share', async () => {
    const { pool, started } = poolOfFakes(2, 3);
    await used(pool);
    await Promise.all([virgin(pool), virgin(pool)]);
    await virgin(pool);
    expect(started.map(({ variant }) => variant)).toEqual([0, 1, 2, 1]);
  });

  it('confirms otherwise also when the reserve has become a shared process', async () => {
    const { pool, started } = poolOfFakes(1, 3);
    void pool.warmUp();
    pool.keepReserve();
    started[0]?.becomeReady();
    await settled();
    await started[0]?.close();
    const shared = await used(pool);
    expect(shared).toBe(started[1]);
    await settled();
    await virgin(pool);
    await virgin(pool);
    await virgin(pool);
    expect(started.slice(2).map(({ variant }) => variant)).not.toContain(shared.variant);
  });

  it('ends what nobody uses when it is cleared, and starts anew', async () => {
    const { pool, started } = poolOfFakes();
    void pool.warmUp();
    pool.keepReserve();
    started[0]?.becomeReady();
    await settled();
    expect(started.map(({ usable }) => usable)).toEqual([true, true]);
    await pool.clear();
    expect(started.map(({ usable }) => usable)).toEqual([false, false]);
    expect(await used(pool)).toBe(started[2]);
  });
});
