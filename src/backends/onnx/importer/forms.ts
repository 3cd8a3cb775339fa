import type { Hyperparameters } from '../gguf/hyperparameters';
import type { GgufFile, GgufTensor } from '../gguf/types';
import type { PackedForm } from './pack';
import { formFor, type Precision } from './precision';
import { outputMatrix } from './weightSource';

const BITS_PER_BYTE = 8;
/** Scales, corrections, and weights that are not packed. */
const FLOAT_BYTES = 4;

interface StoredMatrix {
  readonly tensor: GgufTensor;
  /** Null for float32. */
  readonly form: PackedForm | null;
}

/** The matrices that an import stores, and how. */
export function storedMatrices({ tensors }: GgufFile, precision: Precision): StoredMatrix[] {
  const output = outputMatrix({ has: (name) => tensors.has(name) });
  return [...tensors.values()]
    // Rows of the embedding table are read from the file as they are needed.
    .filter(({ name, rows }) => rows > 1 && (name !== 'token_embd.weight' || name === output))
    .map((tensor) => ({ tensor, form: formFor(precision, tensor.name === output ? 'output' : 'layer', tensor.type, tensor.columns) }));
}

/** For the graph, vectors, and the gaps between matrices: 1 MB measured with 28 layers. */
const REST_BYTES = 4e6;

/** About how many bytes an import takes on the disk, and not fewer. */
export function importBytes(file: GgufFile, { contextLength, headSize, localLayers }: Hyperparameters, precision: Precision): number {
  const rotaryTables = contextLength * headSize * FLOAT_BYTES * (localLayers ? 2 : 1);
  return storedMatrices(file, precision).reduce((sum, { tensor: { rows, columns }, form }) => sum + rows * columns * bytesPerWeight(form), rotaryTables + REST_BYTES);
}

function bytesPerWeight(form: PackedForm | null): number {
  return form === null ? FLOAT_BYTES : form.bits / BITS_PER_BYTE + (FLOAT_BYTES * (form.corrected ? 2 : 1)) / form.blockSize;
}
