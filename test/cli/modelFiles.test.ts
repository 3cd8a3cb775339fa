import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tinyModel } from '../support/ggufFile';
import { temporaryFolder } from '../support/temporaryFolder';
import { expectError, runCli } from './support/cli';
import { documentErrors } from './support/resultSchema';
import { writeTaskFiles } from './support/taskFiles';

/** A number that no tensor type has. */
const UNKNOWN_TYPE = 99;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let options: { readonly home: string; readonly cwd: string };
beforeAll(async () => {
  folder = await temporaryFolder();
  await writeTaskFiles(folder.path);
  options = { home: join(folder.path, 'home'), cwd: folder.path };
  const whole = tinyModel();
  const files: Record<string, Uint8Array | string> = {
    'text.gguf': 'These are words.',
    'empty.gguf': '',
    'header.gguf': whole.subarray(0, 200),
    'truncated.gguf': whole.subarray(0, whole.length - 1000),
    'architecture.gguf': tinyModel({ architecture: 'mamba' }),
    'type.gguf': tinyModel({ editTensors: ([first, ...rest]) => (first ? [{ ...first, type: UNKNOWN_TYPE }, ...rest] : rest) }),
  };
  await Promise.all(Object.entries(files).map(([name, data]) => writeFile(join(folder.path, name), data)));
});
afterAll(() => folder.dispose());

describe('a model that cannot be used', () => {
  it.each([
    ['an unknown id', 'gpt-7', 'There is no model "gpt-7".\n  Models: qwen2.5-coder-0.5b,'],
    ['one that is not fetched', 'smollm2-135m', 'The model smollm2-135m is not on this machine.\n  Fetch it: reckon models fetch smollm2-135m'],
    ['an unknown file', './nowhere.gguf', 'There is no model file at '],
    ['a file of another kind', 'text.gguf', 'text.gguf is not a whole GGUF file: it does not begin like a GGUF file.'],
    ['an empty file', 'empty.gguf', 'empty.gguf is not a whole GGUF file: it does not begin like a GGUF file.'],
    ['a file cut in its header', 'header.gguf', 'header.gguf is not a whole GGUF file: '],
    ['a file cut in its data', 'truncated.gguf', 'truncated.gguf is not a whole GGUF file: '],
    ['an unknown architecture', 'architecture.gguf', "The model's architecture is mamba, which Reckon cannot import.\n  Use a model of one of these architectures: "],
    ['an unknown tensor type', 'type.gguf', `is stored as number ${UNKNOWN_TYPE}, which Reckon cannot import.\n  Use a file quantized as `],
    ['a server without an address', 'openai-compatible:any', 'The model openai-compatible:any needs the address of its server.\n  Give --endpoint URL'],
  ])('%s', async (_what, model, sentence) => {
    await expectError(['solve', 'task.py', '--model', model, '--json'], options, sentence);
    await expectError(['complete', 'task.py', '--model', model, '--json'], options, sentence);
  });

  it('leaves nothing half-imported', async () => {
    await expectError(['complete', 'task.py', '--model', 'truncated.gguf'], options, 'is not a whole GGUF file');
    expect(await readdir(join(options.home, 'graphs')).catch(() => [])).toEqual([]);
  });

  it('is a catalogue file that is not what was published', async () => {
    const home = join(folder.path, 'wrong-digest');
    const weights = join(home, 'weights', 'smollm2-135m');
    await mkdir(weights, { recursive: true });
    await writeFile(join(weights, 'SmolLM2-135M-Instruct.Q4_1.gguf'), tinyModel());
    await expectError(['complete', 'task.py', '--model', 'smollm2-135m'], { ...options, home }, 'The file of smollm2-135m is not what was published.\n  Fetch it again: ');
  });
});

describe('models', () => {
  it.each([
    [['models', 'fetch', 'gpt-7'], 'There is no model "gpt-7" in the catalogue.'],
    [['models', 'import', 'nowhere.gguf'], 'There is no model file at '],
    [['models', 'remove', 'gpt-7'], 'There is no model "gpt-7".'],
    [['models', 'fetch'], "missing required argument 'id'"],
  ])('%j says why not', async (args, sentence) => {
    await expectError(args, options, sentence);
  });

  it('lists the catalogue on an empty machine, in words and as a document', async () => {
    const home = join(folder.path, 'fresh');
    const words = await runCli(['models'], { ...options, home });
    expect(words).toMatchObject({ code: 0, stderr: '' });
    expect(words.stdout).toMatch(/^qwen2\.5-coder-0\.5b +491 MB +absent/m);
    const document = JSON.parse((await runCli(['models', '--json'], { ...options, home })).stdout) as { models: { state: string }[] };
    expect(documentErrors('models', document)).toEqual([]);
    expect(document).toMatchObject({ schemaVersion: 1, models: [{ id: 'qwen2.5-coder-0.5b' }, { id: 'qwen2.5-coder-1.5b' }, { id: 'smollm2-135m' }] });
    expect(document.models.map(({ state }) => state)).toEqual(['absent', 'absent', 'absent']);
  });

  it('imports a file where it lies, lists it and forgets it', async () => {
    const home = join(folder.path, 'importing');
    await writeFile(join(folder.path, 'mine.gguf'), tinyModel());
    expect(await runCli(['models', 'import', 'mine.gguf'], { ...options, home })).toMatchObject({ code: 0, stdout: 'mine\n' });
    expect((await runCli(['models'], { ...options, home })).stdout).toMatch(/^mine +\d+ MB +imported/m);
    expect(await runCli(['models', 'remove', 'mine'], { ...options, home })).toMatchObject({ code: 0, stdout: 'removed mine\n' });
    expect((await runCli(['models'], { ...options, home })).stdout).not.toContain('mine');
    expect(await readdir(folder.path)).toContain('mine.gguf');
  });
});
