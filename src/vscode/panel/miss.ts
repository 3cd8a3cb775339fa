import type { ExampleResult } from '../../verification/types';

/** What came back instead, in one line. */
export function describeMiss({ status, actual, expected, message }: ExampleResult): string {
  if (status === 'timed-out') {
    return 'did not end in time';
  }
  return actual === null ? (message ?? 'gave nothing') : `gave ${actual}, should be ${expected}`;
}
