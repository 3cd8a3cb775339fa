import { missText } from '../../app';
import type { ExampleResult } from '../../verification/types';

/** What came back instead, in one line. */
export function describeMiss(result: ExampleResult): string {
  const { status, actual, message } = result;
  if (status === 'timed-out') {
    return 'did not end in time';
  }
  return actual === null ? (message ?? 'gave nothing') : missText(result);
}
