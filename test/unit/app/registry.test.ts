import { beforeEach, describe, expect, it } from 'vitest';
import { ModelRegistry } from '../../../src/app/models';
import { cancelledError } from '../../../src/base/abort';
import { reckonHome } from '../../../src/base/home';
import type { WeightsFile, WeightsStore } from '../../../src/weights';
import { FakeClock } from '../../support/fakeClock';

const REFERENCE = { model: 'big.gguf' };
const FILE: WeightsFile = { modelId: 'big', path: '/nowhere/big.gguf', sha256: 'a'.repeat(64), bytes: 1 };

/** One reading of a model's file, which goes on until it is told to end or its signal aborts. */
interface Reading {
  readonly signal: AbortSignal;
  end(): void;
}

let readings: Reading[];
let registry: ModelRegistry;

beforeEach(() => {
  readings = [];
  const resolve = (_id: string, { signal = new AbortController().signal }: { readonly signal?: AbortSignal } = {}): Promise<WeightsFile> =>
    new Promise((fulfil, reject) => {
      readings.push({ signal, end: () => fulfil(FILE) });
      signal.addEventListener('abort', () => reject(cancelledError()), { once: true });
    });
  registry = new ModelRegistry({ scriptsFolder: '/nowhere', environment: {} }, new FakeClock(), reckonHome({ RECKON_HOME: '/nowhere' }), { resolve } as unknown as WeightsStore);
});

describe('a model whose file is being read', () => {
  it('is read no further when nobody waits for it, and anew when somebody asks again', async () => {
    const abort = new AbortController();
    const model = registry.get(REFERENCE, abort.signal);
    abort.abort();
    await expect(model).rejects.toMatchObject({ code: 'cancelled' });
    expect(readings[0]?.signal.aborted).toBe(true);
    const again = registry.get(REFERENCE);
    readings[1]?.end();
    expect((await again).info.modelId).toBe('big');
    expect(await registry.get(REFERENCE)).toBe(await again);
    expect(readings).toHaveLength(2);
  });

  it('is read on as long as one waits for it', async () => {
    const abort = new AbortController();
    const [leaving, staying] = [registry.get(REFERENCE, abort.signal), registry.get(REFERENCE)];
    abort.abort();
    await expect(leaving).rejects.toMatchObject({ code: 'cancelled' });
    expect(readings[0]?.signal.aborted).toBe(false);
    readings[0]?.end();
    expect((await staying).info.modelId).toBe('big');
    expect(readings).toHaveLength(1);
  });

  it('is kept when one leaves that came too late to end it', async () => {
    const abort = new AbortController();
    const model = registry.get(REFERENCE, abort.signal);
    readings[0]?.end();
    await model;
    abort.abort();
    await expect(registry.get(REFERENCE, abort.signal)).rejects.toMatchObject({ code: 'cancelled' });
    expect(await registry.get(REFERENCE)).toBe(await model);
  });

  it('is read no further after the end', async () => {
    const model = registry.get(REFERENCE);
    const failing = expect(model).rejects.toMatchObject({ code: 'cancelled' });
    await registry.dispose();
    await failing;
    expect(readings[0]?.signal.aborted).toBe(true);
  });
});
