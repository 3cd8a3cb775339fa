import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { descendants } from '../../support/processes';
import { temporaryFolder } from '../../support/temporaryFolder';
import type { Targets } from './row';

const SECRET = 'secret';

/** Things on this machine that candidates are told of and must not touch. */
export interface WatchedHost {
  readonly targets: Targets;
  /** What was touched, in words; empty when all is as it was. */
  damage(): Promise<readonly string[]>;
  dispose(): Promise<void>;
}

export async function watchedHost(): Promise<WatchedHost> {
  const folder = await temporaryFolder();
  const canaryFile = join(folder.path, 'canary.txt');
  await writeFile(canaryFile, SECRET);
  let calls = 0;
  const server: Server = createServer((socket) => {
    calls += 1;
    socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const targets = { canaryFile, port: (server.address() as AddressInfo).port, processMark: `reckon-hostile-${process.pid}` };
  return {
    targets,
    damage: async () => [
      ...((await readFile(canaryFile, 'utf8').catch(() => '')) === SECRET ? [] : ['the canary file changed']),
      ...((await readdir(folder.path)).length === 1 ? [] : ['files were added']),
      ...(calls === 0 ? [] : ['somebody called']),
      ...(await startedProcesses(targets.processMark)),
    ],
    dispose: async () => {
      server.close();
      await folder.dispose();
    },
  };
}

/** Processes that fixtures started, or that the sandboxes of this process have below them; other test files run sandboxes meanwhile. Linux only: elsewhere there is no /proc to read. */
async function startedProcesses(mark: string): Promise<readonly string[]> {
  const numbers = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  const all = await Promise.all(numbers.map(async (number) => {
    const line = await readFile(`/proc/${number}/cmdline`, 'utf8').catch(() => '');
    // The wrapper itself starts the sandbox, and nothing else: what is below the sandbox is seen at the sandbox.
    const isWrapper = line.split('\0')[0]?.endsWith('/bwrap') === true;
    const children = line.includes('sandbox-') && !isWrapper ? await readFile(`/proc/${number}/task/${number}/children`, 'utf8').catch(() => '') : '';
    return { pid: Number(number), line, isMarked: line.includes(mark), isParent: children !== '' };
  }));
  const suspects = all.filter(({ isMarked, isParent }) => isMarked || isParent);
  const own = new Set((suspects.length > 0 ? descendants(process.pid) : []).map(({ pid }) => pid));
  return suspects.filter(({ pid, isMarked }) => isMarked || own.has(pid)).map(({ line }) => `a process was started: ${line.replaceAll('\0', ' ')}`);
}
