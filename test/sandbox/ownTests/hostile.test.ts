import { existsSync } from 'node:fs';
import { readdir, readFile, watch, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OwnTests } from '../../../src/verification/ownTests';
import { temporaryFolder } from '../../support/temporaryFolder';
import { isAlive } from '../../support/processes';
import { sampleProject, SAMPLES, type OwnProject } from '../../support/ownProjects';
import { ownTestsRequest, ownTestsRunner, verifyOwn } from '../../support/ownTests';

/** Wrong, and out to pass. What each does stands in its name. */
const WRONG_PYTHON = 'def double(x):\n    return x * x\n';
const WRONG_SCRIPT = 'export function double(x) {\n  return x * x;\n}\n';

const PYTHON_TRICKS: Readonly<Record<string, string>> = {
  'prints PASSED and leaves with 0': 'import os\nprint("2 passed in 0.01s", flush=True)\nos._exit(0)\n',
  'leaves with 0 in the call': `import os\ndef double(x):\n    if x == 3:\n        print("OK", flush=True)\n        os._exit(0)\n    return x * x\n`,
  'deletes the tests': `import os, pathlib\nfor path in pathlib.Path(".").rglob("test_*.py"):\n    os.remove(path)\n${WRONG_PYTHON}`,
  'rewrites the tests': `import pathlib\nfor path in pathlib.Path(".").rglob("test_*.py"):\n    path.write_text("def test_two(): pass\\ndef test_three(): pass\\n")\n${WRONG_PYTHON}`,
  'writes a conftest.py': `import pathlib\npathlib.Path("conftest.py").write_text("collect_ignore_glob = ['*']\\n")\n${WRONG_PYTHON}`,
  'makes asserts of unittest do nothing': `import unittest\nunittest.TestCase.assertEqual = lambda *given: None\n${WRONG_PYTHON}`,
  'makes every test of unittest pass': `import unittest\nunittest.TestCase._callTestMethod = lambda self, method: None\n${WRONG_PYTHON}`,
  'makes every test of pytest pass': `import sys\npython = sys.modules.get("_pytest.python")\nif python:\n    python.Function.runtest = lambda self: None\nimport unittest\nunittest.TestCase.run = lambda self, result=None: result.addSuccess(self)\n${WRONG_PYTHON}`,
  'skips what it fails': `import unittest\ndef double(x):\n    if x == 3:\n        raise unittest.SkipTest("not today")\n    return x * x\n`,
  'forges the report at the end': `import atexit, glob, os, sys\ndef forge():\n    for path in sys.argv:\n        if path.endswith("report.json"):\n            open(path, "w").write('[["test_calc.Double.test_two","passed",null],["test_calc.Double.test_three","passed",null]]')\n    for argument in open("/proc/self/cmdline").read().split("\\0"):\n        if argument.startswith("--junitxml="):\n            open(argument[11:], "w").write('<testsuites><testsuite name="pytest"><testcase classname="tests.test_calc" name="test_two"/><testcase classname="tests.test_calc" name="test_three"/></testsuite></testsuites>')\natexit.register(forge)\n${WRONG_PYTHON}`,
  'forges the report and leaves with 0': `import os, sys\ndef double(x):\n    for argument in sys.argv + open("/proc/self/cmdline").read().split("\\0"):\n        path = argument.removeprefix("--junitxml=")\n        if path.endswith("report.json"):\n            open(path, "w").write('[["test_calc.Double.test_two","passed",null],["test_calc.Double.test_three","passed",null]]')\n        elif path.endswith("report.xml"):\n            open(path, "w").write('<testsuites><testsuite name="pytest"><testcase classname="tests.test_calc" name="test_two"/><testcase classname="tests.test_calc" name="test_three"/></testsuite></testsuites>')\n    os._exit(0)\n`,
};

const SCRIPT_TRICKS: Readonly<Record<string, string>> = {
  'prints PASSED and leaves with 0': "console.log('Tests  2 passed (2)');\nprocess.exit(0);\nexport function double() {}\n",
  'makes expect do nothing': `import { expect } from 'vitest';\nconst fine = new Proxy(() => fine, { get: () => fine });\nObject.defineProperty(Object.getPrototypeOf(expect(1)), 'toBe', { value: () => undefined });\ntry { expect.extend({ toBe: () => ({ pass: true, message: () => '' }) }); } catch {}\n${WRONG_SCRIPT}`,
  'rewrites the tests': `import { writeFileSync } from 'node:fs';\nwriteFileSync('test/calc.test.js', "import { it } from 'vitest'; it('two', () => {}); it('three', () => {});");\n${WRONG_SCRIPT}`,
  'writes a configuration': `import { writeFileSync } from 'node:fs';\nwriteFileSync('vitest.config.js', 'export default { test: { passWithNoTests: true, include: [] } };');\n${WRONG_SCRIPT}`,
  'never returns': 'export function double() {\n  for (;;);\n}\n',
};

let places: Record<'pytest' | 'unittest' | 'vitest', OwnProject>;
let runner: OwnTests;
beforeAll(async () => {
  // The weakest level: what is held off here is not held off by a wrapper.
  runner = ownTestsRunner('trusted');
  places = { pytest: await sampleProject(SAMPLES.pytest), unittest: await sampleProject(SAMPLES.unittest), vitest: await sampleProject(SAMPLES.vitest) };
});
afterAll(async () => {
  await runner.dispose();
  await Promise.all(Object.values(places).map((place) => place.dispose()));
});

