// Runs test suites inside a real VS Code's extension host: the desktop where one can be downloaded, the served one
// where there is no display (or with RECKON_TEST_VSCODE=served).
// `node test/vscode/runTests.mjs [harness] [extension]`: without names, every suite that has tests.
import { chmodSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { ensureHarness, harnessFolder } from './harness/install.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const out = join(root, 'out/vscode-tests');

/** Each suite is an extension and the folder of tests that run beside it. */
const SUITES = {
  harness: { extension: join(root, 'test/vscode/harness/fixture'), tests: 'test/vscode/harness/host' },
  extension: { extension: root, tests: 'test/vscode/host' },
};

const chosen = process.argv.slice(2);
for (const name of chosen.length > 0 ? chosen : Object.keys(SUITES).filter((key) => existsSync(join(root, SUITES[key].tests)))) {
  const suite = SUITES[name];
  if (suite === undefined) {
    throw new Error(`Unknown suite ${name}; there are ${Object.keys(SUITES).join(' and ')}.`);
  }
  const { passed, failed } = await runSuite(name, suite);
  console.log(`${name}: ${passed} passed, ${failed} failed in the extension host`);
  process.exitCode = failed > 0 || process.exitCode === 1 ? 1 : 0;
}

async function runSuite(name, { extension, tests }) {
  const files = readdirSync(join(root, tests)).filter((file) => file.endsWith('.test.ts'));
  await bundle(tests, files);
  const served = isServed();
  if (served) {
    await ensureHarness();
  }
  const scratch = mkdtempSync(join(tmpdir(), 'reckon-host-'));
  const report = join(out, `${name}.report.json`);
  rmSync(report, { force: true });
  const { createProfile } = await import(join(out, 'profile.mjs'));
  const profile = createProfile();
  try {
    await runTests({
      ...(served ? { vscodeExecutablePath: join(out, 'launcher.mjs') } : {}),
      extensionDevelopmentPath: extension,
      extensionTestsPath: join(out, 'host/hostRunner.cjs'),
      launchArgs: [scratch, `--user-data-dir=${profile.userData}`, `--extensions-dir=${profile.extensions}`],
      extensionTestsEnv: {
        RECKON_HOST_TESTS: JSON.stringify({ files: files.map((file) => file.replace(/\.ts$/, '.cjs')), report }),
        RECKON_TEST_HARNESS: harnessFolder(),
        HARNESS_FIXTURE_NAME: 'from the tests',
      },
    });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    // A run that ended before its first result still counts as one failure.
    return existsSync(report) ? readReport(report) : { passed: 0, failed: 1 };
  } finally {
    profile.dispose();
    rmSync(scratch, { recursive: true, force: true });
  }
  return readReport(report);
}

function isServed() {
  const wanted = process.env.RECKON_TEST_VSCODE ?? (process.platform === 'linux' ? 'served' : 'desktop');
  return wanted === 'served';
}

function readReport(report) {
  return JSON.parse(readFileSync(report, 'utf8'));
}

/** Entry points from several folders, side by side in one. */
function flat(path) {
  return { in: path, out: basename(path, '.ts') };
}

async function bundle(tests, files) {
  const node = { bundle: true, platform: 'node', target: 'node20', logLevel: 'warning', sourcemap: 'inline' };
  const harness = join(root, 'test/vscode/harness');
  await Promise.all([
    build({
      ...node,
      format: 'cjs',
      external: ['vscode'],
      entryPoints: [join(harness, 'hostRunner.ts'), ...files.map((file) => join(root, tests, file))].map(flat),
      outdir: join(out, 'host'),
      outExtension: { '.js': '.cjs' },
    }),
    build({
      ...node,
      format: 'esm',
      packages: 'external',
      entryPoints: [join(harness, 'launcher.ts'), join(harness, 'profile.ts')],
      outdir: out,
      outExtension: { '.js': '.mjs' },
      banner: { js: '#!/usr/bin/env node' },
    }),
  ]);
  chmodSync(join(out, 'launcher.mjs'), 0o755);
}
