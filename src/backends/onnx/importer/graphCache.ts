import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** Raised whenever an older import would compute something else than a newer one. */
export const IMPORTER_VERSION = 2;

export const GRAPH_FILE = 'model.onnx';
export const DATA_FILE = 'weights.bin';
export const SUMMARY_FILE = 'model.json';

const summarySchema = z.object({
  contextLength: z.number(),
  /** Number of weights. */
  parameters: z.number(),
  supportsInfill: z.boolean(),
  /** Length of the data file, to tell a damaged import from a whole one. */
  dataBytes: z.number(),
});
/** What is known of an imported model without opening its weights. */
export type ModelSummary = z.infer<typeof summarySchema>;

export interface ImportedModel {
  readonly folder: string;
  readonly graphPath: string;
  readonly summary: ModelSummary;
}

export function graphFolder(graphsDir: string, sha256: string): string {
  return join(graphsDir, `${sha256}-v${IMPORTER_VERSION}`);
}

/** An earlier import of the same file by the same importer; null when there is none, or not a whole one. */
export function findImport(graphsDir: string, sha256: string): ImportedModel | null {
  const folder = graphFolder(graphsDir, sha256);
  const graphPath = join(folder, GRAPH_FILE);
  try {
    const summary = summarySchema.parse(JSON.parse(readFileSync(join(folder, SUMMARY_FILE), 'utf8')));
    const whole = statSync(graphPath).size > 0 && statSync(join(folder, DATA_FILE)).size === summary.dataBytes;
    return whole ? { folder, graphPath, summary } : null;
  } catch {
    // Not there, or not readable: importing again is the answer to both.
    return null;
  }
}
