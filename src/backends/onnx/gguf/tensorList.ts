import { ReckonError } from '../../../base/errors';
import { ARCHITECTURES, type ArchitectureDescription } from './architectures';
import { corruptModel } from './keys';
import type { Hyperparameters } from './shape';
import type { GgufFile } from './types';

interface ExpectedTensor {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly optional?: true;
}

/**
 * Compares the file's tensors with what the architecture computes from, by name and shape, before
 * anything is read or allocated.
 * @throws ReckonError `unsupported-model` for a tensor that is missing or not known, `model-corrupt` for a wrong shape.
 */
export function checkTensors(file: GgufFile, shape: Hyperparameters): void {
  const known = new Set<string>();
  for (const { name, rows, columns, optional } of expectedTensors(shape)) {
    known.add(name);
    const tensor = file.tensors.get(name);
    if (!tensor && optional !== true) {
      throw new ReckonError('unsupported-model', `The model has no tensor ${name}.`, { hint: 'It may be of another architecture than it says.' });
    }
    if (tensor && (tensor.rows !== rows || tensor.columns !== columns)) {
      throw corruptModel(file.path, `the tensor ${name} is ${tensor.rows} x ${tensor.columns}; ${rows} x ${columns} was expected`);
    }
  }
  for (const name of file.tensors.keys()) {
    if (!known.has(name)) {
      throw new ReckonError('unsupported-model', `The model has a tensor ${name}, which its architecture ${shape.architecture} does not compute with here.`, {
        hint: 'Leaving it out would give wrong answers; use a plain model of this architecture.',
      });
    }
  }
}

function* expectedTensors(shape: Hyperparameters): Generator<ExpectedTensor> {
  const { width, headSize, vocabularySize, layers } = shape;
  yield { name: 'token_embd.weight', rows: vocabularySize, columns: width };
  yield { name: 'output_norm.weight', rows: 1, columns: width };
  // Without it, the embedding table is the output matrix too.
  yield { name: 'output.weight', rows: vocabularySize, columns: width, optional: true };
  yield { name: 'rope_freqs.weight', rows: 1, columns: headSize / 2, optional: true };
  for (let layer = 0; layer < layers; layer += 1) {
    yield* tensorsOfLayer(`blk.${layer}`, shape, ARCHITECTURES[shape.architecture]);
  }
}

function* tensorsOfLayer(at: string, shape: Hyperparameters, { headNorms, postNorms }: ArchitectureDescription): Generator<ExpectedTensor> {
  const { width, feedForward, headSize } = shape;
  const [queries, keys] = [shape.heads * headSize, shape.kvHeads * headSize];
  yield { name: `${at}.attn_norm.weight`, rows: 1, columns: width };
  for (const [part, rows] of [['attn_q', queries], ['attn_k', keys], ['attn_v', keys]] as const) {
    yield { name: `${at}.${part}.weight`, rows, columns: width };
    yield { name: `${at}.${part}.bias`, rows: 1, columns: rows, optional: true };
  }
  yield { name: `${at}.attn_output.weight`, rows: width, columns: queries };
  yield { name: `${at}.ffn_norm.weight`, rows: 1, columns: width };
  yield { name: `${at}.ffn_gate.weight`, rows: feedForward, columns: width };
  yield { name: `${at}.ffn_up.weight`, rows: feedForward, columns: width };
  yield { name: `${at}.ffn_down.weight`, rows: width, columns: feedForward };
  for (const part of headNorms ? ['attn_q_norm', 'attn_k_norm'] : []) {
    yield { name: `${at}.${part}.weight`, rows: 1, columns: headSize };
  }
  for (const part of postNorms ? ['post_attention_norm', 'post_ffw_norm'] : []) {
    yield { name: `${at}.${part}.weight`, rows: 1, columns: width };
  }
}
