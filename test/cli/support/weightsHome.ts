import { mkdir, symlink } from 'node:fs/promises';
import { expect } from 'vitest';
import { reckonHome } from '../../../src/base/home';
import { temporaryFolder } from '../../support/temporaryFolder';
import { CliProcess } from './cli';

/** The smallest model of the catalogue. */
export const MODEL = 'smollm2-135m';

/**
 * A cache folder with real weights and a memory of its own: files come from the person's cache,
 * measured rates do not. Fetches what is missing.
 */
export async function weightsHome(): ReturnType<typeof temporaryFolder> {
  const own = reckonHome(process.env);
  const environment = Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined));
  const fetch = new CliProcess(['models', 'fetch', MODEL], { home: own.root, environment: { ...environment, RECKON_HOME: own.root } });
  expect(await fetch.done).toMatchObject({ code: 0 });
  await mkdir(own.graphs, { recursive: true });
  const folder = await temporaryFolder();
  await symlink(own.weights, `${folder.path}/weights`);
  await symlink(own.graphs, `${folder.path}/graphs`);
  return folder;
}
