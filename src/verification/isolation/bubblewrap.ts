import { existsSync, lstatSync, readlinkSync } from 'node:fs';
import type { IsolationReport } from '../types';
import { CONFINED_LIMITS } from '../limits';
import type { ConfinedPaths, Confinement, PlainCommand, Surroundings } from './types';

/** What confined processes see as the machine's name; by it they are known to be inside. */
const HOST_NAME = 'reckon-sandbox';
/** Number of the first process in there, which starts all others. */
const FIRST_PROCESS = 1;

const REPORT: IsolationReport = {
  level: 'isolated',
  description: 'a process in namespaces of its own (bubblewrap): no network, none of your files, no other process in sight',
};

/** The system's programs and libraries, and what the loader of libraries reads. Everything else of the machine is not there. */
const SYSTEM_FOLDERS = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/nix/store'];
const SYSTEM_FILES = ['/etc/ld.so.cache', '/etc/ld.so.conf', '/etc/ld.so.conf.d', '/etc/alternatives'];

/** @param prlimit the program that sets limits of processes; null where there is none, and then there are none. */
export function bubblewrap(program: string, prlimit: string | null): Confinement {
  return {
    report: REPORT,
    confine: (command, paths) => ({
      file: program,
      args: [...NAMESPACES, ...machine(), ...mounts(paths), ...environment(command), '--chdir', command.cwd, '--', ...limits(prlimit), command.file, ...command.args],
      cwd: '/',
      // The first process in there is bubblewrap's own, and whoever is inside can read its environment.
      environment: {},
    }),
    encloses: ({ hostName, parent, networks }: Surroundings) => hostName === HOST_NAME && parent === FIRST_PROCESS && networks.length === 0,
  };
}

const NAMESPACES = [
  '--unshare-all', '--unshare-user', '--disable-userns', '--cap-drop', 'ALL',
  '--die-with-parent', '--new-session', '--clearenv', '--hostname', HOST_NAME,
] as const;

/** Folders of the system at their own places: as links where they are links. */
function machine(): string[] {
  const bytes = String(CONFINED_LIMITS.temporaryBytes);
  return [
    ...SYSTEM_FOLDERS.flatMap((folder) => bindFolder(folder)),
    ...SYSTEM_FILES.flatMap((file) => ['--ro-bind-try', file, file]),
    // Read-only: to a process that root started, the kernel's settings in there would be its own to change.
    '--proc', '/proc', '--remount-ro', '/proc',
    '--dev', '/dev', '--size', bytes, '--tmpfs', '/dev/shm', '--remount-ro', '/dev',
    '--size', bytes, '--perms', '1777', '--tmpfs', '/tmp',
  ];
}

function bindFolder(folder: string): string[] {
  if (!existsSync(folder)) {
    return [];
  }
  return lstatSync(folder).isSymbolicLink() ? ['--symlink', readlinkSync(folder), folder] : ['--ro-bind', folder, folder];
}

/** What is asked for lies over what the system has; afterwards the root itself takes no more files. */
function mounts({ readable, writable }: ConfinedPaths): string[] {
  return [
    ...readable.flatMap((path) => ['--ro-bind-try', path, path]),
    ...writable.flatMap((path) => ['--bind', path, path]),
    '--remount-ro', '/',
  ];
}

function environment(command: PlainCommand): string[] {
  return Object.entries(command.environment).flatMap(([name, value]) => ['--setenv', name, value]);
}

/** No limit of address space: WebAssembly reserves gigabytes that it never uses. */
function limits(prlimit: string | null): string[] {
  const { processes, fileBytes, openFiles, coreBytes } = CONFINED_LIMITS;
  return prlimit === null ? [] : [prlimit, `--nproc=${processes}`, `--fsize=${fileBytes}`, `--nofile=${openFiles}`, `--core=${coreBytes}`, '--'];
}
