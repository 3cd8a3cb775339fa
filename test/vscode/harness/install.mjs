// Installs the served VS Code into a cache outside the repository, once for each lockfile.
// Called by set-up before the tests, and by whatever needs it; later calls return within milliseconds.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import envPaths from 'env-paths';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const MANIFEST = ['package.json', 'package-lock.json', '.npmrc'];
/** What npm prints is long; the end of it names the failure. */
const LINES_SHOWN_ON_FAILURE = 40;

/**
 * Where the served VS Code is or will be. `RECKON_TEST_HARNESS` names an installed folder outright;
 * else it lies beside the model files (`RECKON_HOME` or the platform's cache), keyed by the lockfile,
 * the platform and the architecture.
 */
export function harnessFolder(environment = process.env) {
  if (environment.RECKON_TEST_HARNESS) {
    return environment.RECKON_TEST_HARNESS;
  }
  const root = environment.RECKON_HOME || envPaths('reckon', { suffix: '' }).cache;
  const key = createHash('sha256').update(readFileSync(join(HERE, 'package-lock.json'))).digest('hex').slice(0, 16);
  return join(root, 'test-harness', `${key}-${process.platform}-${process.arch}`);
}

/** The executables inside an installed folder. */
export function harnessPaths(folder) {
  const node = join(folder, 'node_modules', `node-linux-${process.arch}`);
  return {
    nodeHeaders: node,
    nodeBin: join(node, 'bin'),
    node: join(node, 'bin', 'node'),
    server: join(folder, 'node_modules', 'code-server', 'lib', 'vscode', 'out', 'server-main.js'),
  };
}

/**
 * Makes sure that the served VS Code is installed and returns its paths. Installs beside the final place and
 * renames at the end, so that an interrupted or concurrent install is never taken for a whole one.
 */
export async function ensureHarness(log = console.log) {
  const folder = harnessFolder();
  if (existsSync(folder)) {
    return harnessPaths(folder);
  }
  if (process.platform !== 'linux') {
    throw new Error('The served VS Code is set up for Linux only; elsewhere tests run in the desktop VS Code.');
  }
  const started = Date.now();
  const partial = `${folder}.partial-${process.pid}`;
  const removePartial = () => rmSync(partial, { recursive: true, force: true });
  process.once('exit', removePartial);
  try {
    await install(partial, log);
    moveIntoPlace(partial, folder);
  } finally {
    removePartial();
    process.off('exit', removePartial);
  }
  log(`VS Code for tests: ready after ${Math.round((Date.now() - started) / 1000)} s (kept in ${folder})`);
  return harnessPaths(folder);
}

async function install(folder, log) {
  mkdirSync(folder, { recursive: true });
  for (const name of MANIFEST) {
    cpSync(join(HERE, name), join(folder, name));
  }
  log('VS Code for tests: downloading (about 100 MB, once)');
  await npm(['ci', '--ignore-scripts'], folder, {});
  log('VS Code for tests: building its native modules (about two minutes, once)');
  const { nodeBin, nodeHeaders, server } = harnessPaths(folder);
  await npm(['rebuild'], folder, {
    PATH: `${nodeBin}${delimiter}${process.env.PATH ?? ''}`,
    // Headers come with the package: nothing else is downloaded to build against.
    npm_config_nodedir: nodeHeaders,
    JOBS: 'max',
  });
  if (!existsSync(server)) {
    throw new Error('VS Code for tests was installed, but its server is not where it should be.');
  }
}

function moveIntoPlace(partial, folder) {
  try {
    renameSync(partial, folder);
  } catch (error) {
    // Another process was faster: what it installed is the same.
    if (!existsSync(folder)) {
      throw error;
    }
  }
}

/** What an `npm test` around this process says of itself, its Node version among it, is not true of the npm in here. */
function withoutOuterNpm(environment) {
  const isOuter = (name) => /^npm_(?:lifecycle_|package_|command$|execpath$|node_execpath$|config_(?:user_agent|local_prefix|npm_version|node_gyp)$)/i.test(name);
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !isOuter(name)));
}

function npm(args, cwd, environment) {
  return new Promise((resolve, reject) => {
    const child = spawn('npm', args, {
      cwd,
      env: { ...withoutOuterNpm(process.env), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output = [];
    child.stdout.on('data', (chunk) => output.push(chunk));
    child.stderr.on('data', (chunk) => output.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) {
        resolve();
        return;
      }
      const end = Buffer.concat(output).toString().split('\n').slice(-LINES_SHOWN_ON_FAILURE).join('\n');
      reject(new Error(
        `npm ${args[0]} for the served VS Code failed. It needs make, g++, python3, pkg-config, libkrb5-dev and ` +
        `libsecret-1-dev.\n${end}`,
      ));
    });
  });
}
