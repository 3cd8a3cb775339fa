import { open, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { gguf, GGMLQuantizationType } from '@huggingface/gguf';
import { ReckonError } from '../../../base/errors';
import { BLOCKS, TENSOR_TYPES, type GgufFile, type GgufTensor, type TensorType } from './types';

const MAGIC = 'GGUF';
/** Larger than any file people run on one machine; guards the arithmetic below against absurd headers. */
const MAX_ELEMENTS = 2 ** 40;
/** The largest models have a few thousand tensors. */
const MAX_TENSORS = 100_000;
const MAX_DIMENSIONS = 4;

interface TensorHeader {
  readonly name: string;
  readonly shape: readonly bigint[];
  readonly dtype: number;
  readonly offset: bigint;
}

/**
 * Reads the header of a GGUF file and checks that every tensor it lists lies inside the file.
 * No tensor data is read.
 * @throws ReckonError `model-corrupt` or `unsupported-model`, naming what is wrong.
 */
export async function readGguf(path: string): Promise<GgufFile> {
  const size = await checkMagic(path);
  const header = await parseHeader(path);
  if (header.tensorInfos.length > MAX_TENSORS) {
    throw corrupt(path, `it claims ${header.tensorInfos.length} tensors`);
  }
  if (!header.littleEndian) {
    throw new ReckonError('unsupported-model', `${path} is written for big-endian machines.`, { hint: 'Use a little-endian file.' });
  }
  const dataOffset = Number(header.tensorDataOffset);
  const tensors = new Map<string, GgufTensor>();
  for (const info of header.tensorInfos as unknown as readonly TensorHeader[]) {
    if (info.name === '') {
      throw corrupt(path, 'its header is cut off');
    }
    const tensor = readTensor(path, info, dataOffset);
    if (!(tensor.byteOffset + tensor.byteLength <= size)) {
      throw corrupt(path, `the tensor ${tensor.name} reaches beyond its end`);
    }
    if (tensors.has(tensor.name)) {
      throw corrupt(path, `it lists the tensor ${tensor.name} twice`);
    }
    tensors.set(tensor.name, tensor);
  }
  return { path, metadata: header.metadata as unknown as Record<string, unknown>, tensors };
}

async function checkMagic(path: string): Promise<number> {
  const size = await stat(path).then((found) => found.size, (error: unknown) => {
    throw new ReckonError('file-not-found', `There is no model file at ${path}.`, { hint: 'Check the path, or fetch the model again.', cause: error });
  });
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MAGIC.length), 0, MAGIC.length, 0);
    if (bytesRead < MAGIC.length || buffer.toString('latin1') !== MAGIC) {
      throw corrupt(path, 'it does not begin like a GGUF file');
    }
  } finally {
    await file.close();
  }
  return size;
}

async function parseHeader(path: string): Promise<Awaited<ReturnType<typeof gguf>>> {
  try {
    // An absolute path is never taken for the address of a remote file.
    return await gguf(resolve(path), { allowLocalFile: true });
  } catch (error) {
    throw corrupt(path, `its header cannot be read (${error instanceof Error ? error.message : String(error)})`, error);
  }
}

function readTensor(path: string, { name, shape, dtype, offset }: TensorHeader, dataOffset: number): GgufTensor {
  const type = (TENSOR_TYPES as Readonly<Record<number, TensorType | undefined>>)[dtype];
  if (type === undefined) {
    const known = GGMLQuantizationType[dtype] ?? `number ${dtype}`;
    throw new ReckonError('unsupported-model', `The tensor ${name} is stored as ${known}, which Reckon cannot import.`, {
      hint: `Use a file quantized as ${Object.values(TENSOR_TYPES).join(', ')}.`,
    });
  }
  const dimensions = shape.map(Number);
  const elements = dimensions.reduce((product, dimension) => product * dimension, 1);
  const [columns = 0] = dimensions;
  const { values, bytes } = BLOCKS[type];
  if (dimensions.length > MAX_DIMENSIONS || !(elements > 0 && elements <= MAX_ELEMENTS) || columns % values !== 0) {
    throw corrupt(path, `the tensor ${name} has the impossible shape ${dimensions.join(' x ')}`);
  }
  const byteOffset = dataOffset + Number(offset);
  return { name, type, columns, rows: elements / columns, byteOffset, byteLength: (elements / values) * bytes };
}

function corrupt(path: string, what: string, cause?: unknown): ReckonError {
  return new ReckonError('model-corrupt', `${path} is not a whole GGUF file: ${what}.`, {
    hint: 'Download it again; `reckon models fetch ID` checks what it gets.',
    ...(cause === undefined ? {} : { cause }),
  });
}
