// Gets a fresh clone ready, saying what it does. A second run finds everything in place within a second or two.
// `node .ci/setup.mjs --for demo|test`
import { spawnSync } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { ensureSystemPackages } from './debian.mjs';
import { ensurePackages } from './packages.mjs';
import { need, run as runQuietly, step } from './shell.mjs';
import { ensureToolchains } from './toolchains.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const OLDEST_NODE = [20, 19];
/** The models that tests in test/model and test/vscode load. */
const TEST_MODELS = ['smollm2-135m', 'qwen2.5-coder-0.5b'];

/** @param {'demo' | 'test'} purpose */
export async function setUp(purpose) {
  checkNode();
  if (purpose === 'test') {
    await ensureSystemPackages();
  }
  await ensurePackages(ROOT);
  await need('Building dist/', process.execPath, ['esbuild.mjs'], { cwd: ROOT });
  if (purpose === 'test') {
    await ensureToolchains();
    await fetchModels(TEST_MODELS);
    const { ensureHarness } = await import(pathToFileURL(join(ROOT, 'test/vscode/harness/install.mjs')).href);
    if (process.platform === 'linux') {
      await ensureHarness();
    }
  }
}

/** Set-up as one blocking step, for scripts that go on with something else; ends this process when it fails. */
export function setup(purpose = 'demo') {
  run(process.execPath, [fileURLToPath(import.meta.url), '--for', purpose]);
}

/** Runs a command on this terminal; ends this process with its exit code when that is not 0. */
export function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: ROOT, stdio: 'inherit' });
  if (error !== undefined) {
    console.error(error.message);
  }
  if (status !== 0) {
    process.exit(status ?? 1);
  }
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
    throw new Error(`Reckon needs Node ${OLDEST_NODE.join('.')} or newer; this is ${process.versions.node}.`);
  }
}

/** Fetches models of the catalogue that are not there yet. `dist/` must be built. */
export async function fetchModels(ids) {
  for (const id of ids) {
    await step(`Model ${id}`, async () => {
      const { code, output } = await runQuietly(process.execPath, ['dist/cli.js', 'models', 'fetch', id], { cwd: ROOT, show: true });
      if (code !== 0) {
        throw new Error(`The model ${id} could not be fetched (exit code ${code}).${output === '' ? ' It printed nothing.' : ''}`);
      }
    });
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const purpose = process.argv[process.argv.indexOf('--for') + 1];
  if (purpose !== 'demo' && purpose !== 'test') {
    console.error('Usage: node .ci/setup.mjs --for demo|test');
    process.exit(1);
  }
  try {
    await setUp(purpose);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}
