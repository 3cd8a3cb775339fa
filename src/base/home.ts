import { join } from 'node:path';
import envPaths from 'env-paths';

/**
 * Folders shared by the command line, the extension and tests. Nothing here is precious: all of
 * it can be fetched or imported again.
 */
export interface ReckonHome {
  readonly root: string;
  /** Model files as published, one folder a model id. */
  readonly weights: string;
  /** Imported graphs, keyed by the file's digest and the importer's version. */
  readonly graphs: string;
}

/** `RECKON_HOME` when set, else the platform's cache folder. */
export function reckonHome(environment: NodeJS.ProcessEnv): ReckonHome {
  const override = environment['RECKON_HOME'];
  const root = override !== undefined && override !== '' ? override : envPaths('reckon', { suffix: '' }).cache;
  return { root, weights: join(root, 'weights'), graphs: join(root, 'graphs') };
}
