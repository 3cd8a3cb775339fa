/** The smallest value that the share `q` of them does not exceed; NaN for none. */
export function quantileOf(values: readonly number[], q: number): number {
  return values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.ceil(q * values.length) - 1)] ?? NaN;
}
