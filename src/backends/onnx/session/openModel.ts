import { rm } from 'node:fs/promises';
import { ReckonError } from '../../../base/errors';
import { readHyperparameters } from '../gguf/hyperparameters';
import type { GgufFile } from '../gguf/types';
import type { ImportedModel } from '../importer/graphCache';
import { EmbeddingTable } from './embedding';
import { loadRuntime, openSession, type InferenceSession, type Runtime } from './runtime';
import { TransformerSession } from './transformerSession';

/** @throws ReckonError `unsupported-platform` or `model-corrupt`. */
export async function openModel(file: GgufFile, imported: ImportedModel, threads: number): Promise<TransformerSession> {
  const shape = readHyperparameters(file);
  const runtime = await loadRuntime();
  const inference = await openImported(runtime, imported, threads);
  return new TransformerSession(runtime, inference, shape, new EmbeddingTable(file, shape.width));
}

/** An import that does not load is of no use to anyone: it is removed, so that the next call makes it anew. */
async function openImported(runtime: Runtime, { graphPath, folder }: ImportedModel, threads: number): Promise<InferenceSession> {
  try {
    return await openSession(runtime, graphPath, threads);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw new ReckonError('model-corrupt', `The imported model does not load: ${error instanceof Error ? error.message : String(error)}`, {
      hint: 'It was removed; try again and it is imported anew.',
      cause: error,
    });
  }
}
