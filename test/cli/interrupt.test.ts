import { readdir, readFile, realpath, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../support/temporaryFolder';
import { startCli, type CliProcess } from './support/cli';
import { descendants, isAlive } from '../support/processes';
import { resultSchemaErrors } from './support/resultSchema';
import { writeTaskFiles } from './support/taskFiles';
import { MODEL, weightsHome } from './support/weightsHome';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let home: Awaited<ReturnType<typeof weightsHome>>;
let options: { readonly home: string; readonly cwd: string };
beforeAll(async () => {
  folder = await temporaryFolder();
  home = await weightsHome();
  await writeTaskFiles(folder.path);
  options = { home: home.path, cwd: folder.path };
});
afterAll(async () => {
  await folder.dispose();
  await home.dispose();
});

/** Only a hung process takes this long to notice that its parent has gone. */
const GONE_MS = 60_000;

/** Nothing in this text ends a completion early: the model counts until it is stopped. */
const LONG = ['complete', '-', '--raw', '--json', '--max-tokens', '4000', '--model', MODEL];
const input = '1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,';

/** Starts a command, waits until the model writes, and returns it with the processes it has started. */
async function writing(args: readonly string[], ownGroup = false): Promise<{ cli: CliProcess; started: readonly number[]; engine: number }> {
  const cli = startCli(args, { ...options, input, ownGroup });
  await cli.untilProgress('writing');
  const started = descendants(cli.pid);
  const engine = started.find(({ command }) => command.includes('engine.js'));
  expect(engine).toBeDefined();
  return { cli, started: started.map(({ pid }) => pid), engine: engine?.pid as number };
}

describe('Ctrl-C while the model writes', () => {
  it.each([
    ['as a signal to the command', false],
    ['as a terminal sends it, to every process of the command', true],
  ])('%s ends a completion and all its processes', async (_how, ownGroup) => {
    const { cli, started } = await writing(LONG, ownGroup);
    process.kill(ownGroup ? -cli.pid : cli.pid, 'SIGINT');
    expect(await cli.done).toMatchObject({ code: 130, stdout: '', stderr: expect.stringContaining('reckon: interrupted\n') as unknown });
    expect(started.filter(isAlive)).toEqual([]);
  });

  it.each([
    ['as a signal to the command', false],
    ['as a terminal sends it, to every process of the command', true],
  ])('%s ends a run with its result and its trace', async (how, ownGroup) => {
    // A name of its own: what the other case wrote must not pass for this one's.
    const traceName = `trace of ${how}.json`;
    const args = ['solve', 'task.py', '--json', '--trace', traceName, '--budget', 'thorough', '--model', MODEL];
    const { cli, started } = await writing(args, ownGroup);
    process.kill(ownGroup ? -cli.pid : cli.pid, 'SIGINT');
    const { code, stdout, stderr } = await cli.done;
    expect(stderr).not.toContain('reckon: ');
    expect(code).toBe(130);
    expect(started.filter(isAlive)).toEqual([]);
    expect(resultSchemaErrors(JSON.parse(stdout))).toEqual([]);
    expect(JSON.parse(stdout)).toMatchObject({ stopReason: 'cancelled' });
    const trace = JSON.parse(await readFile(join(folder.path, traceName), 'utf8')) as { readonly events: readonly unknown[] };
    expect(trace.events.at(-1)).toMatchObject({ event: { type: 'run-finished', result: { stopReason: 'cancelled' } } });
    expect((await readdir(folder.path)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});

describe('Ctrl-C while a candidate runs', () => {
  it('as a terminal sends it, ends the check and its sandbox', async () => {
    const cli = startCli(['verify', 'task.py', 'endless.py'], { ...options, ownGroup: true });
    const sandboxes = (): readonly number[] => descendants(cli.pid).filter(({ command }) => command.includes('sandbox-python.js')).map(({ pid }) => pid);
    await expect.poll(sandboxes, { timeout: GONE_MS }).not.toEqual([]);
    const started = sandboxes();
    process.kill(-cli.pid, 'SIGINT');
    expect(await cli.done).toMatchObject({ code: 130, stdout: '' });
    expect(started.filter(isAlive)).toEqual([]);
  });
});

describe('Ctrl-C while a model is imported', () => {
  it.each([
    ['as a signal to the command', false],
    ['as a terminal sends it, to every process of the command', true],
  ])('%s leaves nothing half-written', async (_how, ownGroup) => {
    const fresh = await temporaryFolder();
    onTestFinished(() => fresh.dispose());
    await symlink(await realpath(join(home.path, 'weights')), join(fresh.path, 'weights'));
    const cli = startCli(LONG, { ...options, home: fresh.path, input, ownGroup });
    await cli.untilProgress('importing the model');
    const started = descendants(cli.pid);
    process.kill(ownGroup ? -cli.pid : cli.pid, 'SIGINT');
    expect(await cli.done).toMatchObject({ code: 130, stdout: '', stderr: expect.stringContaining('reckon: interrupted\n') as unknown });
    expect(started.filter(({ pid }) => isAlive(pid))).toEqual([]);
    expect(await readdir(join(fresh.path, 'graphs')).catch(() => [])).toEqual([]);
  });
});

describe('an engine that is killed while it writes', () => {
  it.each([
    ['complete', LONG],
    ['solve', ['solve', 'task.py', '--json', '--model', MODEL]],
  ])('ends %s with a sentence and leaves nothing', async (_name, args) => {
    const { cli, started, engine } = await writing(args);
    process.kill(engine, 'SIGKILL');
    const { code, stdout, stderr } = await cli.done;
    expect(stderr).toContain('reckon: The engine process ended (SIGKILL).');
    expect(stderr).not.toContain('this is a bug');
    expect(code).toBe(1);
    expect(stdout === '' ? null : JSON.parse(stdout)).toEqual(args.includes('--json') ? { schemaVersion: 1, error: { code: 'engine-crashed', message: 'The engine process ended (SIGKILL).', hint: expect.any(String) as unknown } } : null);
    expect(started.filter(isAlive)).toEqual([]);
  });
});

describe('a command that is killed', () => {
  it('takes its processes with it', async () => {
    const { cli, started } = await writing(LONG);
    cli.child.kill('SIGKILL');
    await cli.done;
    // The engine notices at its next step that nobody listens; nobody is told when it has gone.
    await expect.poll(() => started.filter(isAlive), { timeout: GONE_MS }).toEqual([]);
  });
});
