import { hasByteDotProducts, readCpuInfo } from './processor';
import { loadRuntime } from './runtime';

/** Instructions that change how fast the local engine is, as Linux calls them and as people do. */
const KNOWN_FLAGS: readonly (readonly [RegExp, string])[] = [
  [/\bavx2\b/, 'AVX2'], [/\bavx512f\b/, 'AVX-512'], [/\bavx512_vnni\b/, 'AVX-512 VNNI'], [/\bavx_vnni\b/, 'AVX-VNNI'], [/\bamx_int8\b/, 'AMX'], [/\basimddp\b/, 'dot products (NEON)'], [/\bi8mm\b/, 'I8MM'],
];

/** What of this processor matters to the engine, in words. */
export function describeProcessor(cpuInfo: string = readCpuInfo()): string {
  const found = KNOWN_FLAGS.filter(([pattern]) => pattern.test(cpuInfo)).map(([, name]) => name);
  const products = hasByteDotProducts(cpuInfo) ? 'has byte products' : 'no byte products';
  return [...(found.length > 0 ? found : ['no flags to read here']), products].join(', ');
}

/**
 * Loads the native library of the local engine, and nothing else of it.
 * @returns its version
 * @throws ReckonError `unsupported-platform` where it does not load
 */
export async function inferenceLibraryVersion(): Promise<string> {
  const { env } = await loadRuntime();
  return env.versions?.node ?? env.versions?.common ?? 'of unknown version';
}
