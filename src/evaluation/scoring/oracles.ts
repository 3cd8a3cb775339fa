import type { Problem } from '../problems';
import type { InputOutcome } from './inputs';

/** Says of an input (the text of a JSON list of arguments) whether an outcome is right. */
export type Oracle = (input: string, outcome: InputOutcome) => boolean;

/** How close to zero the polynomial has to be: that of the problem's own tests. */
const ROOT_TOLERANCE = 1e-4;

/**
 * HumanEval's `find_zero` has any root of a polynomial for an answer, so that its solution's root is one among
 * others. EvalPlus judges it by the polynomial's value, too, as the only one of HumanEval+.
 * @returns null for other problems
 */
export function rootsOracle({ functionName, prompt, tolerance }: Problem): Oracle | null {
  if (functionName !== 'find_zero' || !prompt.includes('def poly(xs: list, x: float)')) {
    return null;
  }
  return (input, outcome) => {
    const [coefficients] = JSON.parse(input) as [readonly number[]];
    const root = outcome?.type === 'value' ? numberOf(outcome.value) : NaN;
    const value = coefficients.reduce((sum, coefficient, power) => sum + coefficient * root ** power, 0);
    return Math.abs(value) <= Math.max(tolerance, ROOT_TOLERANCE);
  };
}

function numberOf([tag, payload]: readonly unknown[]): number {
  return tag === 'float' || tag === 'int' ? Number(payload) : NaN;
}
