import { ReckonError } from '../../../base/errors';
import type * as Ort from 'onnxruntime-node';

export type Runtime = typeof Ort;
export type { InferenceSession, Tensor } from 'onnxruntime-node';

/** What the loader says when the package or its binary for this platform is not there, or does not fit the system's libraries. */
const MISSING_CODES: readonly unknown[] = ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND', 'ERR_DLOPEN_FAILED'];

/**
 * Loads onnxruntime's native binding.
 * @throws ReckonError `unsupported-platform` where the package has no binary (Intel Macs, Alpine).
 */
export async function loadRuntime(load: () => Promise<Runtime> = () => import('onnxruntime-node')): Promise<Runtime> {
  try {
    return await load();
  } catch (error) {
    if (error instanceof Error && 'code' in error && MISSING_CODES.includes(error.code)) {
      throw new ReckonError('unsupported-platform', `The local engine cannot run on ${process.platform} ${process.arch}: its native library is missing or does not load.`, {
        hint: 'Use a remote model: --model openai-compatible:NAME --endpoint URL.',
        cause: error,
      });
    }
    throw error;
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
