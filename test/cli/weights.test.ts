import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporaryFolder';
import { runCli } from './support/cli';
import { documentErrors, resultSchemaErrors } from './support/resultSchema';
import { writeTaskFiles } from './support/taskFiles';
import { MODEL, weightsHome } from './support/weightsHome';

interface Completion {
  readonly samples: readonly { readonly text: string; readonly tokens: number; readonly finishReason: string }[];
  readonly usage: {
    readonly promptTokens: number;
    readonly completionTokens: number;
    readonly seconds: number;
    readonly prefillSeconds: number;
    readonly decodeSeconds: number;
    readonly loadSeconds: number;
    readonly energyJoules: number | null;
    readonly energySource: string;
  };
}

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

async function complete(input: string, ...args: string[]): Promise<Completion> {
  const { code, stdout, stderr } = await runCli(['complete', '-', '--json', '--model', MODEL, ...args], { ...options, input });
  expect([code, stderr]).toEqual([0, expect.stringContaining('loading the model')]);
  const document: unknown = JSON.parse(stdout);
  expect(documentErrors('complete', document)).toEqual([]);
  return document as Completion;
}

describe('complete', () => {
  it('says what was used, the load apart', async () => {
    const { samples, usage } = await complete('Say hello.', '--max-tokens', '8');
    expect(samples).toHaveLength(1);
    expect(samples[0]).toMatchObject({ text: expect.stringMatching(/\w/) as unknown, tokens: usage.completionTokens });
    expect(['stop', 'length']).toContain(samples[0]?.finishReason);
    expect(Math.min(usage.prefillSeconds, usage.decodeSeconds, usage.loadSeconds)).toBeGreaterThan(0);
    expect(usage.seconds).toBeGreaterThanOrEqual(usage.prefillSeconds + usage.decodeSeconds);
    expect(['measured', 'modelled']).toContain(usage.energySource);
    expect(usage.energyJoules).toBeGreaterThan(0);
  });

  it('continues bare text with --raw, special tokens recognised', async () => {
    const plain = await complete('def add(a, b):\n    return', '--raw', '--max-tokens', '4');
    expect(plain.samples[0]?.text).toMatch(/^ a \+ b/);
    const marked = await complete('<|im_start|>', '--raw', '--max-tokens', '1');
    expect(marked.usage.promptTokens).toBe(1);
    const chat = await complete('<|im_start|>', '--max-tokens', '1');
    expect(chat.usage.promptTokens).toBeGreaterThan(1);
  });

  it('ends before a stop text', async () => {
    const { samples } = await complete('1, 2, 3, 4,', '--raw', '--max-tokens', '40', '--stop', '7');
    expect(samples[0]).toMatchObject({ finishReason: 'stop', text: expect.not.stringContaining('7') as unknown });
  });

  it('draws the same samples again from the same seed, and others from another', async () => {
    const draw = async (seed: string): Promise<Completion['samples']> =>
      (await complete('Name an animal.', '--samples', '3', '--temperature', '1', '--seed', seed, '--max-tokens', '12')).samples;
    const first = await draw('1');
    expect(first).toHaveLength(3);
    expect(new Set(first.map(({ text }) => text)).size).toBeGreaterThan(1);
    expect(await draw('1')).toEqual(first);
    expect(await draw('2')).not.toEqual(first);
  });

  it('prints the bare text without --json', async () => {
    const args = ['complete', '--raw', '--samples', '2', '--max-tokens', '3', '--model', MODEL];
    const { code, stdout } = await runCli(args, { ...options, input: 'def add(a, b):\n    return' });
    expect([code, stdout]).toEqual([0, ' a + b\n---\n a + b\n']);
  });
});

describe('solve', () => {
  it('prints one valid document and writes a whole trace, whatever comes of it', async () => {
    const args = ['solve', 'task.py', '--budget', 'quick', '--model', MODEL, '--json', '--trace', 'trace.json'];
    const { code, stdout } = await runCli(args, options);
    const document = JSON.parse(stdout) as { status: string; usage: { seconds: number; loadSeconds: number } };
    expect(resultSchemaErrors(document)).toEqual([]);
    expect(document).toMatchObject({ model: { id: MODEL, location: 'local', digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as unknown } });
    expect(document.usage.loadSeconds).toBeGreaterThan(0);
    expect(code).toBe(document.status === 'verified' ? 0 : 2);
    const trace = JSON.parse(await readFile(join(folder.path, 'trace.json'), 'utf8')) as { events: { event: { type: string } }[] };
    expect(trace.events.at(-1)?.event.type).toBe('run-finished');
    expect((await readdir(folder.path)).filter((name) => name.includes('trace'))).toEqual(['trace.json']);
  });

  it('stays inside a limit of tokens', async () => {
    const { code, stdout } = await runCli(['solve', 'task.py', '--model', MODEL, '--json', '--max-tokens', '200'], options);
    const document = JSON.parse(stdout) as { status: string; usage: { promptTokens: number; completionTokens: number } };
    expect(resultSchemaErrors(document)).toEqual([]);
    expect(document).toMatchObject({ budget: { maxTokens: 200 } });
    expect(document.usage.promptTokens + document.usage.completionTokens).toBeLessThanOrEqual(200);
    expect(code).toBe(document.status === 'verified' ? 0 : 2);
  });
});
