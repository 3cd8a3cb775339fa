import { createHash } from 'node:crypto';
import type { Candidate, Example } from '../verification/types';
import { canonicalJson } from './canonicalJson';

/** Characters of a digest: of 96 bits two of a million checks are the same once in 10^16. */
const DIGEST_LENGTH = 24;

function digest(parts: readonly unknown[]): string {
  return createHash('sha256').update(canonicalJson(parts)).digest('hex').slice(0, DIGEST_LENGTH);
}

/** All that a verdict depends on, besides the time that it is allowed. */
export function verifyKey({ code, program }: Candidate, examples: readonly Example[], fresh: boolean): string {
  return digest(['verify', fresh, code, program, examples.map(({ id, expression, expected }) => [id, expression, expected])]);
}

export function fingerprintKey({ program }: Candidate, expressions: readonly string[], fresh: boolean): string {
  return digest(['fingerprint', fresh, program, expressions]);
}

export function ownTestsKey({ code }: Pick<Candidate, 'code'>, command: string): string {
  return digest(['own-tests', command, code]);
}
