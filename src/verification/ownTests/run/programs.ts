import { accessSync, constants, existsSync, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, delimiter, dirname, isAbsolute, join, relative, sep } from 'node:path';
import { ReckonError } from '../../../base/errors';

/** Where installers put programs without always saying so in PATH. */
const USUAL_PLACES = ['.cargo/bin', 'go/bin', '.local/bin'].map((folder) => join(homedir(), folder)).concat('/usr/local/go/bin', '/opt/homebrew/bin', '/usr/local/bin');
const ENDINGS = process.platform === 'win32' ? ['.exe', '.cmd', ''] : [''];

/**
 * The absolute path of a program by its name; null when it is nowhere.
 * @param places folders to look in after those of PATH.
 */
export function findProgram(name: string, host: NodeJS.ProcessEnv, places: readonly string[] = USUAL_PLACES): string | null {
  const folders = [...(host['PATH'] ?? '').split(delimiter).filter((folder) => folder !== ''), ...places];
  for (const folder of folders) {
    for (const ending of ENDINGS) {
      const file = join(folder, name + ending);
      if (isExecutable(file)) {
        return file;
      }
    }
  }
  return null;
}

/** @throws ReckonError `tests-unusable`. */
export function needProgram(names: readonly string[], host: NodeJS.ProcessEnv): string {
  for (const name of names) {
    const found = findProgram(name, host);
    if (found !== null) {
      return found;
    }
  }
  throw new ReckonError('tests-unusable', `${names[0]} is not installed, or not in PATH.`, { hint: `Install ${names[0]}, or put its folder into PATH.` });
}

/** Node: this process where it is Node itself, since inside an editor it is not; else the one in PATH. */
export function nodeProgram(host: NodeJS.ProcessEnv): string {
  return findProgram('node', host) ?? (basename(process.execPath).startsWith('node') ? process.execPath : needProgram(['node'], host));
}

/** The folder that a program was installed into with its libraries: `/x/bin/go` has `/x`. */
export function installation(program: string): string {
  return dirname(dirname(realpathSync(program)));
}

/** What Node reads of its own: the program, and the libraries beside it. The folder around both may be a person's home. */
export function nodeParts(node: string): string[] {
  const program = realpathSync(node);
  return [program, join(dirname(dirname(program)), 'lib')].filter(existsSync);
}

/**
 * What a run may read must not hold the person's home: with a toolchain in `~/bin` all of it would be in reach.
 * @throws ReckonError `tests-unusable`.
 */
export function requireOutsideHome(folders: readonly string[], home: string = homedir()): void {
  const real = existsSync(home) ? realpathSync(home) : home;
  const around = folders.find((folder) => {
    const inside = relative(existsSync(folder) ? realpathSync(folder) : folder, real);
    return inside === '' || (inside !== '..' && !inside.startsWith(`..${sep}`) && !isAbsolute(inside));
  });
  if (around !== undefined) {
    throw new ReckonError('tests-unusable', `To run the tests, ${around} would have to be readable, and your home is in it.`, {
      hint: 'Install what runs them (node, python or go) into a folder of its own, not straight into your home.',
    });
  }
}

export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false; // That it is not there, or not to be run, is the answer.
  }
}
