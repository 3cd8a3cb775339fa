import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** A model-dependent test may load weights first; CI machines are slow and shared. */
const MODEL_TEST_MS = 240_000;
/** A property is tried on up to 10,000 made-up cases; on a loaded two-core machine that takes longer than vitest's 5 s. */
const UNIT_TEST_MS = 30_000;
/** A sandbox test may start several Pyodide processes. */
const SANDBOX_TEST_MS = 60_000;

/** More test files at once than this share memory, not work: each of the sandbox's has processes of several hundred MB. */
const MOST_WORKERS = 4;

export default defineConfig({
  test: {
    // By default one core is left alone: of two that is half of the machine, and files of `unit` and `sandbox` know nothing of each other.
    maxWorkers: Math.min(availableParallelism(), MOST_WORKERS),
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: UNIT_TEST_MS } },
      {
        test: { name: 'webview', include: ['test/webview/**/*.test.ts'], environment: 'happy-dom' },
      },
      {
        test: { name: 'sandbox', include: ['test/sandbox/**/*.test.ts'], testTimeout: SANDBOX_TEST_MS, hookTimeout: SANDBOX_TEST_MS },
      },
      {
        test: {
          name: 'cli',
          include: ['test/cli/**/*.test.ts'],
          testTimeout: MODEL_TEST_MS,
          hookTimeout: MODEL_TEST_MS,
          // Each test starts processes of its own; more at once would only wait for each other.
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'model',
          include: ['test/model/**/*.test.ts'],
          testTimeout: MODEL_TEST_MS,
          hookTimeout: MODEL_TEST_MS,
          // One at a time: each owns an engine process, and two would fight for the cores.
          fileParallelism: false,
        },
      },
    ],
  },
});
