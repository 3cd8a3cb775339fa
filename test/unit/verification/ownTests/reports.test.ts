import { execFileSync } from 'node:child_process';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readReport } from '../../../../src/verification/ownTests/reports';
import { readCargoReport } from '../../../../src/verification/ownTests/reports/cargo';
import { readGoReport, readJestReport } from '../../../../src/verification/ownTests/reports/json';
import { readJunitReport } from '../../../../src/verification/ownTests/reports/junit';
import { withUniqueIds } from '../../../../src/verification/ownTests/reports/text';
import type { TestReport } from '../../../../src/verification/ownTests/types';
import { temporaryFolder } from '../../../support/temporaryFolder';

describe('JUnit', () => {
  it('names suites, and unescapes', () => {
    const xml = `<?xml version="1.0"?>\n<testsuites>\n<testsuite name="outer">\n<testcase name="a &lt; b" classname="test"/>\n<testcase name="c" classname="test"><failure type="x" message="1 &#33;= 2&#10;more">text &lt;testcase name="forged"/&gt;</failure></testcase>\n</testsuite>\n<testcase name="d"><skipped/></testcase>\n<!-- tests 3 -->\n</testsuites>\n`;
    expect(readJunitReport(xml, '/copy')).toEqual([
      { id: 'outer > a < b', status: 'passed', message: null },
      { id: 'outer > c', status: 'failed', message: '1 != 2' },
      { id: 'd', status: 'skipped', message: null },
    ]);
  });

  it('does not take text for tests', () => {
    expect(readJunitReport('<testsuites><testsuite name="pytest"><testcase classname="m" name="a"><system-out><![CDATA[<testcase name="b"/>]]></system-out></testcase></testsuite></testsuites>', '/copy')).toHaveLength(1);
  });

  it('refuses half of a report', () => {
    expect(() => readJunitReport('<testsuites><testsuite name="pytest"><testcase name="a"/>', '/copy')).toThrow('cut off');
  });
});

describe('cargo', () => {
  const output = '   Compiling calc v0.1.0\n     Running unittests src/lib.rs (target/debug/deps/calc-1)\n\nrunning 2 tests\ntest tests::a ... ok\ntest tests::b ... FAILED\n\nfailures:\n\n---- tests::b stdout ----\n\nthread \'tests::b\' panicked at src/lib.rs:9:9:\nassertion `left == right` failed\n  left: 1\n\n\nfailures:\n    tests::b\n\ntest result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\n   Doc-tests calc\n\nrunning 1 test\ntest src/lib.rs - double (line 5) ... ok\n\ntest result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.10s\n';

  it('is read by program, with the first line of each failure', () => {
    expect(readCargoReport(output)).toEqual([
      { id: 'src/lib.rs > tests::a', status: 'passed', message: null },
      { id: 'src/lib.rs > tests::b', status: 'failed', message: 'assertion `left == right` failed' },
      { id: 'calc (doc) > src/lib.rs - double', status: 'passed', message: null },
    ]);
  });

  it('refuses results that do not end, or are not as many as they say', () => {
    expect(() => readCargoReport(output.slice(0, output.indexOf('test result')))).toThrow('do not end');
    expect(() => readCargoReport(output.replace('1 passed; 1 failed', '2 passed; 1 failed'))).toThrow('counts 3 tests and names 2');
  });

  it('says what does not compile', () => {
    expect(() => readCargoReport('   Compiling calc\nerror[E0425]: cannot find value `y`\n')).toThrow('error[E0425]: cannot find value `y`');
  });
});

describe('go', () => {
  const line = (event: object): string => `${JSON.stringify(event)}\n`;

  it('has a test a line', () => {
    const text = line({ Action: 'output', Package: 'p', Test: 'TestA', Output: '=== RUN   TestA\n' }) + line({ Action: 'output', Package: 'p', Test: 'TestA', Output: '    a_test.go:3: wrong\n' })
      + line({ Action: 'fail', Package: 'p', Test: 'TestA' }) + line({ Action: 'pass', Package: 'p', Test: 'TestB' }) + line({ Action: 'fail', Package: 'p' });
    expect(readGoReport(text)).toEqual([{ id: 'p > TestA', status: 'failed', message: 'a_test.go:3: wrong' }, { id: 'p > TestB', status: 'passed', message: null }]);
  });

  it('counts a package that does not build as failed', () => {
    expect(readGoReport(line({ Action: 'output', Package: 'p', Output: 'undefined: x\n' }) + line({ Action: 'fail', Package: 'p' }))).toEqual([{ id: 'p', status: 'failed', message: 'undefined: x' }]);
  });
});

