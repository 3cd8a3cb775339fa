import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

/** A built script; `npm test` builds before it tests. */
export function distScript(name: string): string {
  return join(fileURLToPath(new URL('../../dist', import.meta.url)), name);
}
