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
  quality: 'test/bench/quality/main.ts',
  qualityOptions: 'test/bench/quality/options.ts',
  latency: 'test/bench/latency/main.ts',
  latencyOptions: 'test/bench/latency/options.ts',
  examples: 'test/bench/verification/examples/main.ts',
  examplesOptions: 'test/bench/verification/examples/options.ts',
  falsePasses: 'test/bench/verification/falsePasses/main.ts',
  falsePassesOptions: 'test/bench/verification/falsePasses/options.ts',
  verification: 'test/bench/verification/speed/main.ts',
  verificationOptions: 'test/bench/verification/speed/options.ts',
  overfitting: 'test/bench/overfitting/main.ts',
  overfittingOptions: 'test/bench/overfitting/options.ts',
  stopping: 'test/bench/stopping/main.ts',
  stoppingOptions: 'test/bench/stopping/options.ts',
  cascade: 'test/bench/cascade/main.ts',
  cascadeOptions: 'test/bench/cascade/options.ts',
  retrieval: 'test/bench/retrieval/main.ts',
  retrievalOptions: 'test/bench/retrieval/options.ts',
};
/**
 * What is measured: speed beside other engines; or, named in front, what the default import costs, how soon a cancel is
 * felt, whether showing a project's definitions helps, what examples are read, how many wrong programs pass them, how long checks take, or what other stopping rules, or going on with a larger model, would have solved. The last five need no model.
 */
const SUBJECTS = {
  engine: { entry: 'main', read: async () => optionsOf('options', 'parseOptions'), modelsOf: ({ models }) => models },
  latency: { entry: 'latency', read: async () => optionsOf('latencyOptions', 'parseLatencyOptions'), modelsOf: ({ model }) => [model] },
  examples: { entry: 'examples', read: async () => optionsOf('examplesOptions', 'parseExamplesOptions') },
  'false-passes': { entry: 'falsePasses', read: async () => optionsOf('falsePassesOptions', 'parseFalsePassesOptions') },
  overfitting: { entry: 'overfitting', read: async () => optionsOf('overfittingOptions', 'parseOverfittingOptions') },
  stopping: { entry: 'stopping', read: async () => optionsOf('stoppingOptions', 'parseStoppingOptions') },
  cascade: { entry: 'cascade', read: async () => optionsOf('cascadeOptions', 'parseCascadeOptions') },
  verification: { entry: 'verification', read: async () => optionsOf('verificationOptions', 'parseSpeedOptions') },
  retrieval: { entry: 'retrieval', read: async () => optionsOf('retrievalOptions', 'parseRetrievalOptions'), modelsOf: ({ model }) => [model] },
  quality: { entry: 'quality', read: async () => optionsOf('qualityOptions', 'parseQualityOptions'), modelsOf: ({ model }) => [model] },
};

async function optionsOf(bundle, parse) {
  const options = (await import(pathToFileURL(join(SCRIPTS, `${bundle}.cjs`)).href)).default;
  return { parse: options[parse], usage: options.USAGE };
}

async function main(given) {
  await setUp('demo');
  await bundle();
  const { subject, args } = given[0] in SUBJECTS ? { subject: SUBJECTS[given[0]], args: given.slice(1) } : { subject: SUBJECTS.engine, args: given };
  const { parse, usage } = await subject.read();
  if (args.includes('--help')) {
    console.log(usage);
    return;
  }
  const options = parse(args);
  if (subject.modelsOf === undefined) {
    run(process.execPath, [join(SCRIPTS, `${subject.entry}.cjs`), ...args, '--root', ROOT]);
    return;
  }
  await fetchModels(subject.modelsOf(options));
  const { ensurePeers } = await import('../test/bench/peers/install.mjs');
  const peers = await step('Engines to compare with', ensurePeers);
  run(process.execPath, [join(SCRIPTS, `${subject.entry}.cjs`), ...args, '--root', ROOT, '--peers', peers]);
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
    // Native or WebAssembly packages that find their own files at run time.
    external: ['onnxruntime-node', '@vscode/tree-sitter-wasm', '@swc/wasm-typescript', 'pyodide', '@jitl/quickjs-wasmfile-release-sync'],
    logLevel: 'warning',
  });
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? [error.message, error.hint ?? ''].join('\n').trim() : error);
  process.exitCode = 1;
}
