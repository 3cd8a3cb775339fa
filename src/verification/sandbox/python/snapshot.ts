import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { version } from 'pyodide/package.json';
import { PYTHON_PROGRAM } from './program';

/**
 * A snapshot is the interpreter's memory after it has started and read Reckon's own program: putting it back takes
 * a tenth of the work of starting. It is made when Reckon is built, before there is any candidate, and lies beside
 * the scripts. The seed of hashes is part of it, so that there are several: the order of sets, which honest code
 * must not depend on, differs between them.
 */
export const SNAPSHOT_SEEDS = [20_011, 30_013, 40_009] as const;

/** Raise it when what a snapshot holds changes otherwise than by Pyodide or the program. */
const FORMAT = 1;
/** Stands before the memory: the key's SHA-256 in hexadecimal digits. */
const KEY_BYTES = 64;
/** Memory is cut off behind its last page that holds anything. */
const PAGE_BYTES = 4096;

/** What a snapshot must have been made of to fit this program. A stale one would judge by other rules. */
function keyOf(seed: number): string {
  return createHash('sha256').update(JSON.stringify([FORMAT, version, seed, PYTHON_PROGRAM])).digest('hex');
}

/** @param variant which of `SNAPSHOT_SEEDS`, by its index */
export function snapshotPath(folder: string, variant: number): string {
  return join(folder, `python-snapshot-${variant}.bin`);
}

/** Null when there is none that fits: then the interpreter starts without, which only takes longer. */
export function readSnapshot(folder: string, variant: number): Uint8Array | null {
  const seed = SNAPSHOT_SEEDS[variant];
  if (seed === undefined) {
    return null;
  }
  let file: Uint8Array;
  try {
    file = readFileSync(snapshotPath(folder, variant));
  } catch {
    return null; // Not built, or not to be read.
  }
  const key = Buffer.from(file.buffer, file.byteOffset, Math.min(KEY_BYTES, file.length)).toString('latin1');
  return key === keyOf(seed) ? file.subarray(KEY_BYTES) : null;
}

/** @param memory what Pyodide gives for a snapshot, made with the seed of this variant */
export function writableSnapshot(memory: Uint8Array, variant: number): Uint8Array {
  const end = memory.findLastIndex((byte) => byte !== 0) + 1;
  const used = memory.subarray(0, Math.ceil(end / PAGE_BYTES) * PAGE_BYTES);
  return Buffer.concat([Buffer.from(keyOf(SNAPSHOT_SEEDS[variant] ?? 0), 'latin1'), used]);
}
