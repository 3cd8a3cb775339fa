import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ScriptedProvider } from '../vscode/support/scriptedProvider';
import { expectError, runCli, startCli } from './support/cli';
import { descendants, isAlive } from '../support/processes';
import { documentErrors, resultSchemaErrors } from './support/resultSchema';
import { fenced, useScriptedServer } from './support/scriptedServer';
import { RIGHT, TASK, WRONG } from './support/taskFiles';

const server = useScriptedServer();
afterEach(() => rm(join(server.folder, 'trace.json'), { force: true }));

const remote = (...args: string[]): string[] => [...args, '--model', 'openai-compatible:any', '--endpoint', server.provider.endpoint];

describe('solve', () => {
  it('prints the code of a verified answer, its progress apart, and exits 0', async () => {
    server.provider.script([fenced(RIGHT)]);
    const { code, stdout, stderr } = await runCli(remote('solve', 'task.py', '--budget', 'quick'), server.options);
    expect(code).toBe(0);
    expect(stdout).toContain('return x + 1');
    expect(stderr).toMatch(/estimate .*\n(?:.*\n)*.*VERIFIED: the answer passes 2 of 2 examples/);
  });

  it('exits 2 with an answer that fails, and its document says so', async () => {
    server.provider.script([fenced(WRONG)]);
    const { code, stdout } = await runCli(remote('solve', 'task.py', '--budget', 'quick', '--json'), server.options);
    const document: unknown = JSON.parse(stdout);
    expect(resultSchemaErrors(document)).toEqual([]);
    expect(document).toMatchObject({ status: 'unverified', stopReason: 'budget-samples', model: { location: 'remote', digest: null } });
    expect(code).toBe(2);
  });

  it('exits 2 without an answer, and prints none', async () => {
    server.provider.script([fenced(RIGHT)]);
    const limited = remote('solve', 'task.py', '--max-tokens', '5');
    expect(await runCli(limited, server.options)).toMatchObject({ code: 2, stdout: '' });
    const document: unknown = JSON.parse((await runCli([...limited, '--json'], server.options)).stdout);
    expect(resultSchemaErrors(document)).toEqual([]);
    expect(document).toMatchObject({ status: 'abstained', code: null, stopReason: 'budget-tokens', budget: { maxTokens: 5 } });
  });

  it('prints a file with nothing but the function changed, and says which one it took', async () => {
    const other = 'def shipping(x):\n    """\n    >>> shipping(2)\n    6\n    """\n    return x * 3\n';
    const text = `# Prices.\n\n${TASK}\n\n${other}`.replaceAll('\n', '\r\n');
    await writeFile(join(server.folder, 'calc.py'), text);
    server.provider.script([fenced(`${RIGHT}\ndef shipping(x):\n    return 99\n`)]);
    const { code, stdout, stderr } = await runCli(remote('solve', 'calc.py', '--budget', 'quick'), server.options);
    expect(code).toBe(0);
    expect(stdout).toBe(text.replace('def f(x: int) -> int:', 'def f(x):').replace('0\r\n    """\r\n', '0\r\n    """\r\n    return x + 1\r\n'));
    expect(stderr).toContain('f (python, 2 examples)  the only one of 2 functions that is not written yet');
  });

  it('takes its key from the environment', async () => {
    server.provider.script([fenced(RIGHT)]);
    await runCli(remote('complete', 'task.py'), { ...server.options, environment: { OPENAI_API_KEY: 'other', RECKON_API_KEY: 'secret' } });
    expect(server.provider.authorizations).toEqual(['Bearer secret']);
  });
});

describe('a limit of money', () => {
  it('shrinks and refuses calls of a server whose price was given, and the trace replays at another', async () => {
    server.provider.script([fenced(WRONG)]);
    const priced = remote('solve', 'task.py', '--price', '3/15');
    const { code, stdout, stderr } = await runCli([...priced, '--max-dollars', '0.01', '--json', '--trace', 'trace.json'], server.options);
    const document = JSON.parse(stdout) as { readonly usage: { readonly dollars: number } };
    expect([code, resultSchemaErrors(document)]).toEqual([2, []]);
    expect(document).toMatchObject({ stopReason: 'budget-dollars', budget: { maxDollars: 0.01 } });
    expect(document.usage.dollars).toBeGreaterThan(0);
    expect(document.usage.dollars).toBeLessThanOrEqual(0.01);
    expect(stderr).toContain('never more than 16 samples, 8,000 tokens, 60 s, $0.0100');
    expect(stderr).toContain('try --max-dollars 0.02');
    const replayed = await runCli(['trace', 'replay', 'trace.json', '--budget', 'quick', '--max-dollars', '0.00001', '--json'], server.options);
    expect(JSON.parse(replayed.stdout)).toMatchObject({ replays: [{ stopReason: 'budget-dollars', usage: { dollars: 0 } }] });
    const again = await runCli(['trace', 'replay', 'trace.json', '--budget', 'quick', '--json'], server.options);
    const { replays: [whole] } = JSON.parse(again.stdout) as { readonly replays: readonly { readonly usage: { readonly dollars: number } }[] };
    expect(whole?.usage.dollars).toBeGreaterThan(0);
    await runCli(['trace', 'export', 'trace.json', '--out', 'report.md'], server.options);
    expect(await readFile(join(server.folder, 'report.md'), 'utf8')).toContain('for a million tokens of prompts');
  });

  it('refuses a server without a price, and says how to give one', async () => {
    await expectError(remote('solve', 'task.py', '--max-dollars', '1'), server.options, 'any is not asked: what it takes of money is not known, and this budget limits that.\n  Leave the limit of money out, or say what a million tokens of its prompts and of its answers cost: a price is given with --price PROMPT/ANSWER');
    await expectError(remote('ask', 'Why?', '--max-joules', '100'), server.options, 'what it takes of energy is not known');
    expect(server.provider.models).toEqual([]);
  });

  it.each([['--max-dollars', '0'], ['--max-joules', '-3'], ['--price', 'cheap']])('is a number: %s %s', async (flag, value) => {
    const { code, stderr } = await runCli([...remote('solve', 'task.py'), `${flag}=${value}`], server.options);
    expect([code, stderr]).toEqual([1, expect.stringContaining(`option '${flag} `) as string]);
  });
});

