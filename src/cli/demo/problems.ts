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
  {
    about: 'TypeScript: the same, in another language and sandbox.',
    language: 'typescript',
    level: 'quick',
    text: `/**
 * Doubles every number.
 * @example
 * double([1, 2]) // => [2, 4]
 * double([]) // => []
 */
export function double(numbers: number[]): number[] {
}
`,
  },
  {
    about: 'Harder: the fast answer tends to fail, and several verified samples to succeed.',
    language: 'python',
    level: 'quick',
    // Which sample is the first to pass depends on how a processor rounds; sixteen are enough on every one.
    limits: { maxSamples: 16, maxTokens: 8_000 },
    text: `def second_largest(numbers: list[int]) -> int | None:
    """Return the second largest distinct value, or None when there is none.

    >>> second_largest([3, 1, 2])
    2
    >>> second_largest([5, 5, 4])
    4
    >>> second_largest([7, 7]) is None
    True
    >>> second_largest([]) is None
    True
    """
`,
  },
  {
    about: 'Too hard for a small model: expect an honest "not verified".',
    language: 'python',
    level: 'quick',
    text: `def look_and_say(n: int) -> str:
    """Return the n-th term of the look-and-say sequence, counting from 1.

    >>> look_and_say(1)
    '1'
    >>> look_and_say(4)
    '1211'
    >>> look_and_say(6)
    '312211'
    """
`,
  },
];
