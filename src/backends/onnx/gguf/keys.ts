import { ReckonError } from '../../../base/errors';
import type { GgufFile } from './types';

/** A positive number of the header. @throws ReckonError `model-corrupt` when it is missing without a fallback, or none. */
export function readNumber({ path, metadata }: GgufFile, key: string, fallback?: number): number {
  const stored = metadata[key] ?? fallback;
  if (typeof stored !== 'number' || !Number.isFinite(stored) || stored <= 0) {
    throw corruptModel(path, `${key} is ${metadata[key] === undefined ? 'missing' : String(metadata[key])}`);
  }
  return stored;
}

/** A whole number from 1 to `limit`. */
export function readCount(file: GgufFile, key: string, limit: number, fallback?: number): number {
  const value = readNumber(file, key, fallback);
  if (!Number.isInteger(value) || value > limit) {
    throw corruptModel(file.path, `${key} is ${value}`);
  }
  return value;
}

export function corruptModel(path: string, what: string): ReckonError {
  return new ReckonError('model-corrupt', `${path} does not describe a whole model: ${what}.`, { hint: 'Download the file again.' });
}
