import type { TensorType } from '../gguf/types';
import { exactForm, type PackedForm } from './pack';

/**
 * How faithful an import is. `exact`: every weight as the file has it. `compact`: matrices that
 * would need more than 4 bits are stored in 8 bits with one scale for up to 128 weights, and the
 * output matrix in 4, whose best logits are then computed from the file's own rows. docs/engine.md
 * has what that costs in quality and what it saves.
 */
export const PRECISIONS = ['compact', 'exact'] as const;
export type Precision = (typeof PRECISIONS)[number];
export const DEFAULT_PRECISION: Precision = 'compact';

/** Longest first: each block costs a scale and a sum of 32 bits, which at 32 weights is a fifth of what is read. */
const COMPACT_BLOCKS = [128, 64, 32, 16] as const;

/** What a matrix is for, as far as its form depends on it. */
export type MatrixRole = 'layer' | 'output';

/**
 * The form in which a matrix is stored; null for float32.
 */
export function formFor(precision: Precision, role: MatrixRole, type: TensorType, columns: number): PackedForm | null {
  const exact = exactForm(type);
  if (precision === 'exact' || !isLarge(exact, role)) {
    return exact;
  }
  const blockSize = COMPACT_BLOCKS.find((size) => columns % size === 0);
  // Widths that no block divides belong to made-up models: exact is always possible.
  return blockSize === undefined ? exact : { bits: role === 'output' ? 4 : 8, blockSize, corrected: false };
}

/** Whether the exact form takes more than 4 bits a weight. */
function isLarge(exact: PackedForm | null, role: MatrixRole): boolean {
  return exact === null || exact.bits > 4 || (role === 'output' && exact.corrected);
}

/** Whether logits of an output matrix in this form have to be corrected with the file's own rows. */
export function needsRescoring(precision: Precision, type: TensorType, columns: number): boolean {
  const form = formFor(precision, 'output', type, columns);
  return form !== null && form !== exactForm(type);
}
