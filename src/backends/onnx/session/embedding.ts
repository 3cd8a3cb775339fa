import { dequantize } from '../gguf/dequantize';
import type { Hyperparameters } from '../gguf/hyperparameters';
import type { TensorReader } from '../gguf/tensorReader';
import { BLOCKS, type GgufFile, type GgufTensor } from '../gguf/types';
import { ReckonError } from '../../../base/errors';

/** Looks embedding rows up in the GGUF file itself, which saves a second copy of the largest table. */
export class EmbeddingTable {
  private readonly tensor: GgufTensor;
  private readonly rowBytes: number;
  private readonly width: number;
  private readonly scale: number;

  /** @throws ReckonError `model-corrupt` when the table does not fit the shape. */
  constructor(
    file: GgufFile,
    private readonly reader: TensorReader,
    { width, embeddingScale }: Pick<Hyperparameters, 'width' | 'embeddingScale'>,
  ) {
    const tensor = file.tensors.get('token_embd.weight');
    if (!tensor || tensor.columns !== width) {
      throw new ReckonError('model-corrupt', `${file.path} has no embedding table of width ${width}.`, { hint: 'Download the file again.' });
    }
    const { values, bytes } = BLOCKS[tensor.type];
    this.tensor = tensor;
    this.width = width;
    this.scale = embeddingScale;
    this.rowBytes = (width / values) * bytes;
  }

  /** `[tokens, width]` */
  lookUp(tokens: readonly number[]): Float32Array {
    const hidden = new Float32Array(tokens.length * this.width);
    tokens.forEach((token, index) => hidden.set(this.row(token), index * this.width));
    return hidden;
  }

  private row(token: number): Float32Array {
    if (!(token >= 0 && token < this.tensor.rows)) {
      throw new RangeError(`There is no token ${token}.`);
    }
    const bytes = this.reader.read(this.tensor, token * this.rowBytes, this.rowBytes);
    const row = dequantize(this.tensor.type, bytes, this.width);
    return this.scale === 1 ? row : row.map((value) => value * this.scale);
  }
}
