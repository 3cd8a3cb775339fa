export interface HarnessPaths {
  /** Folder that node-gyp reads headers from. */
  readonly nodeHeaders: string;
  readonly nodeBin: string;
  readonly node: string;
  /** Entry script of the VS Code server. */
  readonly server: string;
}

export function harnessFolder(environment?: NodeJS.ProcessEnv): string;
export function harnessPaths(folder: string): HarnessPaths;
export function ensureHarness(log?: (line: string) => void): Promise<HarnessPaths>;
