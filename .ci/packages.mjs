import { existsSync, readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { need, step } from './shell.mjs';

/** Lies in node_modules, so that it goes when node_modules goes. */
const STAMP = 'node_modules/.reckon-lock';

/** Installs node_modules when it is missing or made from another package-lock.json. */
export async function ensurePackages(root) {
  const wanted = createHash('sha256').update(readFileSync(join(root, 'package-lock.json'))).digest('hex');
  const stamp = join(root, STAMP);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) {
    return;
  }
  await step('Installing packages', () =>
    // The runtime's optional GPU files are a download of their own, and nothing here uses them.
    need('Installing packages', npm(), ['ci', '--no-fund', '--no-audit'], { cwd: root, env: { ONNXRUNTIME_NODE_INSTALL: 'skip' } }),
  );
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  writeFileSync(stamp, wanted);
}

function npm() {
  return process.platform === 'win32' ? 'npm.cmd' : 'npm';
}
