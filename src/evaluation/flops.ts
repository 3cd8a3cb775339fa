/** Operations for each token and each weight that it is multiplied with: one multiplication and one addition (Kaplan et al., 2001.08361). Attention is left out. */
const OPERATIONS_PER_WEIGHT = 2;

/** Floating-point operations of a forward pass over so many tokens. */
export function parametersFlops(parameters: number, tokens: number): number {
  return OPERATIONS_PER_WEIGHT * parameters * tokens;
}