describe('complete', () => {
  it('says that the energy and the price of a server are not known', async () => {
    server.provider.script([fenced(RIGHT)]);
    const { code, stdout } = await runCli(remote('complete', 'task.py', '--json'), server.options);
    const document: unknown = JSON.parse(stdout);
    expect([code, documentErrors('complete', document)]).toEqual([0, []]);
    expect(document).toMatchObject({ usage: { loadSeconds: 0, energyJoules: null, energySource: 'unknown', dollars: null } });
  });
});

describe('a trace', () => {
  it('is written whole, with every event', async () => {
    server.provider.script([fenced(RIGHT)]);
    expect(await runCli(remote('solve', 'task.py', '--budget', 'quick', '--trace', 'trace.json'), server.options)).toMatchObject({ code: 0 });
    const trace = JSON.parse(await readFile(join(server.folder, 'trace.json'), 'utf8')) as { events: { event: { type: string } }[] };
    expect(trace).toMatchObject({ format: 'reckon-trace', schemaVersion: 2, failure: null, request: { level: 'quick', seed: 0 }, model: { modelId: 'any' } });
    expect([trace.events.at(0)?.event.type, trace.events.at(-1)?.event.type]).toEqual(['run-started', 'run-finished']);
    expect((await readdir(server.folder)).filter((name) => name.includes('trace'))).toEqual(['trace.json']);
  });

  it('of a run that failed ends where it failed', async () => {
    server.provider.script([{ text: '', status: 401 }]);
    await expectError(remote('solve', 'task.py', '--trace', 'trace.json', '--json'), server.options, ' answered 401: "scripted".\n  Check the key.');
    const { events } = JSON.parse(await readFile(join(server.folder, 'trace.json'), 'utf8')) as { events: { event: unknown }[] };
    expect(events.at(-1)?.event).toMatchObject({ type: 'step-finished', outcome: 'stopped', detail: expect.stringContaining('answered 401: "scripted".') as string });
  });

  it('of a run that did not begin is not there', async () => {
    await expectError(['solve', 'task.py', '--model', 'smollm2-135m', '--trace', 'trace.json'], server.options, 'is not on this machine');
    expect(await readdir(server.folder)).not.toContain('trace.json');
  });
});

describe('a server', () => {
  it('that is not there is named', async () => {
    const gone = await ScriptedProvider.start();
    const { endpoint } = gone;
    await gone.stop();
    await expectError(['complete', 'task.py', '--json', '--model', 'openai-compatible:any', '--endpoint', endpoint], server.options, `Cannot reach ${endpoint}.\n  Is the server running, and is the address right?`);
  });

  it('has an address that is one', async () => {
    await expectError(['complete', 'task.py', '--model', 'openai-compatible:any', '--endpoint', 'nonsense'], server.options, 'nonsense is not the address of a server.');
  });

  it.each([['solve'], ['complete']])('that is slow is left at Ctrl-C: %s', async (command) => {
    server.provider.script([{ ...fenced(RIGHT), holdAfter: 20 }]);
    const cli = startCli(remote(command, 'task.py', '--json', ...(command === 'solve' ? ['--trace', 'trace.json'] : [])), server.options);
    await cli.untilProgress('writing');
    const started = descendants(cli.pid);
    cli.child.kill('SIGINT');
    const { code, stdout } = await cli.done;
    expect(code).toBe(130);
    expect(started.filter(({ pid }) => isAlive(pid))).toEqual([]);
    // What is printed is a whole document or nothing.
    expect(stdout === '' ? [] : resultSchemaErrors(JSON.parse(stdout))).toEqual([]);
    const trace = await readFile(join(server.folder, 'trace.json'), 'utf8').catch(() => '{"events":[]}');
    expect(JSON.parse(trace)).toHaveProperty('events');
    expect((await readdir(server.folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});
