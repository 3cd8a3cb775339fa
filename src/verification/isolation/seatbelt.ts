import type { IsolationReport } from '../types';
import type { ConfinedPaths, Confinement } from './types';

const REPORT: IsolationReport = {
  level: 'isolated',
  description: "a process under macOS's sandbox-exec: no network, none of your files, no other program",
};

/** The system's programs, libraries and settings that every program reads when it starts. */
const SYSTEM_FOLDERS = ['/usr/lib', '/usr/bin', '/usr/share', '/bin', '/System', '/Library/Apple', '/private/var/db/dyld', '/private/etc', '/dev', '/opt/homebrew', '/usr/local'];

/**
 * macOS's own wrapper. Written from its documentation and not yet tried on a Mac: the probe decides there,
 * and where it fails nothing runs in it.
 */
export function seatbelt(program: string): Confinement {
  return {
    report: REPORT,
    confine: (command, paths) => ({
      file: program,
      args: ['-p', seatbeltProfile(command.file, paths), command.file, ...command.args],
      cwd: command.cwd,
      environment: command.environment,
    }),
    // The wrapper starts nothing when its rules cannot be set, and it leaves no trace to look for.
    encloses: () => true,
  };
}

/** Rules in the wrapper's own language: everything is forbidden that is not named. */
export function seatbeltProfile(file: string, { readable, writable }: ConfinedPaths): string {
  return [
    '(version 1)',
    '(deny default)',
    `(allow process-exec (literal ${quoted(file)})${writable.length > 0 ? ' (subpath "/usr/bin") (subpath "/bin")' : ''})`,
    ...(writable.length > 0 ? ['(allow process-fork)'] : []),
    '(allow signal (target self))',
    '(allow sysctl-read)',
    '(allow file-read-metadata)',
    `(allow file-read* ${SYSTEM_FOLDERS.map(subpath).join(' ')} (literal "/") (literal ${quoted(file)}))`,
    ...(readable.length + writable.length > 0 ? [`(allow file-read* ${[...readable, ...writable].map(subpath).join(' ')})`] : []),
    ...(writable.length > 0 ? [`(allow file-write* ${writable.map(subpath).join(' ')})`] : []),
    '(allow file-write-data (literal "/dev/null") (literal "/dev/zero"))',
  ].join('\n');
}

function subpath(path: string): string {
  return `(subpath ${quoted(path)})`;
}

/** @throws Error for what the rules cannot say: a path with a line end in it could add a rule. */
function quoted(path: string): string {
  if (/[\u0000-\u001f\u007f]/.test(path)) {
    throw new Error('A path with control characters cannot be named to sandbox-exec.');
  }
  return `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
