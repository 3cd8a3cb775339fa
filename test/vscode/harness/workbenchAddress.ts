import type { Server } from './server';

export interface WorkbenchAddress {
  readonly folder: string;
  readonly extensionPath: string;
  /** Module that exports `run()`; without it the workbench just opens. */
  readonly testsPath?: string;
}

/** The address that opens a folder with an extension under development, as the desktop's arguments would. */
export function workbenchAddress(server: Server, { folder, extensionPath, testsPath }: WorkbenchAddress): string {
  const remote = (path: string): string => `vscode-remote://127.0.0.1:${server.port}${path}`;
  const payload = [
    ['extensionDevelopmentPath', remote(extensionPath)],
    ...(testsPath === undefined ? [] : [['extensionTestsPath', remote(testsPath)]]),
    ['skipWelcome', 'true'],
  ];
  const query = new URLSearchParams({ folder, payload: JSON.stringify(payload) });
  return `${server.origin}/?${query.toString()}`;
}
