import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ownProject, type OwnProject } from '../support/ownProjects';
import { temporaryFolder } from '../support/temporaryFolder';
import { ScriptedProvider } from '../vscode/support/scriptedProvider';
import { expectError, runCli } from './support/cli';
import { resultSchemaErrors } from './support/resultSchema';

const SOURCE = 'def grow(x):\n    """Grow a number."""\n    raise NotImplementedError\n\n\ndef other(x):\n    return x\n';
const TESTS = 'import unittest\nimport calc\n\n\ndef helper(x):\n    return x\n\n\nclass Grow(unittest.TestCase):\n    def test_three(self):\n        self.assertEqual(calc.grow(3), 6)\n\n    def test_other(self):\n        self.assertEqual(calc.other(3), 3)\n';
const fenced = (body: string): { readonly text: string } => ({ text: `\`\`\`python\ndef grow(x):\n    ${body}\n\`\`\`\n` });
const RIGHT = fenced('return x * 2');
const WRONG = fenced('return x * x');

let provider: ScriptedProvider;
let project: OwnProject;
let home: OwnProject;
let options: { readonly home: string; readonly cwd: string };
beforeAll(async () => {
  provider = await ScriptedProvider.start();
  project = await ownProject({ 'calc.py': SOURCE, 'tests/test_calc.py': TESTS, 'words.txt': 'A Python function without a name.' });
  home = await temporaryFolder();
  options = { home: home.path, cwd: project.path };
});
afterAll(async () => {
  await provider.stop();
  await project.dispose();
  await home.dispose();
});

const solve = (...more: string[]): string[] => ['solve', ...more, '--own-tests', '--budget', 'balanced', '--model', 'openai-compatible:any', '--endpoint', provider.endpoint];

describe('solve --own-tests', () => {
  it('lets the tests decide about a function without examples, and draws on until they pass', async () => {
    provider.script([WRONG, RIGHT, RIGHT, RIGHT]);
    const { code, stdout, stderr } = await runCli(solve('calc.py', '--function', 'grow', '--yes', '--json'), options);
    const document = JSON.parse(stdout) as { candidates: { ownTests: unknown }[] };
    expect(resultSchemaErrors(document)).toEqual([]);
    expect(document).toMatchObject({ status: 'verified', confidence: null, evidence: [{ kind: 'own-tests', passed: 2, total: 2 }] });
    expect(document.candidates[0]).toMatchObject({ verdict: 'failed', ownTests: { status: 'failed', reason: expect.stringContaining('test_three') as string } });
    expect(code).toBe(0);
    expect(stderr).toContain('Your tests: python -m unittest discover -s tests');
    expect(stderr).toContain('VERIFIED by your tests alone, as the task states no example: your tests passed: 2 of 2');
    expect(await readFile(join(project.path, 'calc.py'), 'utf8')).toBe(SOURCE);
  });

  it.each([
    [['calc.py', '--function', 'grow'], 'Running your own tests needs your consent: python -m unittest discover -s tests in '],
    [['-', '--yes'], 'Your own tests need a file of the project'],
    [['words.txt', '--yes'], 'No tests were found for words.txt'],
    [['tests/test_calc.py', '--function', 'helper', '--yes'], 'tests/test_calc.py is one of the tests'],
    [['calc.py', '--function', 'grow', '--yes', '--project', 'nowhere'], 'There is no folder nowhere'],
  ])('%j is refused before anything is asked of the model', async (args, sentence) => {
    const before = provider.authorizations.length;
    await expectError(solve(...args), { ...options, input: 'def f(x):\n    pass\n' }, sentence);
    expect(provider.authorizations).toHaveLength(before);
  });
});
