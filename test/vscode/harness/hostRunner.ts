import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** What a file of host tests exports by default: each test under its name, run in order, failing by throwing. */
export type HostTests = Readonly<Record<string, () => void | Promise<void>>>;

/** Set by runTests.mjs: the bundled test files, and where to leave the counts. */
interface HostRun {
  readonly files: readonly string[];
  readonly report: string;
}

/** Tells the launcher which of the workbench's many log lines are about the tests. */
const MARK = '[test] ';
const load = createRequire(__filename);

/**
 * What VS Code calls in its extension host; it resolves when every test passed and throws otherwise.
 * Node's own runner finishes only when its process is about to exit, which an extension host is not.
 */
export async function run(): Promise<void> {
  const { files, report } = JSON.parse(process.env['RECKON_HOST_TESTS'] ?? '') as HostRun;
  const counts = { passed: 0, failed: 0 };
  for (const file of files) {
    const { default: tests } = load(join(__dirname, file)) as { readonly default: HostTests };
    for (const [name, body] of Object.entries(tests)) {
      counts[await outcome(name, body)] += 1;
    }
  }
  writeFileSync(report, JSON.stringify(counts));
  if (counts.failed > 0 || counts.passed === 0) {
    throw new Error(`${counts.passed} passed, ${counts.failed} failed`);
  }
}

async function outcome(name: string, body: () => void | Promise<void>): Promise<'passed' | 'failed'> {
  const started = performance.now();
  try {
    await body();
    console.log(`${MARK}passed: ${name} (${Math.round(performance.now() - started)} ms)`);
    return 'passed';
  } catch (error) {
    console.log(`${MARK}failed: ${name}\n${error instanceof Error ? error.stack : String(error)}`);
    return 'failed';
  }
}
