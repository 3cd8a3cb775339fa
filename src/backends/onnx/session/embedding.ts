import { readBytes } from '../importer/weightSource';
import { dequantize } from '../gguf/dequantize';
import { BLOCKS, type GgufFile, type GgufTensor } from '../gguf/types';
import { ReckonError } from '../../../base/errors';

/** Looks embedding rows up in the GGUF file itself, which saves a second copy of the largest table. */
export class EmbeddingTable {
  private readonly tensor: GgufTensor;
  private readonly rowBytes: number;

  /** @throws ReckonError `model-corrupt` when the table does not fit `width`. */
  constructor(
    file: GgufFile,
    private readonly descriptor: number,
    private readonly width: number,
  ) {
    const tensor = file.tensors.get('token_embd.weight');
    if (!tensor || tensor.columns !== width) {
      throw new ReckonError('model-corrupt', `${file.path} has no embedding table of width ${width}.`, { hint: 'Download the file again.' });
    }
    const { values, bytes } = BLOCKS[tensor.type];
    this.tensor = tensor;
    this.rowBytes = (width / values) * bytes;
  }

  /** `[tokens, width]` */
  lookUp(tokens: readonly number[]): Float32Array {
    const hidden = new Float32Array(tokens.length * this.width);
    tokens.forEach((token, index) => {
      if (!(token >= 0 && token < this.tensor.rows)) {
        throw new RangeError(`There is no token ${token}.`);
      }
      const bytes = readBytes(this.descriptor, this.tensor.byteOffset + token * this.rowBytes, this.rowBytes);
      hidden.set(dequantize(this.tensor.type, bytes, this.width), index * this.width);
    });
    return hidden;
  }
}
