import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEnergyMeter } from '../../../src/budget';
import { FakeClock } from '../../support/fakeClock';
import { temporaryFolder } from '../../support/temporaryFolder';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let clock: FakeClock;
beforeEach(async () => {
  folder = await temporaryFolder();
  clock = new FakeClock();
});
afterEach(() => folder.dispose());

const RANGE = 1_000_000_000;

/** A counter as the kernel shows it, in joules. */
async function counter(zone: string, joules: number, name = 'package'): Promise<void> {
  const path = join(folder.path, zone);
  await mkdir(path, { recursive: true });
  await writeFile(join(path, 'name'), `${name}\n`);
  await writeFile(join(path, 'energy_uj'), `${joules * 1e6}\n`);
  await writeFile(join(path, 'max_energy_range_uj'), `${RANGE}\n`);
}

describe('the energy of a run', () => {
  it('is that of every package of the machine', async () => {
    await counter('intel-rapl:0', 10);
    await counter('intel-rapl:1', 500);
    const meter = createEnergyMeter(clock, 2, folder.path);
    await counter('intel-rapl:0', 13);
    await counter('intel-rapl:1', 504);
    expect(meter.read()).toEqual({ joules: 7, source: 'measured' });
  });

  it('goes on where one counter begins again', async () => {
    await counter('intel-rapl:0', 999);
    await counter('intel-rapl:1', 10);
    const meter = createEnergyMeter(clock, 2, folder.path);
    await counter('intel-rapl:0', 2);
    await counter('intel-rapl:1', 15);
    expect(meter.read()).toEqual({ joules: 8, source: 'measured' });
    await counter('intel-rapl:0', 4);
    expect(meter.read()).toEqual({ joules: 10, source: 'measured' });
  });

  it('counts nothing twice: no part of a package, not the whole platform', async () => {
    const zones = [['intel-rapl:0', 'package-0'], ['intel-rapl:0:0', 'core'], ['intel-rapl:1', 'psys'], ['intel-rapl-mmio:0', 'package-0']] as const;
    await Promise.all(zones.map(([zone, name]) => counter(zone, 0, name)));
    const meter = createEnergyMeter(clock, 2, folder.path);
    await Promise.all(zones.map(([zone, name]) => counter(zone, 5, name)));
    expect(meter.read()).toEqual({ joules: 5, source: 'measured' });
  });

  it('is modelled when a counter is missing, so that a part does not pass for the whole', async () => {
    await counter('intel-rapl:0', 0);
    await counter('intel-rapl:1', 0);
    await rm(join(folder.path, 'intel-rapl:1', 'energy_uj'));
    const meter = createEnergyMeter(clock, 2, folder.path);
    clock.advance(3);
    expect(meter.read()).toEqual({ joules: 60, source: 'modelled' });
    expect(createEnergyMeter(clock, 2, join(folder.path, 'none')).read().source).toBe('modelled');
  });

  it('is unknown once a counter is gone', async () => {
    await counter('intel-rapl:0', 0);
    await counter('intel-rapl:1', 0);
    const meter = createEnergyMeter(clock, 2, folder.path);
    await rm(join(folder.path, 'intel-rapl:1'), { recursive: true });
    expect(meter.read()).toEqual({ joules: null, source: 'unknown' });
  });
});
