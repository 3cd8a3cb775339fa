import nodeCrypto from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import { prepareProcess, startFresh, startInterpreter, type Pyodide } from './interpreter';
import { readSnapshot, SNAPSHOT_SEEDS, snapshotPath, writableSnapshot } from './snapshot';

/** The part of the WebAssembly API used here; Node's types leave it to the browser's. */
declare const WebAssembly: { Module: new (bytes: Uint8Array) => object };

/** Pyodide compiles modules for single functions, which are smaller, and the one that is not wanted, which is larger. */
const LARGEST_FUNCTION_BYTES = 200;

/** Part of the build: `node make-snapshots FOLDER` makes the snapshots that are missing there or do not fit any more. */
async function main(folder: string): Promise<void> {
  prepareProcess();
  for (const variant of SNAPSHOT_SEEDS.keys()) {
    if (readSnapshot(folder, variant) === null) {
      const memory = await makeMemory(SNAPSHOT_SEEDS[variant] as number);
      const path = snapshotPath(folder, variant);
      writeFileSync(`${path}.new`, writableSnapshot(memory, variant));
      renameSync(`${path}.new`, path); // Whoever starts meanwhile reads the old one or the new one, and no half.
      await tryOut(folder, variant);
    }
  }
}

async function makeMemory(seed: number): Promise<Uint8Array> {
  const restore = standStill();
  try {
    const pyodide = await startFresh(seed, { _makeSnapshot: true });
    return (pyodide as Pyodide & { makeMemorySnapshot(): Uint8Array }).makeMemorySnapshot();
  } finally {
    restore();
  }
}

/** The same build gives the same file: no clock, no chance, and no way of calling that only some engines have. */
function standStill(): () => void {
  const { now } = Date;
  const { Module } = WebAssembly;
  const { randomFillSync } = nodeCrypto;
  const { now: moment } = performance;
  Date.now = () => 0;
  performance.now = () => 0;
  nodeCrypto.randomFillSync = (buffer) => buffer; // It is zero, and stays so.
  // Pyodide compiles it for itself where the engine can, and keeps its place in memory; elsewhere it does without.
  WebAssembly.Module = new Proxy(Module, {
    construct: (target, [bytes]: [Uint8Array]) => {
      if (bytes.length > LARGEST_FUNCTION_BYTES) {
        throw new Error('not while a snapshot is made');
      }
      return new target(bytes);
    },
  });
  return () => {
    Date.now = now;
    performance.now = moment;
    nodeCrypto.randomFillSync = randomFillSync;
    WebAssembly.Module = Module;
  };
}

/** @throws Error when a snapshot does not work: better now than at each start */
async function tryOut(folder: string, variant: number): Promise<void> {
  const { program } = await startInterpreter(folder, variant);
  program.load('def answer():\n    return 42', 'answer', '', '');
  if (!program.run('answer()').includes('"42"')) {
    throw new Error(`Snapshot ${variant} does not run a program.`);
  }
}

// Where Pyodide breaks off without a word, the process ends early, and that is a failure, too.
process.exitCode = 1;
main(process.argv[2] as string).then(
  () => {
    process.exitCode = 0;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  },
);
