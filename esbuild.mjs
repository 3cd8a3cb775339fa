// Builds the bundles into dist/: extension, command line, engine process, sandbox processes, webview.
// `node esbuild.mjs [--watch] [--production]`
import { context } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const watch = process.argv.includes('--watch');
const production = process.argv.includes('--production');

const node = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  // Native or WebAssembly packages that find their own files at run time.
  external: ['vscode', 'onnxruntime-node', 'pyodide', '@vscode/tree-sitter-wasm', '@swc/wasm-typescript', '@jitl/quickjs-wasmfile-release-sync', 'typescript'],
  sourcemap: !production,
  minify: production,
  logLevel: 'warning',
};

// The command line is bundled without `vscode` as an external: a stray import breaks its build.
const core = { ...node, external: node.external.filter((name) => name !== 'vscode') };

const bundles = [
  { ...node, entryPoints: ['src/vscode/extension.ts'], outfile: 'dist/extension.js' },
  { ...core, entryPoints: ['src/cli/main.ts'], outfile: 'dist/cli.js', banner: { js: '#!/usr/bin/env node' } },
  { ...core, entryPoints: ['src/backends/onnx/process/main.ts'], outfile: 'dist/engine.js' },
  { ...core, entryPoints: ['src/verification/sandbox/python/child.ts'], outfile: 'dist/sandbox-python.js' },
  { ...core, entryPoints: ['src/verification/sandbox/javascript/child.ts'], outfile: 'dist/sandbox-javascript.js' },
  { ...core, entryPoints: ['src/verification/sandbox/python/makeSnapshots.ts'], outfile: 'out/build/make-snapshots.js' },
  { ...core, entryPoints: ['src/verification/typeCheck/child.ts'], outfile: 'dist/type-check.js' },
  {
    bundle: true,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    entryPoints: ['webview/main.ts'],
    outfile: 'dist/webview.js',
    loader: { '.ttf': 'file' },
    assetNames: '[name]',
    sourcemap: !production,
    minify: production,
    logLevel: 'warning',
    tsconfig: 'webview/tsconfig.json',
  },
];

const contexts = await Promise.all(
  bundles.filter((bundle) => bundle.entryPoints.every((entry) => existsSync(entry))).map((bundle) => context(bundle)),
);
if (watch) {
  await Promise.all(contexts.map((each) => each.watch()));
  console.log('A change of the program inside Python makes its snapshots stale: it then starts without them until the next build.');
} else {
  await Promise.all(contexts.map((each) => each.rebuild()));
  await Promise.all(contexts.map((each) => each.dispose()));
}
if (!watch) {
  makeSnapshots();
}

/** Python's sandbox starts from these; those that fit what was built stay. They take a few seconds each. */
function makeSnapshots() {
  const { status } = spawnSync(process.execPath, ['out/build/make-snapshots.js', 'dist'], { stdio: 'inherit' });
  if (status !== 0) {
    process.exitCode = 1;
  }
}
