import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadRuntime } from '../../../../src/backends/onnx/session/runtime';
import { productBandwidth, scanBandwidth } from './bandwidth';
import { integerPeak, packedPeak } from './peak';
import { limitsFrom, type MeasuredLimits } from './roofline';

/** The process that measures the machine: `calibrate.cjs THREADS MEMORY_SCAN_SCRIPT`. Ends before any engine starts. */
async function calibrate(threads: number, scanScript: string): Promise<MeasuredLimits> {
  const folder = mkdtempSync(join(tmpdir(), 'reckon-bench-'));
  try {
    const runtime = await loadRuntime();
    const bandwidths = {
      'reading memory (memchr)': await scanBandwidth(scanScript, threads),
      'vector times float32 matrix (onnxruntime)': await productBandwidth(runtime, folder, threads),
    };
    const peaks = {
      '4-bit MatMulNBits': await packedPeak(runtime, folder, threads, 4),
      '8-bit MatMulNBits': await packedPeak(runtime, folder, threads, 8),
      'MatMulInteger': await integerPeak(runtime, folder, threads),
    };
    return limitsFrom(bandwidths, peaks);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

calibrate(Number(process.argv[2]), process.argv[3] ?? '').then(
  (limits) => process.send?.(limits, () => process.disconnect()),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
    process.disconnect();
  },
);