describe('vitest and jest', () => {
  it('are named by file, suites and test', () => {
    const text = JSON.stringify({ testResults: [
      { name: '/copy/a.test.js', assertionResults: [{ ancestorTitles: ['', 's'], title: 't', status: 'failed', failureMessages: ['\u001b[31mError: x\u001b[39m\n at y'] }, { ancestorTitles: [], title: 'u', status: 'todo' }] },
      { name: '/copy/b.test.js', status: 'failed', message: 'SyntaxError: z', assertionResults: [] },
    ] });
    expect(readJestReport(text, '/copy')).toEqual([
      { id: 'a.test.js > s > t', status: 'failed', message: 'Error: x' },
      { id: 'a.test.js > u', status: 'skipped', message: null },
      { id: 'b.test.js', status: 'failed', message: 'SyntaxError: z' },
    ]);
  });
});

it('counts names that occur again, so that none hides another', () => {
  const test = { id: 'a', status: 'passed', message: null } as const;
  expect(withUniqueIds([test, { ...test, status: 'failed' }]).map(({ id }) => id)).toEqual(['a', 'a #2']);
});

/** A report of some megabytes takes milliseconds where each character is looked at a few times, and hours where it is not. */
describe('what was written to keep its reader busy', () => {
  const many = (text: string, times = 200_000): string => text.repeat(times);

  it.each<[string, string]>([
    ['comments after the end, and then something', `<testsuites></testsuites>${many('<!---->')}x`],
    ['comments that do not end', `<testsuites>${many('<!--')}`],
    ['texts and instructions that do not end', `<testsuites>${many('<![CDATA[')}${many('<?')}`],
    ['quotes that do not end', `<testsuites>${many('<a b="')}'`],
    ['a name that does not end', `<testsuites><a ${many('b')}>`],
    ['suites in one another', `<testsuites>${many('<testsuite name="a">')}${many('<testcase name="b"/>')}</testsuites>`],
    ['a long name around many tests', `<testsuites><testsuite name="${many('a')}">${many('<testcase name="b"/>')}</testsuite></testsuites>`],
  ])('%s', (_what, xml) => {
    expect(() => readJunitReport(xml, '/copy')).toThrow(/cut off|deep|too long/);
  });

  it('lines of cargo, and details of many tests', () => {
    const head = '     Running unittests src/lib.rs (target/debug/deps/calc-1)\n';
    expect(() => readCargoReport(`${head}test ${many(' ... ok, ')}\u2028\n`)).toThrow('do not end');
    const names = Array.from({ length: 50_000 }, (_, index) => `t${index}`);
    const output = `${head}${names.map((name) => `test ${name} ... FAILED\n`).join('')}${names.map((name) => `---- ${name} stdout ----\nthread 'main' panicked at src/lib.rs:9:9:\nboom ${name}\n\n`).join('')}failures:\n    t0\n\ntest result: FAILED. 0 passed; ${names.length} failed; 0 ignored; 0 measured\n`;
    const tests = readCargoReport(output);
    expect(tests).toHaveLength(names.length);
    expect(tests.at(-1)).toEqual({ id: 'src/lib.rs > t49999', status: 'failed', message: 'boom t49999' });
  });

  it('lines that one test of Go prints', () => {
    const said = many(`${JSON.stringify({ Action: 'output', Package: 'p', Test: 'TestA', Output: '--- x\n' })}\n`);
    expect(readGoReport(`${said}${JSON.stringify({ Action: 'fail', Package: 'p', Test: 'TestA' })}\n`)).toEqual([{ id: 'p > TestA', status: 'failed', message: null }]);
  });
});

describe('a report that is no file', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeEach(async () => {
    folder = await temporaryFolder();
    await writeFile(join(folder.path, 'secret'), 'machine example.com password x');
    await mkdir(join(folder.path, 'report'));
  });
  afterEach(() => folder.dispose());
  const read = (): Promise<TestReport> => readReport({ framework: 'vitest', file: join(folder.path, 'report', 'report.json'), printed: '', root: '/copy', maxBytes: 1_000 });

  it.runIf(process.platform !== 'win32')('but a link, or in a folder that is one, is not read', async () => {
    await symlink(join(folder.path, 'secret'), join(folder.path, 'report', 'report.json'));
    expect(await read()).toEqual({ tests: null, reason: 'there is no report' });
    await rm(join(folder.path, 'report'), { recursive: true });
    await mkdir(join(folder.path, 'elsewhere'));
    await writeFile(join(folder.path, 'elsewhere', 'report.json'), '{"testResults":[]}');
    await symlink(join(folder.path, 'elsewhere'), join(folder.path, 'report'));
    expect(await read()).toEqual({ tests: null, reason: 'there is no report' });
  });

  it.runIf(process.platform !== 'win32')('but a pipe, is not waited for', async () => {
    execFileSync('mkfifo', [join(folder.path, 'report', 'report.json')]);
    expect(await read()).toEqual({ tests: null, reason: 'there is no report' });
  });

  it('but is too long, is not read', async () => {
    await writeFile(join(folder.path, 'report', 'report.json'), `{"testResults":[]}${' '.repeat(1_000)}`);
    expect(await read()).toEqual({ tests: null, reason: 'there is no report' });
  });
});
