import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { need, step } from './shell.mjs';

/** npm's own record of what it put into node_modules. */
const INSTALLED = 'node_modules/.package-lock.json';

/** Installs node_modules when it is missing or differs from package-lock.json. */
export async function ensurePackages(root) {
  if (packagesMatch(root)) {
    return;
  }
  await step('Installing packages', () =>
    // The runtime's optional GPU files are a download of their own, and nothing here uses them.
    need('Installing packages', npm(), ['ci', '--no-fund', '--no-audit'], { cwd: root, env: { ONNXRUNTIME_NODE_INSTALL: 'skip' } }),
  );
}

/** Whether every package of the lockfile is installed as it says; those of other platforms may be absent. */
export function packagesMatch(root) {
  if (!existsSync(join(root, INSTALLED))) {
    return false;
  }
  const read = (path) => JSON.parse(readFileSync(join(root, path), 'utf8')).packages;
  const installed = read(INSTALLED);
  return Object.entries(read('package-lock.json')).every(([path, wanted]) => {
    const found = installed[path];
    return path === '' || (found === undefined ? wanted.optional === true : found.integrity === wanted.integrity);
  });
}

function npm() {
  return process.platform === 'win32' ? 'npm.cmd' : 'npm';
}
