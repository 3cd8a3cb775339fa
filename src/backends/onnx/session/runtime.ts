import { ReckonError } from '../../../base/errors';
import type * as Ort from 'onnxruntime-node';

export type Runtime = typeof Ort;
export type { InferenceSession, Tensor } from 'onnxruntime-node';

/**
 * Loads onnxruntime's native binding.
 * @throws ReckonError `unsupported-platform` where the package has no binary (Intel Macs, Alpine).
 */
export async function loadRuntime(): Promise<Runtime> {
  try {
    return await import('onnxruntime-node');
  } catch (error) {
    throw new ReckonError('unsupported-platform', `The local engine has no build for ${process.platform} ${process.arch}.`, {
      hint: 'Use a remote model: --model openai-compatible:NAME --endpoint URL.',
      cause: error,
    });
  }
}

/** Opens a graph. Threads spin between operators while a step runs: a fifth faster on two cores. */
export async function openSession(runtime: Runtime, graphPath: string, threads: number): Promise<Ort.InferenceSession> {
  return runtime.InferenceSession.create(graphPath, {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
    // Shapes change at every step, so remembered allocation patterns would only be thrown away.
    enableMemPattern: false,
    extra: { session: { intra_op: { allow_spinning: '1' } } },
  });
}
