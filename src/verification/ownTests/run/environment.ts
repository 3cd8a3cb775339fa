import { delimiter } from 'node:path';
import type { Workplace } from '../project/workplace';

/** Of the host's variables these and no others: without them programs of Windows do not start, and texts are misread. */
const INHERITED: readonly string[] = ['LANG', 'LC_ALL', 'LC_CTYPE', 'TZ', 'SYSTEMROOT', 'SystemRoot', 'WINDIR', 'COMSPEC', 'PATHEXT', 'NUMBER_OF_PROCESSORS'];
const SYSTEM_PATH: readonly string[] = process.platform === 'win32' ? ['C:\\Windows\\System32', 'C:\\Windows'] : ['/usr/local/bin', '/usr/bin', '/bin'];

/** What a run finds in its environment: an empty home, and nothing of the person's but their language and clock. */
export function runEnvironment(host: NodeJS.ProcessEnv, workplace: Workplace, programs: readonly string[]): Record<string, string> {
  const inherited = INHERITED.flatMap((name) => (host[name] === undefined ? [] : [[name, host[name]] as const]));
  return {
    ...Object.fromEntries(inherited),
    PATH: [...new Set([...programs, ...SYSTEM_PATH])].join(delimiter),
    HOME: workplace.home,
    USERPROFILE: workplace.home,
    TMPDIR: workplace.temporary,
    TMP: workplace.temporary,
    TEMP: workplace.temporary,
    XDG_CACHE_HOME: workplace.cache,
    // Frameworks then write no new snapshots, do not wait for keys and print plainly.
    CI: '1',
    NO_COLOR: '1',
    TERM: 'dumb',
  };
}
