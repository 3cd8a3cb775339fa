import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

/** Where the system keeps programs. A PATH could have been changed by the folder that is worked in. */
const SYSTEM_FOLDERS = ['/usr/bin', '/bin', '/usr/local/bin', '/run/current-system/sw/bin'];

/** The system's own program of that name; null when there is none. */
export function systemProgram(name: string, folders: readonly string[] = SYSTEM_FOLDERS): string | null {
  return folders.map((folder) => join(folder, name)).find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false; // Not there, or not for us: the same to whoever wants to run it.
  }
}
