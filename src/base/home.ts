import { join } from 'node:path';
import envPaths from 'env-paths';

/**
 * Folders shared by the command line, the extension and tests. Nothing but the ledger is precious: all
 * else can be fetched or imported again.
 */
export interface ReckonHome {
  readonly root: string;
  /** Model files as published, one folder a model id. */
  readonly weights: string;
  /** Imported graphs, keyed by the file's digest and the importer's version. */
  readonly graphs: string;
  /** What every call took. Cleaning a cache must not take it away. */
  readonly ledger: string;
}

/** Below `RECKON_HOME` when it is set, else in the platform's cache folder, and the ledger in its data folder. */
export function reckonHome(environment: NodeJS.ProcessEnv): ReckonHome {
  const override = environment['RECKON_HOME'] ?? '';
  const usual = envPaths('reckon', { suffix: '' });
  const root = override === '' ? usual.cache : override;
  return { root, weights: join(root, 'weights'), graphs: join(root, 'graphs'), ledger: join(override === '' ? usual.data : override, 'ledger') };
}
