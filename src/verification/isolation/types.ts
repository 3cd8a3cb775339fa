import type { IsolationReport } from '../types';

/** A process as it would be started without any wrapper. Paths are absolute. */
export interface PlainCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment: nothing is inherited. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface ConfinedPaths {
  /** Files and folders that the process may read, at their own places; besides the system's libraries and programs. */
  readonly readable: readonly string[];
  /** Folders that it may write, at their own places. Everything else it writes is in memory and gone afterwards. */
  readonly writable: readonly string[];
}

/** What a process sees of where it runs, as it says itself before it has run anything that is not Reckon's. */
export interface Surroundings {
  readonly hostName: string;
  /** Number of the parent process, as the process knows it. */
  readonly parent: number;
  /** Names of network interfaces that lead out of the machine. */
  readonly networks: readonly string[];
}

/** Puts processes into namespaces of the operating system, without network. Made only where a probe has shown that it holds. */
export interface Confinement {
  readonly report: IsolationReport;
  /** The command that starts `command` confined. What is started dies with its parent. */
  confine(command: PlainCommand, paths: ConfinedPaths): PlainCommand;
  /** Whether a process that was started confined sees what one sees in there. */
  encloses(seen: Surroundings): boolean;
}

/** What looking for a wrapper came to: one that holds, or why there is none, in a sentence for people that says what to do. */
export type ConfinementProbe = { readonly confinement: Confinement } | { readonly confinement: null; readonly reason: string };
