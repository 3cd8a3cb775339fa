import { readBytes } from '../importer/weightSource';
import { dequantize } from '../gguf/dequantize';
import { BLOCKS, type GgufFile } from '../gguf/types';
import { ReckonError } from '../../../base/errors';

/** Looks embedding rows up in the GGUF file itself, which saves a second copy of the largest table. */
export class EmbeddingTable {
  private readonly byteOffset: number;
  private readonly rowBytes: number;

  constructor(
    private readonly file: GgufFile,
    private readonly descriptor: number,
    private readonly width: number,
  ) {
    const tensor = file.tensors.get('token_embd.weight');
    if (!tensor || tensor.columns !== width) {
      throw new ReckonError('unsupported-model', `${file.path} has no embedding table of width ${width}.`);
    }
    const { values, bytes } = BLOCKS[tensor.type];
    this.byteOffset = tensor.byteOffset;
    this.rowBytes = (width / values) * bytes;
  }

  /** `[tokens, width]` */
  lookUp(tokens: readonly number[]): Float32Array {
    const type = this.file.tensors.get('token_embd.weight')?.type ?? 'F32';
    const hidden = new Float32Array(tokens.length * this.width);
    tokens.forEach((token, index) => {
      const bytes = readBytes(this.descriptor, this.byteOffset + token * this.rowBytes, this.rowBytes);
      hidden.set(dequantize(type, bytes, this.width), index * this.width);
    });
    return hidden;
  }
}
