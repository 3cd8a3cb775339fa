import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ReckonError } from '../../../base/errors';
import { corruptModel } from './keys';
import type { GgufFile, GgufMetadata } from './types';

/** How the parts of one model are named: both numbers count from 1. */
const PART_NAME = /-(\d{5})-of-(\d{5})\.gguf$/;

/**
 * Paths of all files of a model, the given one first. Most models are one file; a split one says in
 * its `split.*` keys how many there are, and the names of its files say the rest.
 * @throws ReckonError `invalid-input` when the file is a later part, `model-corrupt` when name and keys disagree.
 */
export function partPaths(path: string, metadata: GgufMetadata): string[] {
  const count = metadata['split.count'] ?? 1;
  if (count === 1 || count === 0) {
    return [path];
  }
  const [, number, total] = PART_NAME.exec(path) ?? [];
  if (typeof count !== 'number' || Number(total) !== count) {
    throw corruptModel(path, `it is one of ${String(count)} files, which its name does not say`);
  }
  const name = (index: number): string => basename(path).replace(PART_NAME, `-${String(index).padStart(5, '0')}-of-${total}.gguf`);
  if (metadata['split.no'] !== 0 || Number(number) !== 1) {
    throw new ReckonError('invalid-input', `${path} is a later part of a model in ${count} files.`, { hint: `Give the first one: ${name(1)}` });
  }
  return Array.from({ length: count }, (_, index) => join(dirname(path), name(index + 1)));
}

/** @throws ReckonError `model-corrupt` unless `metadata` is that of part `index` (from 0) of `count`. */
export function checkPart(path: string, metadata: GgufMetadata, index: number, count: number): void {
  if (count > 1 && (metadata['split.no'] !== index || metadata['split.count'] !== count)) {
    throw corruptModel(path, `it is not part ${index + 1} of ${count} of the model`);
  }
}

/**
 * A name for a model's content: the digest of its first file, and for a split model what the other
 * files' sizes and times are, since nobody has read those to the end.
 */
export async function contentName({ path, tensors }: GgufFile, sha256: string): Promise<string> {
  const others = new Set([...tensors.values()].map((tensor) => tensor.path));
  others.delete(path);
  if (others.size === 0) {
    return sha256;
  }
  const stats = await Promise.all([...others].map((other) => stat(other)));
  const traits = stats.map(({ size, mtimeMs }) => `${size} ${mtimeMs}`).join('\n');
  return `${sha256}-${createHash('sha256').update(traits).digest('hex').slice(0, TRAITS_DIGITS)}`;
}

/** Enough to tell a person's files apart, short enough for a folder's name. */
const TRAITS_DIGITS = 16;
