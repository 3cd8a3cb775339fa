import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ownProject, sampleProject, SAMPLES, type OwnProject } from '../support/ownProjects';
import { temporaryFolder } from '../support/temporaryFolder';
import { expectError, runCli } from './support/cli';
import { documentErrors } from './support/resultSchema';

const { right, wrong } = SAMPLES.unittest;
const HALVING = `import unittest
from calc import double, halve


class Both(unittest.TestCase):
    def test_halve(self):
        self.assertEqual(halve(double(3)), 3)
`;
let project: OwnProject;
let folder: OwnProject;
let options: { readonly home: string; readonly cwd: string };
beforeAll(async () => {
  project = await sampleProject(SAMPLES.unittest);
  folder = await temporaryFolder();
  options = { home: join(folder.path, 'home'), cwd: project.path };
  await writeFile(join(folder.path, 'right.py'), right);
  await writeFile(join(folder.path, 'wrong.py'), wrong);
});
afterAll(async () => {
  await project.dispose();
  await folder.dispose();
});

describe('test', () => {
  it('asks before anything runs, and names the command', async () => {
    await expectError(['test', 'calc.py', join(folder.path, 'right.py')], options, 'Running your own tests needs your consent: python -m unittest discover -s tests in ');
  });

  it('exits 0 when the tests pass, and never says proven', async () => {
    const { code, stdout } = await runCli(['test', 'calc.py', join(folder.path, 'right.py'), '--yes'], options);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^test_calc\.Double\.test_three +passed +passed$/m);
    expect(stdout).toContain('passed: your tests passed: 2 of 2 as before\ncommand: python -m unittest discover -s tests (test files in tests/)\nexecuted in: your own tests in a copy of the project');
    expect(stdout).toContain('not proven: ');
  });

  it('exits 2 when one fails, and shows it first', async () => {
    const { code, stdout } = await runCli(['test', 'calc.py', '-', '--yes'], { ...options, input: wrong });
    expect(code).toBe(2);
    expect(stdout.split('\n')[1]).toMatch(/^test_calc\.Double\.test_three +passed +failed +AssertionError: 9 != 6$/);
  });

  it('replaces one function', async () => {
    const code = '# the whole of it\ndef double(x):\n    return 2 * x\n';
    expect(await runCli(['test', 'calc.py', '-', '--function', 'double', '--yes'], { ...options, input: code })).toMatchObject({ code: 0 });
    await expectError(['test', 'calc.py', join(folder.path, 'right.py'), '--function', 'halve', '--yes'], options, 'calc.py has no function halve');
  });

  it('asks whether one function was meant when the others of the file are gone', async () => {
    const files = { 'calc.py': `${right}\n\ndef halve(x):\n    return x / 2\n`, 'tests/test_calc.py': HALVING };
    const other = await ownProject(files);
    const { code, stdout } = await runCli(['test', 'calc.py', '-', '--yes'], { ...options, cwd: other.path, input: right });
    await other.dispose();
    expect(code).toBe(2);
    expect(stdout).toContain("ImportError: cannot import name 'halve' from 'calc' (calc.py)\n");
    expect(stdout).toContain('The candidate took the place of the whole of calc.py, and halve is gone; did you mean --function double?');
  });

  it('prints one document', async () => {
    const { code, stdout } = await runCli(['test', join(project.path, 'calc.py'), join(folder.path, 'wrong.py'), '--yes', '--json', '--project', project.path], { ...options, cwd: folder.path });
    expect(code).toBe(2);
    const document = JSON.parse(stdout) as unknown;
    expect(documentErrors('test', document)).toEqual([]);
    expect(document).toMatchObject({ status: 'failed', passed: 1, total: 2, framework: 'unittest' });
  });

  it.each([
    [['test', 'tests/test_calc.py', 'X', '--yes'], 'tests/test_calc.py is one of the tests'],
    [['test', '../calc.py', 'X', '--yes'], 'calc.py is not in the project'],
    [['test', 'other.py', 'X', '--yes'], 'other.py is no file of'],
    [['test', 'calc.ts', 'X', '--yes'], 'has no package.json'],
    [['test', 'calc.py', 'X', '--yes', '--project', 'nowhere'], 'There is no folder nowhere'],
  ])('%j is refused', async (args, sentence) => {
    await expectError(args.map((each) => (each === 'X' ? join(folder.path, 'right.py') : each)), options, sentence);
  });
});
