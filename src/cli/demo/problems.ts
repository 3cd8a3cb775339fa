import type { BudgetLevel, ComputeBudget } from '../../budget/types';
import type { Language } from '../../verification/types';
import type { DemoPromise } from './promises';

/** A problem of our own making: none comes from a benchmark. */
export interface DemoProblem {
  readonly about: string;
  /** What it is there to show. */
  readonly promise: DemoPromise;
  /** Solved only when no problem before it has kept its promise. */
  readonly isSpare?: true;
  readonly language: Language;
  readonly level: BudgetLevel;
  readonly limits?: ComputeBudget;
  readonly text: string;
}

/**
 * Two passing answers that behave alike are wanted, so that several are seen. Measured with the default model on a
 * two-core AMD EPYC with AVX2, four seeds each, the fast answer failing each time: of `second_largest` 11 of 12
 * further samples passed, of `swap_ends` 13 of 20, of `longest_rise` (at other times) 7 of 29.
 */
const SECOND_OPINION = { level: 'thorough', limits: { maxSamples: 16, maxTokens: 8_000 } } as const;

export const DEMO_PROBLEMS: readonly DemoProblem[] = [
  {
    about: 'Easy: the fast answer should settle it.',
    promise: 'fast',
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
    promise: 'fast',
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
    about: 'Harder: the fast answer tends to fail, and several further samples to pass.',
    promise: 'escalated',
    ...SECOND_OPINION,
    language: 'python',
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
    about: 'In its place: another one of that kind, since the last one did not show it here.',
    promise: 'escalated',
    isSpare: true,
    ...SECOND_OPINION,
    language: 'python',
    text: `def swap_ends(sentence: str) -> str:
    """Return the sentence with its first and last word in each other's place.

    >>> swap_ends('one two three four')
    'four two three one'
    >>> swap_ends('left right')
    'right left'
    >>> swap_ends('alone')
    'alone'
    >>> swap_ends('')
    ''
    """
`,
  },
  {
    about: 'In its place: another one of that kind, since the last one did not show it here.',
    promise: 'escalated',
    isSpare: true,
    ...SECOND_OPINION,
    language: 'python',
    text: `def longest_rise(heights: list[int]) -> int:
    """Return how many steps the longest strictly rising stretch has.

    >>> longest_rise([1, 2, 3])
    2
    >>> longest_rise([3, 1, 2, 5, 4])
    2
    >>> longest_rise([5])
    0
    >>> longest_rise([])
    0
    >>> longest_rise([2, 2, 3])
    1
    """
`,
  },
  {
    about: 'Too hard for a small model: expect an honest "not verified".',
    promise: 'unsolved',
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
  {
    about: 'In its place: another one of that kind, since the last one was solved here.',
    promise: 'unsolved',
    isSpare: true,
    language: 'python',
    level: 'quick',
    text: `def snake(rows: int, columns: int) -> list[list[int]]:
    """Number a grid from 1, row by row, every second row from right to left.

    >>> snake(2, 3)
    [[1, 2, 3], [6, 5, 4]]
    >>> snake(3, 2)
    [[1, 2], [4, 3], [5, 6]]
    >>> snake(1, 1)
    [[1]]
    """
`,
  },
];