describe.each(['pytest', 'unittest'] as const)('%s: a wrong candidate that', (framework) => {
  const { file, files } = SAMPLES[framework];

  it.each(Object.entries(PYTHON_TRICKS))('%s does not pass, and the project stays as it was', async (_trick, code) => {
    const { verdict } = await verifyOwn(runner, places[framework].path, file, code);
    expect(verdict.status).not.toBe('passed');
    expect(verdict.status).not.toBe('inconclusive');
    await expectIntact(places[framework].path, files);
  });

  it('is followed by a right one that passes', async () => {
    expect((await verifyOwn(runner, places[framework].path, file, SAMPLES[framework].right)).verdict.status).toBe('passed');
  });
});

describe('vitest: a wrong candidate that', () => {
  it.each(Object.entries(SCRIPT_TRICKS))('%s does not pass, and the project stays as it was', { timeout: 180_000 }, async (_trick, code) => {
    const { verdict } = await verifyOwn(runner, places.vitest.path, 'src/calc.js', code);
    expect(verdict.status).not.toBe('passed');
    await expectIntact(places.vitest.path, SAMPLES.vitest.files);
  });
});

describe('the host', () => {
  it('gives the tests an empty home and few variables', async () => {
    const code = 'import os\n_home, _names = os.listdir(os.environ["HOME"]), sorted(os.environ)\ndef double(x):\n    assert False, f"{_home} {_names}"\n';
    const { verdict } = await verifyOwn(runner, places.unittest.path, 'calc.py', code);
    const [, home, names] = /(\[.*?\]) (\[.*\])/.exec(verdict.results[0]?.message ?? '') ?? [];
    expect(home).toBe('[]');
    for (const name of Object.keys(process.env).filter((each) => /TOKEN|KEY|SECRET|SSH|AWS|npm_|GIT/i.test(each))) {
      expect(names).not.toContain(`'${name}'`);
    }
  });

  it('ends a daemon that left the group', async () => {
    const folder = await temporaryFolder();
    const marker = join(folder.path, 'pid');
    const code = `import os, sys, time\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n        for number in range(3, 64):\n            try: os.close(number)\n            except OSError: pass\n        open(${JSON.stringify(marker)}, "w").write(str(os.getpid()))\n        time.sleep(600)\n    os._exit(0)\nos.wait()\nwhile not os.path.exists(${JSON.stringify(marker)}): pass\ndef double(x):\n    return x + x\n`;
    await verifyOwn(runner, places.unittest.path, 'calc.py', code);
    const pid = Number(await readFile(marker, 'utf8'));
    expect(pid).toBeGreaterThan(1);
    expect(isAlive(pid)).toBe(false);
    await folder.dispose();
  });

  it('notices when the original is written to, and does not call that passed', async () => {
    const original = join(places.unittest.path, 'calc.py');
    const before = await readFile(original, 'utf8');
    const code = `open(${JSON.stringify(original)}, "a").write("# changed\\n")\ndef double(x):\n    return x + x\n`;
    const { verdict } = await verifyOwn(runner, places.unittest.path, 'calc.py', code);
    await writeFile(original, before);
    expect(verdict).toMatchObject({ status: 'inconclusive' });
    expect(verdict.reason).toContain('calc.py');
  });

  it.runIf(process.platform === 'linux')('keeps the original out of reach where there is a wrapper', async () => {
    const original = join(places.unittest.path, 'calc.py');
    const code = `import os\ntry:\n    open(${JSON.stringify(original)}, "a").write("# changed\\n")\n    reached = True\nexcept OSError:\n    reached = os.path.exists("/root") and len(os.listdir("/root")) > 3\ndef double(x):\n    return 0 if reached else x + x\n`;
    const isolated = ownTestsRunner('isolated');
    const { verdict } = await verifyOwn(isolated, places.unittest.path, 'calc.py', code);
    await isolated.dispose();
    expect(verdict).toMatchObject({ status: 'passed', isolation: { level: 'isolated' } });
    await expectIntact(places.unittest.path, SAMPLES.unittest.files);
  });

  it('does not lead to the original by its working folder', async () => {
    const code = 'import pathlib\nfor name in ("..", "../.."):\n    for path in pathlib.Path(name).glob("calc.py"):\n        path.write_text("broken")\ndef double(x):\n    return x + x\n';
    expect((await verifyOwn(runner, places.unittest.path, 'calc.py', code)).verdict.status).toBe('passed');
    await expectIntact(places.unittest.path, SAMPLES.unittest.files);
  });

  it('kills everything on a cancel, and leaves no copy', async () => {
    const folder = await temporaryFolder();
    const abort = new AbortController();
    const running = untilWritten(folder.path, 'pid').then(() => abort.abort());
    const code = `import os\nopen(${JSON.stringify(join(folder.path, 'pid'))}, "w").write(str(os.getpid()))\ndef double(x):\n    while True: pass\n`;
    const request = ownTestsRequest(places.unittest.path, 'calc.py', code, { abortSignal: abort.signal });
    await expect(runner.verify(request)).rejects.toMatchObject({ code: 'cancelled' });
    await running;
    expect(isAlive(Number(await readFile(join(folder.path, 'pid'), 'utf8')))).toBe(false);
    await folder.dispose();
    const left = (await readdir(tmpdir())).filter((name) => name.startsWith('reckon-own-tests-') && name.includes(`-${process.pid}-`));
    // One folder of what compilers kept for each of the projects above.
    expect(left.filter((name) => existsSync(join(tmpdir(), name, 'project')))).toEqual([]);
  });
});

async function expectIntact(project: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    expect(await readFile(join(project, path), 'utf8')).toBe(text);
  }
  expect((await readdir(project)).filter((name) => !['node_modules', '.venv'].includes(name)).sort()).toEqual([...new Set(Object.keys(files).map((path) => path.split('/')[0]))].sort());
}

/** Resolves when a file appears in a folder. */
async function untilWritten(folder: string, name: string): Promise<void> {
  for await (const { filename } of watch(folder)) {
    if (filename === name) {
      return;
    }
  }
}
