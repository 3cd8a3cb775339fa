import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { temporaryFolder } from '../../support/temporaryFolder';
import { ScriptedProvider } from '../../vscode/support/scriptedProvider';
import { writeTaskFiles } from './taskFiles';

/** An answer as models write it. */
export const fenced = (code: string): { readonly text: string } => ({ text: `\`\`\`python\n${code}\`\`\`\n` });

/** What the tests of a file work with; there only while they run. */
export interface ServerSetting {
  /** A server that answers from a script; a new one for each test. */
  readonly provider: ScriptedProvider;
  /** With a task and its candidates in it, and a home that is nobody's. */
  readonly folder: string;
  readonly options: { readonly home: string; readonly cwd: string };
}

/** A folder for all tests of a file, and a server on loopback for each. */
export function useScriptedServer(): ServerSetting {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let provider: ScriptedProvider;
  beforeAll(async () => {
    folder = await temporaryFolder();
    await writeTaskFiles(folder.path);
  });
  afterAll(() => folder.dispose());
  beforeEach(async () => {
    provider = await ScriptedProvider.start();
  });
  afterEach(() => provider.stop());
  return {
    get provider() {
      return provider;
    },
    get folder() {
      return folder.path;
    },
    get options() {
      return { home: join(folder.path, 'home'), cwd: folder.path };
    },
  };
}
