// `npm run bench`: set-up, the weights, the peers, then the engines side by side. `npm run bench -- --help` lists the options.
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { fetchModels, run, setUp } from './setup.mjs';
import { step } from './shell.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Where the bundles go; main looks for the others beside itself. */
const SCRIPTS = join(ROOT, 'out/bench/scripts');
const ENTRIES = {
  main: 'test/bench/engine/main.ts',
  runner: 'test/bench/engine/runner.ts',
  options: 'test/bench/engine/options.ts',
  calibrate: 'test/bench/engine/limits/calibrate.ts',
  memoryScan: 'test/bench/engine/limits/memoryScan.ts',
};

async function main(args) {
  await setUp('demo');
  await bundle();
  const { parseOptions, USAGE } = (await import(pathToFileURL(join(SCRIPTS, 'options.cjs')).href)).default;
  if (args.includes('--help')) {
    console.log(USAGE);
    return;
  }
  const options = parseOptions(args);
  await fetchModels(options.models);
  const { ensurePeers } = await import('../test/bench/peers/install.mjs');
  const peers = await step('Engines to compare with', ensurePeers);
  run(process.execPath, [join(SCRIPTS, 'main.cjs'), ...args, '--root', ROOT, '--peers', peers]);
}

async function bundle() {
  // Not before set-up: it is one of the packages that set-up installs.
  const { build } = await import('esbuild');
  await build({
    absWorkingDir: ROOT,
    entryPoints: Object.entries(ENTRIES).map(([out, entry]) => ({ in: entry, out })),
    outdir: SCRIPTS,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['onnxruntime-node'],
    logLevel: 'warning',
  });
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? [error.message, error.hint ?? ''].join('\n').trim() : error);
  process.exitCode = 1;
}
