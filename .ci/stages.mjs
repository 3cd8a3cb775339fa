import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './shell.mjs';

/** @typedef {{ ok: boolean, passed: number, failed: number, skipped: number, output: string }} StageResult */

const NOTHING_COUNTED = { passed: 0, failed: 0, skipped: 0 };

/** A check that counts no tests of its own; a failure counts as one. */
function check(commands) {
  return async (root) => {
    const results = [];
    for (const args of commands) {
      results.push(await run(process.execPath, args, { cwd: root }));
    }
    const ok = results.every(({ code }) => code === 0);
    return { ...NOTHING_COUNTED, ok, failed: ok ? 0 : 1, output: results.map(({ output }) => output).join('') };
  };
}

/** One vitest project, counted from its own JSON report. */
function vitest(name, options) {
  return async (root) => {
    const report = freshReport(root, name);
    const { code, output } = await run(
      process.execPath,
      ['node_modules/vitest/vitest.mjs', 'run', ...options, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
      { cwd: root, env: { NO_COLOR: '1' } },
    );
    const counts = existsSync(report) ? vitestCounts(report) : NOTHING_COUNTED;
    return finish(code, counts, output);
  };
}

function vitestCounts(report) {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(readFileSync(report, 'utf8'));
  return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests };
}

/** The suites that run inside the extension host; each leaves its counts in a file. */
async function hostSuites(root) {
  const reports = join(root, 'out/vscode-tests');
  rmSync(reports, { recursive: true, force: true });
  const { code, output } = await run(process.execPath, ['test/vscode/runTests.mjs'], { cwd: root });
  const counts = { ...NOTHING_COUNTED };
  for (const file of existsSync(reports) ? readdirSync(reports).filter((name) => name.endsWith('.report.json')) : []) {
    const { passed, failed } = JSON.parse(readFileSync(join(reports, file), 'utf8'));
    counts.passed += passed;
    counts.failed += failed;
  }
  return finish(code, counts, output);
}

/** A run that exits with an error without a failed test (a file that does not load, a crash) is a failure too. */
function finish(code, counts, output) {
  const failed = code !== 0 && counts.failed === 0 ? 1 : counts.failed;
  // A stage without a single test means that something did not run at all.
  const empty = counts.passed === 0 && failed === 0;
  return { ...counts, failed: empty ? 1 : failed, ok: failed === 0 && !empty, output: empty ? `${output}\nNo test ran.` : output };
}

function freshReport(root, name) {
  const folder = join(root, 'out/reports');
  mkdirSync(folder, { recursive: true });
  const report = join(folder, `${name}.json`);
  rmSync(report, { force: true });
  return report;
}

/** Each of these keeps one core busy, starts nothing and has no limits of time: beside each other they take half as long. */
export const SIDE_BY_SIDE = new Set(['types', 'lint']);

/** In the order of their cost: the cheap ones fail first. Each takes the repository's root. */
export const STAGES = {
  types: (root) => check([
    ['node_modules/typescript/bin/tsc', '-p', '.', '--noEmit'],
    // A project without a source file is an error to the compiler.
    ...(existsSync(join(root, 'webview/main.ts')) ? [['node_modules/typescript/bin/tsc', '-p', 'webview', '--noEmit']] : []),
  ])(root),
  lint: check([['node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0'], ['.ci/imports.mjs']]),
  unit: vitest('unit', ['--project', 'unit']),
  webview: vitest('webview', ['--project', 'webview']),
  sandbox: vitest('sandbox', ['--project', 'sandbox']),
  cli: vitest('cli', ['--project', 'cli']),
  model: vitest('model', ['--project', 'model']),
  host: hostSuites,
  e2e: vitest('vscode', ['--config', 'test/vscode/vitest.config.mts']),
};
