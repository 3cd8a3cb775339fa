// Installs the engines that Reckon's is compared with into a cache outside the repository, once for each lockfile.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import envPaths from 'env-paths';
import { need } from '../../../.ci/shell.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const MANIFEST = ['package.json', 'package-lock.json', '.npmrc'];

/** Where the peers are or will be: beside the model files (`RECKON_HOME` or the platform's cache), keyed by the lockfile and the platform. */
export function peersFolder(environment = process.env) {
  const root = environment.RECKON_HOME || envPaths('reckon', { suffix: '' }).cache;
  const key = createHash('sha256').update(readFileSync(join(HERE, 'package-lock.json'))).digest('hex').slice(0, 16);
  return join(root, 'bench-peers', `${key}-${process.platform}-${process.arch}`);
}

/**
 * Makes sure that the peers are installed and returns their folder. Installs beside the final place and renames
 * at the end, so that an interrupted or concurrent install is never taken for a whole one.
 */
export async function ensurePeers() {
  const folder = peersFolder();
  if (existsSync(folder)) {
    return folder;
  }
  const partial = `${folder}.partial-${process.pid}`;
  const removePartial = () => rmSync(partial, { recursive: true, force: true });
  process.once('exit', removePartial);
  try {
    mkdirSync(partial, { recursive: true });
    for (const name of MANIFEST) {
      cpSync(join(HERE, name), join(partial, name));
    }
    // No scripts: node-llama-cpp would compile where its own binary does not fit, onnxruntime would download files for graphics cards.
    await need('Installing the peers', process.platform === 'win32' ? 'npm.cmd' : 'npm', ['ci', '--ignore-scripts', '--no-fund', '--no-audit'], {
      cwd: partial,
      env: withoutOuterNpm(),
    });
    moveIntoPlace(partial, folder);
  } finally {
    removePartial();
    process.off('exit', removePartial);
  }
  return folder;
}

/** Unsets what an `npm run` around this process says of its own project: npm would install there. */
function withoutOuterNpm() {
  return Object.fromEntries(Object.keys(process.env).filter((name) => /^npm_config_(?:local_prefix|prefix|user_agent)$/i.test(name)).map((name) => [name, undefined]));
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
