import { open, type FileHandle } from 'node:fs/promises';
import { ReckonError } from '../../../base/errors';
import { HeaderError } from './byteReader';
import { readHeader, type GgufHeader, type TensorHeader } from './header';
import { checkPart, partPaths } from './parts';
import { BLOCKS, TENSOR_TYPES, UNSUPPORTED_TYPES, type GgufFile, type GgufTensor, type TensorType } from './types';

/** Larger than any file people run on one machine; keeps the arithmetic below exact. */
const MAX_ELEMENTS = 2 ** 40;

interface Part extends GgufHeader {
  readonly path: string;
  readonly size: number;
}

/**
 * Reads the header of a GGUF file, and of the other files of a split one, and checks that every
 * tensor listed lies inside its file. No tensor data is read.
 * @throws ReckonError `model-corrupt`, `unsupported-model`, `invalid-input` or `file-not-found`, naming what is wrong.
 */
export async function readGguf(path: string): Promise<GgufFile> {
  const first = await readPart(path);
  const paths = partPaths(path, first.metadata);
  const tensors = new Map<string, GgufTensor>();
  for (const [index, partPath] of paths.entries()) {
    const part = index === 0 ? first : await readPart(partPath);
    checkPart(partPath, part.metadata, index, paths.length);
    addTensors(part, tensors);
  }
  const expected = first.metadata['split.tensors.count'];
  if (paths.length > 1 && expected !== undefined && expected !== tensors.size) {
    throw corruptFile(path, `its ${paths.length} files have ${tensors.size} of ${String(expected)} tensors`);
  }
  return { path, metadata: first.metadata, tensors };
}

async function readPart(path: string): Promise<Part> {
  const file = await openFile(path);
  try {
    const { size } = await file.stat();
    return { path, size, ...readHeader(file.fd, size) };
  } catch (error) {
    throw error instanceof HeaderError ? corruptFile(path, error.message, error) : error;
  } finally {
    await file.close();
  }
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path);
  } catch (error) {
    throw new ReckonError('file-not-found', `There is no model file at ${path}.`, { hint: 'Check the path, or fetch the model again.', cause: error });
  }
}

function addTensors(part: Part, tensors: Map<string, GgufTensor>): void {
  for (const header of part.tensors) {
    const tensor = readTensor(part, header);
    if (!(tensor.byteOffset + tensor.byteLength <= part.size)) {
      throw corruptFile(part.path, `the tensor ${tensor.name} reaches beyond its end`);
    }
    if (tensors.has(tensor.name)) {
      throw corruptFile(part.path, `it lists the tensor ${tensor.name} twice`);
    }
    tensors.set(tensor.name, tensor);
  }
}

function readTensor({ path, dataOffset }: Part, { name, dimensions, type: number, offset }: TensorHeader): GgufTensor {
  const type = (TENSOR_TYPES as Readonly<Record<number, TensorType | undefined>>)[number];
  if (type === undefined) {
    const known = UNSUPPORTED_TYPES[number] ?? `number ${number}`;
    throw new ReckonError('unsupported-model', `The tensor ${name} is stored as ${known}, which Reckon cannot import.`, {
      hint: `Use a file quantized as ${Object.values(TENSOR_TYPES).join(', ')}.`,
    });
  }
  const elements = dimensions.reduce((product, dimension) => product * dimension, 1);
  const [columns = 0] = dimensions;
  const { values, bytes } = BLOCKS[type];
  if (!(elements > 0 && elements <= MAX_ELEMENTS) || columns % values !== 0) {
    throw corruptFile(path, `the tensor ${name} has the impossible shape ${dimensions.join(' x ')}`);
  }
  return { name, path, type, columns, rows: elements / columns, byteOffset: dataOffset + offset, byteLength: (elements / values) * bytes };
}

function corruptFile(path: string, what: string, cause?: unknown): ReckonError {
  return new ReckonError('model-corrupt', `${path} is not a whole GGUF file: ${what}.`, {
    hint: 'Download it again; `reckon models fetch ID` checks what it gets.',
    ...(cause === undefined ? {} : { cause }),
  });
}
