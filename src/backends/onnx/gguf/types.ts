/** Tensor encodings that are imported. Numbers are those of the GGUF format. */
export const TENSOR_TYPES = {
  0: 'F32',
  1: 'F16',
  2: 'Q4_0',
  3: 'Q4_1',
  6: 'Q5_0',
  7: 'Q5_1',
  8: 'Q8_0',
  10: 'Q2_K',
  11: 'Q3_K',
  12: 'Q4_K',
  13: 'Q5_K',
  14: 'Q6_K',
  20: 'IQ4_NL',
  23: 'IQ4_XS',
  30: 'BF16',
} as const;
export type TensorType = (typeof TENSOR_TYPES)[keyof typeof TENSOR_TYPES];

/** Names of encodings that are not imported, for messages. */
export const UNSUPPORTED_TYPES: Readonly<Record<number, string | undefined>> = {
  15: 'Q8_K',
  16: 'IQ2_XXS',
  17: 'IQ2_XS',
  18: 'IQ3_XXS',
  19: 'IQ1_S',
  21: 'IQ3_S',
  22: 'IQ2_S',
  24: 'I8',
  25: 'I16',
  26: 'I32',
  27: 'I64',
  28: 'F64',
  29: 'IQ1_M',
  34: 'TQ1_0',
  35: 'TQ2_0',
  39: 'MXFP4',
};

/** Encodings of one number at a time. */
const FLOAT_TYPES = ['F32', 'F16', 'BF16'] as const;
export type FloatType = (typeof FLOAT_TYPES)[number];
/** Encodings of blocks of small integers with scales. */
export type QuantizedType = Exclude<TensorType, FloatType>;

export function isFloatType(type: TensorType): type is FloatType {
  return (FLOAT_TYPES as readonly TensorType[]).includes(type);
}

/** Values in a block and bytes that hold them, from the format's definition. */
export const BLOCKS: Readonly<Record<TensorType, { readonly values: number; readonly bytes: number }>> = {
  F32: { values: 1, bytes: 4 },
  F16: { values: 1, bytes: 2 },
  BF16: { values: 1, bytes: 2 },
  Q4_0: { values: 32, bytes: 18 },
  Q4_1: { values: 32, bytes: 20 },
  Q5_0: { values: 32, bytes: 22 },
  Q5_1: { values: 32, bytes: 24 },
  Q8_0: { values: 32, bytes: 34 },
  Q2_K: { values: 256, bytes: 84 },
  Q3_K: { values: 256, bytes: 110 },
  Q4_K: { values: 256, bytes: 144 },
  Q5_K: { values: 256, bytes: 176 },
  Q6_K: { values: 256, bytes: 210 },
  IQ4_NL: { values: 32, bytes: 18 },
  IQ4_XS: { values: 256, bytes: 136 },
};

export interface GgufTensor {
  readonly name: string;
  /** The file that it is in. */
  readonly path: string;
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
