import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ContextRetriever, MAX_CONTEXT_TOKENS, type ContextScope } from '../../../src/retrieval';
import { MAX_FILE_BYTES } from '../../../src/retrieval/limits';
import { readTask } from '../../../src/verification/task';
import type { TaskContext } from '../../../src/verification/types';
import { temporaryFolder } from '../../support/temporaryFolder';

const SHAPES = 'class Circle:\n    """A round one."""\n    def __init__(self, radius):\n        self.radius = radius\n\n\ndef clamp(x, low, high):\n    """Limits x."""\n    return x\n\n\ndef unrelated(a):\n    return a\n';
const TASK = 'from shapes import Circle, clamp\n\n\ndef total(circles):\n    """Sum of the clamped radii of Circle objects.\n\n    >>> total([])\n    0\n    """\n';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let retriever: ContextRetriever;
beforeEach(async () => {
  folder = await temporaryFolder();
  retriever = new ContextRetriever();
});
afterEach(() => folder.dispose());

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder.path, path)), { recursive: true });
    await writeFile(join(folder.path, path), text);
  }
}

/** What is shown for the task in a file; `given` is what the task holds of it, all of it by default. */
async function retrieve(file: string, text: string, { scope = 'imports', given = text, maxTokens = Infinity, project = folder.path, signal }: { scope?: ContextScope; given?: string; maxTokens?: number; project?: string; signal?: AbortSignal } = {}): Promise<TaskContext | null> {
  await write({ [file]: text });
  const task = await readTask(given, { fileName: file });
  return retriever.retrieve({ task, file: join(folder.path, file), fileText: text, project, scope, maxTokens, ...(signal ? { signal } : {}) });
}

const names = (context: TaskContext | null): string[] => context?.snippets.map(({ file, name }) => `${file} ${name}`) ?? [];

describe('a context', () => {
  it('has what the file imports and the task seems to need, with where it stands', async () => {
    await write({ 'shapes.py': SHAPES });
    const context = await retrieve('task.py', TASK);
    expect(context?.snippets).toEqual([
      { file: 'shapes.py', line: 1, name: 'Circle', kind: 'class' },
      { file: 'shapes.py', line: 7, name: 'clamp', kind: 'function' },
    ]);
    expect(context?.text).toBe('# shapes.py\nclass Circle:\n    """A round one."""\n    # attributes: radius\n    def __init__(self, radius): ...\ndef clamp(x, low, high):\n    """Limits x."""');
  });

  it('is nothing where nothing speaks for any definition', async () => {
    await write({ 'shapes.py': SHAPES });
    expect(await retrieve('task.py', 'import shapes\n\n\ndef add(a, b):\n    """Add."""\n')).toBeNull();
    expect(await retrieve('task.py', 'import math\n\n\ndef total(circles):\n    """Sum of the radii of Circle objects."""\n')).toBeNull();
  });

  it('has near files only where the workspace is asked for, their tests never', async () => {
    await write({ 'pkg/shapes.py': SHAPES, 'pkg/test_shapes.py': 'class Circle: pass\n', 'tests/circle.py': 'class Circle: pass\n', 'deep/er/ropes.py': 'class Rope: pass\n' });
    const text = 'def total(circles):\n    """Sum of the radii of Circle objects."""\n';
    expect(await retrieve('pkg/task.py', text)).toBeNull();
    expect(names(await retrieve('pkg/task.py', text, { scope: 'workspace' }))).toEqual(['pkg/shapes.py Circle']);
  });

  it('follows what a package passes on, and the types that chosen definitions mention', async () => {
    await write({
      'geo/__init__.py': 'from .round import Circle\n',
      'geo/round.py': 'from .base import Point\n\n\nclass Circle:\n    centre: Point\n    radius: float\n\n\nclass Other: pass\n',
      'geo/base.py': 'class Point:\n    x: float\n',
    });
    expect(names(await retrieve('main.py', TASK.replace('from shapes import Circle, clamp', 'from geo import Circle')))).toEqual(['geo/round.py Circle']);
    expect(names(await retrieve('geo/main.py', TASK.replace('from shapes import Circle, clamp', 'from .round import Circle')))).toEqual(['geo/round.py Circle', 'geo/base.py Point']);
  });

  it('has the rest of the own file where the task is a part of it, and not where it is the whole', async () => {
    const part = 'def total(numbers):\n    """Sum of clamp() of each."""\n';
    expect(names(await retrieve('task.py', `${SHAPES}\n\n${part}`, { given: part }))).toEqual(['task.py clamp']);
    expect(names(await retrieve('task.py', `${SHAPES}\n\n${part}`))).toEqual([]);
  });

  it('resolves imports of TypeScript as its compiler does', async () => {
    await write({ 'src/a/index.ts': 'export * from "./size";\n', 'src/a/size.ts': 'export interface Size { readonly width: number }\n', 'src/b.ts': 'export const grow = (x: number): number => x;\n' });
    const text = "import type { Size } from './a';\nimport { grow } from './b.js';\n\n/** The width of a Size after grow. */\nexport function widthOf(size: Size): number {\n}\n";
    expect(names(await retrieve('src/task.ts', text))).toEqual(['src/b.ts grow', 'src/a/size.ts Size']);
  });

  it('is the same for the same files, and another after a change', async () => {
    await write({ 'shapes.py': SHAPES });
    const first = await retrieve('task.py', TASK);
    expect(await retrieve('task.py', TASK)).toEqual(first);
    expect(await new ContextRetriever().retrieve({ task: await readTask(TASK, { fileName: 'task.py' }), file: join(folder.path, 'task.py'), fileText: TASK, project: folder.path, scope: 'imports' })).toEqual(first);
    await write({ 'shapes.py': SHAPES.replace('clamp(x, low, high)', 'clamp(x, limits)') });
    expect((await retrieve('task.py', TASK))?.text).toContain('def clamp(x, limits):');
  });
});

