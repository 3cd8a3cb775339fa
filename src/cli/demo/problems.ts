import type { BudgetLevel, ComputeBudget } from '../../budget/types';
import type { Language } from '../../verification/types';

/** A problem of our own making: none comes from a benchmark. */
export interface DemoProblem {
  readonly about: string;
  readonly language: Language;
  readonly level: BudgetLevel;
  readonly limits?: ComputeBudget;
  readonly text: string;
}

export const DEMO_PROBLEMS: readonly DemoProblem[] = [
  {
    about: 'Easy: the fast answer should settle it.',
    language: 'python',
    level: 'quick',
    text: `def running_total(numbers: list[int]) -> list[int]:
    """Return a list in which element i is the sum of the first i + 1 numbers.

    >>> running_total([1, 2, 3])
    [1, 3, 6]
    >>> running_total([])
    []
    >>> running_total([5, -5, 2])
    [5, 0, 2]
    """
`,
  },
];
