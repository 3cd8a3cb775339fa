import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Loads a package out of the peers' folder as the given interface. */
export async function importPeer<T>(peers: string, name: string): Promise<T> {
  const entry = createRequire(join(peers, 'package.json')).resolve(name);
  return (await import(pathToFileURL(entry).href)) as T;
}

export function peerVersion(peers: string, name: string): string {
  const { version } = JSON.parse(readFileSync(join(peers, 'node_modules', name, 'package.json'), 'utf8')) as { version: string };
  return version;
}