describe('the limit', () => {
  it('leaves out what does not fit, and takes what does', async () => {
    await write({ 'shapes.py': SHAPES });
    const whole = (await retrieve('task.py', TASK))?.tokens ?? 0;
    const context = await retrieve('task.py', TASK, { maxTokens: (whole - 1) * 4 });
    expect(context?.tokens).toBeLessThan(whole);
    expect(context?.snippets).toHaveLength(1);
  });

  it('is none in a run that has no room', async () => {
    await write({ 'shapes.py': SHAPES });
    expect(await retrieve('task.py', TASK, { maxTokens: 200 })).toBeNull();
  });

  it('holds for a run without one', async () => {
    const many = Array.from({ length: 60 }, (_, index) => `def circle_${index}(circle, other_${index}):\n    """The clamped radius of a circle, number ${index}."""\n`);
    await write({ 'shapes.py': many.join('\n') });
    const context = await retrieve('task.py', TASK.replace('import Circle, clamp', 'import *'));
    expect(context?.tokens).toBeGreaterThan(MAX_CONTEXT_TOKENS / 2);
    expect(context?.tokens).toBeLessThanOrEqual(MAX_CONTEXT_TOKENS);
  });
});

describe('files that are not read', () => {
  it.each<[string, Record<string, string>]>([
    ['.gitignore names the file', { '.gitignore': 'shapes.py\n' }],
    ['.gitignore of its folder names it', { 'lib/.gitignore': '*.py\n' }],
    ['.gitignore names its folder', { '.gitignore': 'lib/\n', 'lib/.gitignore': '!shapes.py\n' }],
  ])('are those that %s', async (_, rules) => {
    await write({ 'shapes.py': SHAPES, 'lib/shapes.py': SHAPES, 'lib/__init__.py': '', ...rules });
    const text = TASK.replace('from shapes', rules['.gitignore'] === 'shapes.py\n' ? 'from shapes' : 'from lib.shapes');
    expect(await retrieve('task.py', text)).toBeNull();
  });

  it('are not those that a nearer .gitignore takes back', async () => {
    await write({ 'lib/shapes.py': SHAPES, '.gitignore': 'shapes.py\n', 'lib/.gitignore': '!shapes.py\n' });
    expect(names(await retrieve('task.py', TASK.replace('from shapes', 'from lib.shapes')))).toHaveLength(2);
  });

  it('are hidden, installed and long ones', async () => {
    await write({ 'node_modules/shapes.js': 'export class Circle {}\n', '.cache/shapes.js': 'export class Circle {}\n', 'shapes.js': `export class Circle {}\n//${'x'.repeat(MAX_FILE_BYTES)}` });
    for (const from of ['./node_modules/shapes.js', './.cache/shapes.js', './shapes.js']) {
      expect(await retrieve('task.js', `import { Circle } from '${from}';\n\n/** Sum of Circle objects. */\nfunction total(circles) {\n}\n`)).toBeNull();
    }
  });

  it('are those outside of the project, by import or by link', async () => {
    await write({ 'outside/shapes.py': SHAPES, 'inside/own.py': SHAPES });
    const project = join(folder.path, 'inside');
    await symlink(join(folder.path, 'outside/shapes.py'), join(project, 'linked.py'));
    await symlink(join(folder.path, 'outside'), join(project, 'folder'));
    await symlink('own.py', join(project, 'alias.py'));
    for (const [from, expected] of [['..outside.shapes', []], ['linked', []], ['folder.shapes', []], ['alias', ['own.py Circle', 'own.py clamp']]] as const) {
      expect(names(await retrieve('inside/task.py', TASK.replace('from shapes', `from ${from}`), { project }))).toEqual(expected);
    }
    await rm(join(project, 'own.py'));
    expect(await retrieve('inside/task.py', TASK.replace('import Circle, clamp', 'import Circle'), { project, scope: 'workspace' })).toBeNull();
  });
});

describe('a person who asks for what cannot be', () => {
  it('is told that the file is not in the project, or that there is no project', async () => {
    await mkdir(join(folder.path, 'other'));
    await expect(retrieve('task.py', TASK, { project: join(folder.path, 'other') })).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringContaining('is not inside') as string });
    await expect(retrieve('task.py', TASK, { project: join(folder.path, 'nowhere') })).rejects.toMatchObject({ code: 'file-not-found' });
  });

  it('can stop it', async () => {
    await write({ 'shapes.py': SHAPES });
    await expect(retrieve('task.py', TASK, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' });
  });
});
