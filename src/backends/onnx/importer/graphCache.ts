import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Precision } from './precision';

/** Raised whenever an older import would compute something else than a newer one. */
export const IMPORTER_VERSION = 3;

export const GRAPH_FILE = 'model.onnx';
export const DATA_FILE = 'weights.bin';
export const SUMMARY_FILE = 'model.json';

const summarySchema = z.object({
  /** Number of weights. */
  parameters: z.number(),
  /** Whether the likeliest logits have to be computed from the file's own output matrix. */
  rescores: z.boolean(),
  /** Lengths of the data file and of the graph, to tell a damaged import from a whole one. Imports from before the second was noted do without. */
  dataBytes: z.number(),
  graphBytes: z.number().optional(),
});
/** What is known of an imported model without opening its weights. */
export type ModelSummary = z.infer<typeof summarySchema>;

export interface ImportedModel {
  readonly folder: string;
  readonly graphPath: string;
  readonly summary: ModelSummary;
}

/** Which weights are imported, how, and where imports are kept. */
export interface ImportTarget {
  readonly graphsDir: string;
  /** Lower-case hex SHA-256 of the weights file. */
  readonly sha256: string;
  readonly precision: Precision;
}

export function graphFolder({ graphsDir, sha256, precision }: ImportTarget): string {
  return join(graphsDir, `${sha256}-v${IMPORTER_VERSION}-${precision}`);
}

/** Whether a folder of imports holds one of that file by an importer that this one replaces. */
export function isOlderImport(folderName: string, sha256: string): boolean {
  const prefix = `${sha256}-v`;
  const version = folderName.startsWith(prefix) ? /^(\d+)-[a-z]+$/.exec(folderName.slice(prefix.length))?.[1] : undefined;
  return version !== undefined && Number(version) < IMPORTER_VERSION;
}

/** An earlier import of the same file by the same importer; null when there is none, or not a whole one. */
export function findImport(target: ImportTarget): ImportedModel | null {
  return readImport(graphFolder(target));
}

/** The import in a folder; null when there is none, or not a whole one. */
export function readImport(folder: string): ImportedModel | null {
  const graphPath = join(folder, GRAPH_FILE);
  try {
    const summary = summarySchema.parse(JSON.parse(readFileSync(join(folder, SUMMARY_FILE), 'utf8')));
    const { size } = statSync(graphPath);
    const whole = size > 0 && size === (summary.graphBytes ?? size) && statSync(join(folder, DATA_FILE)).size === summary.dataBytes;
    return whole ? { folder, graphPath, summary } : null;
  } catch {
    // Not there, or not readable: importing again is the answer to both.
    return null;
  }
}
