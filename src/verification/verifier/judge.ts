import { compareValues, displayValue } from '../canonical';
import type { Example, ExampleResult, Language, VerdictStatus } from '../types';
import type { Observed } from './sandboxProcess';

/** Compares what came back with what was expected. Expected values are known here, on the host, only. */
export function judgeExample(example: Example, observed: Observed | undefined, language: Language): ExampleResult {
  const expected = describeExpected(example);
  const result = (status: VerdictStatus, actual: string | null, message: string | null): ExampleResult => ({
    exampleId: example.id, status, actual, expected, message,
  });
  if (observed === undefined) {
    return result('inconclusive', null, 'not run: an earlier example ended the sandbox');
  }
  switch (observed.type) {
    case 'timed-out':
      return result('timed-out', null, 'took too long');
    case 'crashed':
      return result('crashed', null, observed.reason);
    case 'missing-package':
      return result('inconclusive', null, `the sandbox has no package ${observed.name}`);
    case 'self-judged':
      return result('inconclusive', null, `not to be believed: ${observed.why}`);
    case 'raised':
      return result(matchesException(example, observed.exception) ? 'passed' : 'failed', observed.exception, observed.message);
    case 'value':
      return result(matchesValue(example, observed.value, language) ? 'passed' : 'failed', displayValue(observed.value, language), null);
  }
}

function matchesException({ expected }: Example, exception: string): boolean {
  return expected.type === 'raises' && expected.exception === exception;
}

function matchesValue({ expected }: Example, actual: Extract<Observed, { type: 'value' }>['value'], language: Language): boolean {
  switch (expected.type) {
    case 'value':
      return compareValues(expected.value, actual, language);
    case 'truthy':
      return compareValues(['bool', true], actual, language);
    case 'raises':
      return false;
  }
}

function describeExpected({ expected }: Example): string {
  switch (expected.type) {
    case 'value':
      return expected.source;
    case 'raises':
      return `raises ${expected.exception}`;
    case 'truthy':
      return 'true';
  }
}
