import fc from 'fast-check';
import type { Random } from '../../base/random';
import { NotLiteral, writeValue } from '../literals';
import type { CanonicalValue } from '../canonical';
import type { Language } from '../types';
import { arbitraryOf, boundaryValues } from './generate';
import { hintsOf } from './hints';
import type { InputParameter } from './parameters';

/** Seeds of fast-check are 32-bit integers. */
const SEED_BOUND = 2 ** 31;

function sample(parameter: InputParameter, language: Language, seed: number, count: number): readonly CanonicalValue[] {
  try {
    return fc.sample(arbitraryOf(parameter.type, hintsOf(parameter.shown), language), { seed, numRuns: count });
  } catch (error) {
    // A set of lists cannot be made: boundary values are all there is of such a type.
    if (error instanceof NotLiteral) {
      return [];
    }
    throw error;
  }
}

/**
 * Arguments for calls, the same for the same seed: boundary values first, then random ones. Where there
 * are examples, every second boundary changes one argument of an example and keeps the others.
 */
export function typedArguments(parameters: readonly InputParameter[], language: Language, random: Random, count: number): readonly (readonly CanonicalValue[])[] {
  const boundaries = parameters.map((parameter) => boundaryValues(parameter.type, hintsOf(parameter.shown), language));
  const samples = parameters.map((parameter, index) => sample(parameter, language, random.fork(index).integer(SEED_BOUND), count));
  const examples = parameters[0]?.shown.length ?? 0;
  const rows: (readonly CanonicalValue[])[] = [];
  const most = Math.max(...boundaries.map((column) => column.length));
  for (let row = 0; row < most; row += 1) {
    rows.push(boundaries.map((column) => column[row % column.length] as CanonicalValue));
    if (examples > 0 && parameters.length > 1) {
      const changed = random.integer(parameters.length);
      const example = random.integer(examples);
      rows.push(parameters.map(({ shown }, index) => (index === changed ? boundaries[index]?.[row % (boundaries[index]?.length ?? 1)] : shown[example]) as CanonicalValue));
    }
  }
  for (let row = 0; row < count && samples.every((column) => column.length > row); row += 1) {
    rows.push(samples.map((column) => column[row] as CanonicalValue));
  }
  return rows.filter((row) => row.every((value) => value !== undefined));
}

export function writeArguments(values: readonly CanonicalValue[], language: Language): string {
  return values.map((value) => writeValue(value, language)).join(', ');
}
