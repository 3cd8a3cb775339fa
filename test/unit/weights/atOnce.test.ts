import { fork, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { readFile, utimes, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../src/base/clock';
import { ReckonError } from '../../../src/base/errors';
import { ImportList } from '../../../src/weights/importList';
import { withLock } from '../../../src/weights/lock';
import { FakeClock } from '../../support/fakeClock';
import { containing } from './support/matchers';
import { CONTENT, HALF } from './support/tinyModel';
import { silent, WeightsFixture, whole, type Answer } from './support/weightsFixture';

/** Answers when the test says so. */
function held(): { readonly answer: Answer; readonly response: Promise<ServerResponse> } {
  let answer: Answer = () => undefined;
  const response = new Promise<ServerResponse>((resolve) => {
    answer = resolve;
  });
  return { answer: (each, request) => answer(each, request), response };
}

/** A process that fetches the model, and what it says at its end. */
async function fetchProcess(fixture: WeightsFixture): Promise<{ readonly child: ChildProcess; readonly said: Promise<unknown> }> {
  const script = join(fixture.folder, 'fetch.cjs');
  await build({ entryPoints: [join(import.meta.dirname, 'support/fetchProcess.ts')], outfile: script, bundle: true, platform: 'node', format: 'cjs', target: 'node20', logLevel: 'error' });
  const child = fork(script, { env: fixture.environment, execArgv: [] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return { child, said: new Promise((resolve) => child.once('message', resolve)) };
}

describe('two fetches at once', () => {
  it('in one process do not write into each other: the second is told to wait', async () => {
    const { answer, response } = held();
    const fixture = await WeightsFixture.start(answer);
    const store = fixture.store();
    const first = store.fetch('tiny');
    const open = await response;
    await expect(store.fetch('tiny')).rejects.toMatchObject({ code: 'busy', message: `Another process (${process.pid}) is fetching tiny.` });
    await expect(store.remove('tiny')).rejects.toMatchObject({ code: 'busy' });
    open.end(CONTENT);
    expect((await first).bytes).toBe(CONTENT.length);
    expect(await fixture.files()).toEqual(['tiny.gguf']);
    expect(await fixture.fetched()).toEqual(CONTENT);
  });

  it('in two processes do not either', async () => {
    const { answer, response } = held();
    const fixture = await WeightsFixture.start(answer);
    const { child, said } = await fetchProcess(fixture);
    const open = await response;
    await expect(fixture.store().fetch('tiny')).rejects.toMatchObject({ code: 'busy', message: containing(`(${child.pid})`) });
    open.end(CONTENT);
    expect(await said).toMatchObject({ file: { path: fixture.path } });
    await fixture.store().fetch('tiny');
    expect(fixture.requests).toHaveLength(1);
    expect(await fixture.fetched()).toEqual(CONTENT);
  });

  it('end well when the first process is killed: the other goes on from there', async () => {
    const fixture = await WeightsFixture.start(silent, whole);
    await fixture.leavePart(CONTENT.subarray(0, HALF / 2));
    const { child } = await fetchProcess(fixture);
    await once(fixture, 1);
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    expect(existsSync(`${fixture.path}.lock`)).toBe(true);
    await fixture.store().fetch('tiny');
    expect(fixture.requests[1]?.headers.range).toMatch(/^bytes=\d+-$/);
    expect(await fixture.fetched()).toEqual(CONTENT);
    expect(await fixture.files()).toEqual(['tiny.gguf']);
  });
});

describe('a lock', () => {
  const work = (): Promise<string> => Promise.resolve('done');

  async function lockFile(holder: string): Promise<string> {
    const fixture = await WeightsFixture.start();
    return fixture.write('some.lock', holder);
  }

  it('is given back, whatever comes of the work', async () => {
    const fixture = await WeightsFixture.start();
    const path = join(fixture.folder, 'new/some.lock');
    expect(await withLock(path, 'working', fixture.clock, work)).toBe('done');
    await expect(withLock(path, 'working', fixture.clock, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(existsSync(path)).toBe(false);
  });

  it('does not outlive its process, and only one takes it over', async () => {
    const ended = spawn(process.execPath, ['-e', '']);
    await new Promise((resolve) => ended.once('exit', resolve));
    const path = await lockFile(String(ended.pid));
    let inside = 0;
    const alone = async (): Promise<void> => {
      expect((inside += 1)).toBe(1);
      await new Promise(setImmediate);
      inside -= 1;
    };
    const all = await Promise.allSettled(Array.from({ length: 20 }, () => withLock(path, 'working', new FakeClock(), alone)));
    expect(all.some(({ status }) => status === 'fulfilled')).toBe(true);
    expect(all.filter((each) => each.status === 'rejected').every(({ reason }) => ReckonError.is(reason, 'busy'))).toBe(true);
    expect(existsSync(path)).toBe(false);
  });

  it('is taken over although another one died while it did so', async () => {
    const path = await lockFile('1 another-machine 0');
    await writeFile(`${path}.guard`, '');
    await utimes(path, 0, 0);
    await utimes(`${path}.guard`, 0, 0);
    await expect(withLock(path, 'working', new FakeClock(), work)).rejects.toMatchObject({ code: 'busy' });
    expect(await withLock(path, 'working', new FakeClock(), work)).toBe('done');
  });

  it.each([
    ['is being written', ''],
    ['is held on another machine', '1 another-machine 0'],
    ['is held by a process that has the id now', `${process.pid}`],
  ])('that %s is left alone, until nothing was heard of it for a minute', async (_what, holder) => {
    const path = await lockFile(holder);
    const clock = new FakeClock();
    await utimes(path, clock.date(), clock.date());
    clock.advance(60);
    await expect(withLock(path, 'working', clock, work)).rejects.toMatchObject({ code: 'busy', hint: containing('try again') });
    expect(await readFile(path, 'utf8')).toBe(holder);
    clock.advance(1);
    expect(await withLock(path, 'working', clock, work)).toBe('done');
  });

  it('that somebody else took over is not given back', async () => {
    const fixture = await WeightsFixture.start();
    const path = join(fixture.folder, 'some.lock');
    await withLock(path, 'working', fixture.clock, () => writeFile(path, 'another'));
    expect(await readFile(path, 'utf8')).toBe('another');
  });
});

/** Time that goes on by itself when somebody looks again soon, and counts how often that is. */
class PatientClock extends FakeClock {
  looks = 0;

  constructor(private readonly onLook: (looks: number) => void = () => undefined) {
    super();
  }

  override schedule(seconds: number, callback: () => void): () => void {
    if (seconds >= 1) {
      return super.schedule(seconds, callback); // The heartbeat of a holder.
    }
    this.looks += 1;
    this.onLook(this.looks);
    const cancel = super.schedule(seconds, callback);
    this.advance(seconds);
    return cancel;
  }
}

describe('a lock that somebody is patient for', () => {
  async function heldLock(clock: FakeClock): Promise<string> {
    const fixture = await WeightsFixture.start();
    const path = await fixture.write('some.lock', '1 another-machine 0');
    await utimes(path, clock.date(), clock.date());
    return path;
  }

  it('is waited for, and no longer than that', async () => {
    const clock = new PatientClock();
    const path = await heldLock(clock);
    const begun = clock.seconds();
    await expect(withLock(path, 'working', clock, async () => 'done', 5)).rejects.toMatchObject({ code: 'busy', message: containing('(1) is working') });
    expect(clock.seconds() - begun).toBeCloseTo(5, 0);
    expect(clock.looks).toBeGreaterThan(10);
  });

  it('is had as soon as its holder gives it back', async () => {
    const clock = new PatientClock((looks) => (looks === 3 ? rmSync(path) : undefined));
    const path = await heldLock(clock);
    expect(await withLock(path, 'working', clock, async () => 'done', 5)).toBe('done');
    expect(clock.looks).toBe(3);
  });
});

describe('lists of imported files at once', () => {
  it('keep what each of them adds', async () => {
    const fixture = await WeightsFixture.start();
    const path = join(fixture.home, 'imports.json');
    const ids = Array.from({ length: 12 }, (_, index) => `model-${index}`);
    // Each stands for a process.
    await Promise.all(ids.map((id) => new ImportList(path, systemClock).set(id, { path: id, sha256: id, bytes: 1 })));
    expect([...(await new ImportList(path, systemClock).read()).keys()].sort()).toEqual(ids.sort());
    expect(existsSync(`${path}.lock`)).toBe(false);
  });
});

/** Resolves when that many requests have come. */
async function once(fixture: WeightsFixture, count: number): Promise<void> {
  while (fixture.requests.length < count) {
    await new Promise(setImmediate);
  }
}
