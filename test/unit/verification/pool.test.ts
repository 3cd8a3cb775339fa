import { describe, expect, it } from 'vitest';
import { SandboxPool, type PooledProcess } from '../../../src/verification/verifier/pool';

/** A process that is ready when the test says so. */
class FakeProcess implements PooledProcess {
  becomeReady = (): void => undefined;
  fail = (): void => undefined;
  usable = true;
  private end = (): void => undefined;
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

function poolOfFakes(): { pool: SandboxPool<FakeProcess>; started: FakeProcess[] } {
  const started: FakeProcess[] = [];
  const pool = new SandboxPool(() => {
    const process = new FakeProcess();
    process.ready.catch(() => undefined);
    started.push(process);
    return process;
  });
  return { pool, started };
}

/** Lets everything that waits for a settled promise run. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the pool of sandbox processes', () => {
  it('gives the same shared process while it is usable', () => {
    const { pool, started } = poolOfFakes();
    expect(pool.shared()).toBe(pool.shared());
    expect(started).toHaveLength(1);
  });

  it('starts the reserve after the shared process and gives it out once', async () => {
    const { pool, started } = poolOfFakes();
    const shared = pool.shared();
    pool.keepReserve();
    pool.keepReserve();
    await settled();
    expect(started).toHaveLength(1);
    shared.becomeReady();
    await settled();
    expect(started).toHaveLength(2);
    expect(pool.virgin()).toBe(started[1]);
    expect(pool.virgin()).toBe(started[2]);
    expect(started.slice(1)).not.toContain(shared);
  });

  it('puts the reserve in the place of a shared process that died, and starts another', async () => {
    const { pool, started } = poolOfFakes();
    pool.shared().becomeReady();
    pool.keepReserve();
    await settled();
    started[1]?.becomeReady();
    await started[0]?.close();
    expect(pool.shared()).toBe(started[1]);
    await settled();
    expect(started).toHaveLength(3);
    expect(pool.virgin()).toBe(started[2]);
  });

  it('never gives out a reserve that died', async () => {
    const { pool, started } = poolOfFakes();
    pool.keepReserve();
    await settled();
    await started[0]?.close();
    expect(pool.virgin()).toBe(started[1]);
  });

  it('closes everything when disposed of, and starts no reserve afterwards', async () => {
    const { pool, started } = poolOfFakes();
    const shared = pool.shared();
    const virgin = pool.virgin();
    pool.keepReserve();
    await pool.dispose();
    shared.becomeReady();
    await settled();
    expect(started).toEqual([shared, virgin]);
    expect(started.map(({ usable }) => usable)).toEqual([false, false]);
  });

  it('starts no reserve when the shared process does not start', async () => {
    const { pool, started } = poolOfFakes();
    pool.shared().fail();
    pool.keepReserve();
    await settled();
    expect(started).toHaveLength(1);
  });
});
