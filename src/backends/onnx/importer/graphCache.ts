import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { PRECISIONS, type Precision } from './precision';

/** Raised whenever an older import would compute something else than a newer one. */
export const IMPORTER_VERSION = 3;

export const GRAPH_FILE = 'model.onnx';
export const DATA_FILE = 'weights.bin';
export const SUMMARY_FILE = 'model.json';

const summarySchema = z.object({
  contextLength: z.number(),
  /** Number of weights. */
  parameters: z.number(),
  supportsInfill: z.boolean(),
  precision: z.enum(PRECISIONS),
  /** Matrices by what they are in the file and what they are stored as, such as "Q5_0 as 8/128 x 133". */
  forms: z.array(z.string()),
  /** Whether the likeliest logits have to be computed from the file's own output matrix. */
  rescores: z.boolean(),
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

/** An earlier import of the same file by the same importer; null when there is none, or not a whole one. */
export function findImport(target: ImportTarget): ImportedModel | null {
  const folder = graphFolder(target);
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
