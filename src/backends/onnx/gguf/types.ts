/** Tensor encodings that are imported. Numbers are those of the GGUF format. */
export const TENSOR_TYPES = {
  0: 'F32',
  1: 'F16',
  2: 'Q4_0',
  3: 'Q4_1',
  6: 'Q5_0',
  8: 'Q8_0',
  12: 'Q4_K',
  14: 'Q6_K',
  30: 'BF16',
} as const;
export type TensorType = (typeof TENSOR_TYPES)[keyof typeof TENSOR_TYPES];

/** Values in a block and bytes that hold them, from the format's definition. */
export const BLOCKS: Readonly<Record<TensorType, { readonly values: number; readonly bytes: number }>> = {
  F32: { values: 1, bytes: 4 },
  F16: { values: 1, bytes: 2 },
  BF16: { values: 1, bytes: 2 },
  Q4_0: { values: 32, bytes: 18 },
  Q4_1: { values: 32, bytes: 20 },
  Q5_0: { values: 32, bytes: 22 },
  Q8_0: { values: 32, bytes: 34 },
  Q4_K: { values: 256, bytes: 144 },
  Q6_K: { values: 256, bytes: 210 },
};

export interface GgufTensor {
  readonly name: string;
  readonly type: TensorType;
  /** Length of a row: the dimension that products run over. */
  readonly columns: number;
  /** 1 for vectors. */
  readonly rows: number;
  /** From the start of the file. */
  readonly byteOffset: number;
  readonly byteLength: number;
}

export type GgufMetadata = Readonly<Record<string, unknown>>;

export interface GgufFile {
  readonly path: string;
  readonly metadata: GgufMetadata;
  readonly tensors: ReadonlyMap<string, GgufTensor>;
}
