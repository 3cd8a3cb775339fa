import { closeSync, openSync, readSync } from 'node:fs';
import { ReckonError } from '../../../base/errors';
import type { GgufTensor } from './types';

/** Reads bytes of tensors, whichever of a model's files they are in. Files are opened when first needed. */
export class TensorReader {
  private readonly descriptors = new Map<string, number>();

  /** `length` bytes of a tensor, all of it by default. */
  read(tensor: GgufTensor, from = 0, length = tensor.byteLength): Uint8Array {
    const bytes = new Uint8Array(length);
    const descriptor = this.open(tensor.path);
    for (let done = 0; done < length; ) {
      const count = readSync(descriptor, bytes, done, length - done, tensor.byteOffset + from + done);
      if (count === 0) {
        throw new ReckonError('model-corrupt', `${tensor.path} ended too early.`, { hint: 'Download it again.' });
      }
      done += count;
    }
    return bytes;
  }

  close(): void {
    for (const descriptor of this.descriptors.values()) {
      closeSync(descriptor);
    }
    this.descriptors.clear();
  }

  private open(path: string): number {
    const descriptor = this.descriptors.get(path) ?? openSync(path, 'r');
    this.descriptors.set(path, descriptor);
    return descriptor;
  }
}
