import { createHash } from 'node:crypto';
import type { CatalogueEntry } from '../../../../src/weights';

/** What stands for a model's file. */
export const CONTENT = Buffer.concat([Buffer.from('GGUF'), Buffer.alloc(5_000, 'weights ')]);
export const HALF = CONTENT.length / 2;
export const sha256 = (data: Buffer): string => createHash('sha256').update(data).digest('hex');

export const entry = (over: Partial<CatalogueEntry> = {}): CatalogueEntry => ({
  id: 'tiny', title: 'Tiny', fileName: 'tiny.gguf', bytes: CONTENT.length, sha256: sha256(CONTENT), licence: 'MIT',
  sources: [{ type: 'hub', repository: 'owner/tiny', file: 'tiny.gguf' }], ...over,
});
