// Stands where a desktop VS Code would: `@vscode/test-electron` starts it with the desktop's arguments, it runs the
// extension's tests in the same VS Code served to a headless browser, and exits with 0 or 1 as the tests did.
import type { Page } from 'playwright-core';
import { parseLauncherArguments, type LauncherArguments } from './launcherArguments';
import { startSession } from './session';
import { workbenchAddress } from './workbenchAddress';

/** A run that hangs must not take a CI machine with it. */
const RUN_LIMIT_MS = 10 * 60_000;
/** What hostRunner.ts puts before its lines. */
const TEST_MARK = '[test] ';

async function main(args: LauncherArguments): Promise<number> {
  const log: string[] = [];
  const session = await startSession({ ...args, environment: {} });
  try {
    const page = await session.browser.newPage();
    const exit = testsEnd(page);
    await page.exposeFunction('codeAutomationLog', (_type: string, args: readonly unknown[]) => printLog(log, args));
    await page.goto(workbenchAddress(session.server, args));
    return await exit;
  } catch (error) {
    process.stderr.write(`${[session.server.output(), ...log].join('\n')}\n`);
    throw error;
  } finally {
    await session.close();
  }
}

/** Resolves with the exit code that the test host reports, rejects when the page cannot report any more. */
function testsEnd(page: Page): Promise<number> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error(`No result within ${RUN_LIMIT_MS / 60_000} minutes.`)), RUN_LIMIT_MS);
    limit.unref();
    page.once('crash', () => reject(new Error('The page of the served VS Code crashed.')));
    page.once('close', () => reject(new Error('The page of the served VS Code closed before the tests ended.')));
    page.exposeFunction('codeAutomationExit', (code: number) => {
      clearTimeout(limit);
      resolve(code);
    }).catch(reject);
  });
}

/** Prints what the tests say; the rest of the workbench's log is kept for the case that something fails. */
function printLog(log: string[], args: readonly unknown[]): void {
  const line = args.map(String).join(' ');
  if (line.startsWith(TEST_MARK)) {
    process.stdout.write(`${line.slice(TEST_MARK.length)}\n`);
  } else {
    log.push(line);
  }
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  // Leaving by `exit` runs the handlers that end the server; Playwright ends its browser by itself.
  process.once(signal, () => process.exit(1));
}

main(parseLauncherArguments(process.argv.slice(2))).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
