import { defineConfig } from 'vitest/config';

/** Each test opens a VS Code of its own; a cold one on a slow, shared machine takes most of a minute. */
const TEST_MS = 240_000;

export default defineConfig({
  test: {
    name: 'vscode',
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/vscode/**/*.e2e.ts'],
    testTimeout: TEST_MS,
    hookTimeout: TEST_MS,
    // One at a time: a browser, a server and an extension host fill two cores.
    fileParallelism: false,
  },
});
