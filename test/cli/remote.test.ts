import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporaryFolder';
import { ScriptedProvider } from '../vscode/support/scriptedProvider';
import { expectError, runCli, startCli } from './support/cli';
import { descendants, isAlive } from '../support/processes';
import { documentErrors, resultSchemaErrors } from './support/resultSchema';
import { RIGHT, TASK, WRONG, writeTaskFiles } from './support/taskFiles';

const fenced = (code: string): { readonly text: string } => ({ text: `\`\`\`python\n${code}\`\`\`\n` });

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let provider: ScriptedProvider;
let options: { readonly home: string; readonly cwd: string };
beforeAll(async () => {
  folder = await temporaryFolder();
  await writeTaskFiles(folder.path);
  options = { home: join(folder.path, 'home'), cwd: folder.path };
});
afterAll(() => folder.dispose());
beforeEach(async () => {
  provider = await ScriptedProvider.start();
});
afterEach(async () => {
  await provider.stop();
  await rm(join(folder.path, 'trace.json'), { force: true });
});

const remote = (...args: string[]): string[] => [...args, '--model', 'openai-compatible:any', '--endpoint', provider.endpoint];

describe('solve', () => {
  it('prints the code of a verified answer, its progress apart, and exits 0', async () => {
    provider.script([fenced(RIGHT)]);
    const { code, stdout, stderr } = await runCli(remote('solve', 'task.py', '--budget', 'quick'), options);
    expect(code).toBe(0);
    expect(stdout).toContain('return x + 1');
    expect(stderr).toMatch(/estimate .*\n(?:.*\n)*.*VERIFIED Verified: the answer passes 2 of 2 examples/);
  });

  it('exits 2 with an answer that fails, and its document says so', async () => {
    provider.script([fenced(WRONG)]);
    const { code, stdout } = await runCli(remote('solve', 'task.py', '--budget', 'quick', '--json'), options);
    const document: unknown = JSON.parse(stdout);
    expect(resultSchemaErrors(document)).toEqual([]);
    expect(document).toMatchObject({ status: 'unverified', stopReason: 'budget-samples', model: { location: 'remote', digest: null } });
    expect(code).toBe(2);
  });

  it('exits 2 without an answer, and prints none', async () => {
    provider.script([fenced(RIGHT)]);
    const limited = remote('solve', 'task.py', '--max-tokens', '5');
    expect(await runCli(limited, options)).toMatchObject({ code: 2, stdout: '' });
    const document: unknown = JSON.parse((await runCli([...limited, '--json'], options)).stdout);
    expect(resultSchemaErrors(document)).toEqual([]);
    expect(document).toMatchObject({ status: 'abstained', code: null, stopReason: 'budget-tokens', budget: { maxTokens: 5 } });
  });

  it('prints a file with nothing but the function changed, and says which one it took', async () => {
    const other = 'def shipping(x):\n    """\n    >>> shipping(2)\n    6\n    """\n    return x * 3\n';
    const text = `# Prices.\n\n${TASK}\n\n${other}`.replaceAll('\n', '\r\n');
    await writeFile(join(folder.path, 'calc.py'), text);
    provider.script([fenced(`${RIGHT}\ndef shipping(x):\n    return 99\n`)]);
    const { code, stdout, stderr } = await runCli(remote('solve', 'calc.py', '--budget', 'quick'), options);
    expect(code).toBe(0);
    expect(stdout).toBe(text.replace('def f(x: int) -> int:', 'def f(x):').replace('0\r\n    """\r\n', '0\r\n    """\r\n    return x + 1\r\n'));
    expect(stderr).toContain('f (python, 2 examples)  the only one of 2 functions that is not written yet');
  });

  it('takes its key from the environment', async () => {
    provider.script([fenced(RIGHT)]);
    await runCli(remote('complete', 'task.py'), { ...options, environment: { OPENAI_API_KEY: 'other', RECKON_API_KEY: 'secret' } });
    expect(provider.authorizations).toEqual(['Bearer secret']);
  });
});

describe('complete', () => {
  it('says that the energy and the price of a server are not known', async () => {
    provider.script([fenced(RIGHT)]);
    const { code, stdout } = await runCli(remote('complete', 'task.py', '--json'), options);
    const document: unknown = JSON.parse(stdout);
    expect([code, documentErrors('complete', document)]).toEqual([0, []]);
    expect(document).toMatchObject({ usage: { loadSeconds: 0, energyJoules: null, energySource: 'unknown', dollars: null } });
  });
});

describe('a trace', () => {
  it('is written whole, with every event', async () => {
    provider.script([fenced(RIGHT)]);
    expect(await runCli(remote('solve', 'task.py', '--budget', 'quick', '--trace', 'trace.json'), options)).toMatchObject({ code: 0 });
    const trace = JSON.parse(await readFile(join(folder.path, 'trace.json'), 'utf8')) as { events: { event: { type: string } }[] };
    expect(trace).toMatchObject({ format: 'reckon-trace', schemaVersion: 2, failure: null, request: { level: 'quick', seed: 0 }, model: { modelId: 'any' } });
    expect([trace.events.at(0)?.event.type, trace.events.at(-1)?.event.type]).toEqual(['run-started', 'run-finished']);
    expect((await readdir(folder.path)).filter((name) => name.includes('trace'))).toEqual(['trace.json']);
  });

  it('of a run that failed ends where it failed', async () => {
    provider.script([{ text: '', status: 401 }]);
    await expectError(remote('solve', 'task.py', '--trace', 'trace.json', '--json'), options, ' answered 401: "scripted".\n  Check the key.');
    const { events } = JSON.parse(await readFile(join(folder.path, 'trace.json'), 'utf8')) as { events: { event: unknown }[] };
    expect(events.at(-1)?.event).toMatchObject({ type: 'step-finished', outcome: 'stopped', detail: expect.stringContaining('answered 401: "scripted".') as string });
  });

  it('of a run that did not begin is not there', async () => {
    await expectError(['solve', 'task.py', '--model', 'smollm2-135m', '--trace', 'trace.json'], options, 'is not on this machine');
    expect(await readdir(folder.path)).not.toContain('trace.json');
  });
});

describe('a server', () => {
  it('that is not there is named', async () => {
    const args = remote('complete', 'task.py', '--json');
    const { endpoint } = provider;
    await provider.stop();
    await expectError(args, options, `Cannot reach ${endpoint}.\n  Is the server running, and is the address right?`);
    provider = await ScriptedProvider.start();
  });

  it('has an address that is one', async () => {
    await expectError(['complete', 'task.py', '--model', 'openai-compatible:any', '--endpoint', 'nonsense'], options, 'nonsense is not the address of a server.');
  });

  it.each([['solve'], ['complete']])('that is slow is left at Ctrl-C: %s', async (command) => {
    provider.script([{ ...fenced(RIGHT), holdAfter: 20 }]);
    const cli = startCli(remote(command, 'task.py', '--json', ...(command === 'solve' ? ['--trace', 'trace.json'] : [])), options);
    await cli.untilProgress('writing');
    const started = descendants(cli.pid);
    cli.child.kill('SIGINT');
    const { code, stdout } = await cli.done;
    expect(code).toBe(130);
    expect(started.filter(({ pid }) => isAlive(pid))).toEqual([]);
    // What is printed is a whole document or nothing.
    expect(stdout === '' ? [] : resultSchemaErrors(JSON.parse(stdout))).toEqual([]);
    const trace = await readFile(join(folder.path, 'trace.json'), 'utf8').catch(() => '{"events":[]}');
    expect(JSON.parse(trace)).toHaveProperty('events');
    expect((await readdir(folder.path)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});
