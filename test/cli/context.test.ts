import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ownProject, type OwnProject } from '../support/ownProjects';
import { ScriptedProvider } from '../vscode/support/scriptedProvider';
import { expectError, runCli } from './support/cli';
import { resultSchemaErrors } from './support/resultSchema';

const SHAPES = 'class Circle:\n    """A round one."""\n    def __init__(self, radius):\n        self.radius = radius\n';
const TASK = 'from typing import List\n\n\ndef total(circles: List["Circle"]) -> int:\n    """Sum of the radii of Circle objects.\n\n    >>> total([])\n    0\n    """\n';
const RIGHT = { text: '```python\ndef total(circles):\n    return sum(c.radius for c in circles)\n```\n' };

let provider: ScriptedProvider;
let project: OwnProject;
let options: { readonly home: string; readonly cwd: string };
beforeAll(async () => {
  project = await ownProject({ 'shapes.py': SHAPES, 'task.py': TASK, 'lonely.py': TASK.replace(/circle/gi, 'rope'), 'other/empty.py': '' });
  options = { home: join(project.path, '.home'), cwd: project.path };
});
afterAll(() => project.dispose());
beforeEach(async () => {
  provider = await ScriptedProvider.start();
  provider.script([RIGHT]);
});
afterEach(() => provider.stop());

const solve = (...more: string[]): string[] => ['solve', ...more, '--budget', 'instant', '--model', 'openai-compatible:any', '--endpoint', provider.endpoint];

describe('solve --context', () => {
  it('shows the model the definitions of near files, says which, and keeps them in the trace', async () => {
    const { code, stdout, stderr } = await runCli(solve('task.py', '--context', 'workspace', '--json', '--trace', 'run.json'), options);
    const document = JSON.parse(stdout) as { readonly context: { readonly tokens: number } };
    expect(resultSchemaErrors(document)).toEqual([]);
    expect(document.context).toMatchObject({ snippets: [{ file: 'shapes.py', line: 1, name: 'Circle', kind: 'class' }] });
    expect(stderr).toContain(`shown     1 definition of 1 file, about ${document.context.tokens} tokens: shapes.py (Circle)`);
    expect(code).toBe(0);
    expect(JSON.stringify((JSON.parse(await readFile(join(project.path, 'run.json'), 'utf8')) as { prompts: unknown }).prompts)).toContain('# shapes.py\\nclass Circle:');
    const replayed = await runCli(['trace', 'replay', 'run.json', '--budget', 'instant'], options);
    expect(replayed.stdout).toContain('Verified: the answer passes 1 of 1 example');
    expect((await runCli(['trace', 'show', 'run.json'], options)).stderr).toContain('shapes.py (Circle)');
  });

  it('shows nothing by default, with imports alone that are none, and where nothing has to do with the task', async () => {
    for (const [file, ...more] of [['task.py'], ['task.py', '--context', 'imports'], ['lonely.py', '--context', 'workspace']] as const) {
      provider.script([RIGHT]);
      const { stdout, stderr } = await runCli(solve(file, ...more, '--json'), options);
      expect(JSON.parse(stdout)).toMatchObject({ context: null });
      expect(stderr.includes('nothing of the project is shown')).toBe(more.length > 0);
    }
  });

  it('needs a file, and one of the project', async () => {
    await expectError(solve('-', '--context', 'workspace'), { ...options, input: TASK }, '--context needs a file of the project');
    await expectError(solve('task.py', '--context', 'imports', '--project', 'other'), options, 'is not inside');
    await expectError(solve('task.py', '--context', 'imports', '--project', 'nowhere'), options, 'There is no folder');
  });
});
