import { compareValues, displayValue } from '../canonical';
import type { Example, ExampleResult, ExampleStatus, Language } from '../types';
import type { Observed } from './sandboxProcess';

/**
 * Compares what came back with what was expected. Expected values are known here, on the host, only.
 * @param isLoading the candidate's code failed before any example: nothing it raised then is an answer.
 */
export function judgeExample(example: Example, observed: Observed | undefined, language: Language, isLoading = false): ExampleResult {
  const expected = describeExpected(example);
  const result = (status: ExampleStatus, actual: string | null, message: string | null): ExampleResult => ({
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
    case 'unsettled':
      return result('timed-out', null, 'never ends: what it awaits never comes');
    case 'missing-package':
      return result('inconclusive', null, `the sandbox has no package ${observed.name}`);
    case 'refused':
      return result('inconclusive', null, observed.why);
    case 'self-judged':
      return result('inconclusive', null, `not to be believed: ${observed.why}`);
    case 'raised':
      return result(!isLoading && matchesException(example, observed) ? 'passed' : 'failed', observed.exception, observed.message);
    case 'value':
      return result(matchesValue(example, observed.value, language) ? 'passed' : 'failed', displayValue(observed.value, language), null);
  }
}

/** What says that the code itself is broken, or took too much: no base class that is expected stands for it. */
const BROKEN: ReadonlySet<string> = new Set(['NameError', 'UnboundLocalError', 'SyntaxError', 'ReferenceError', 'RecursionError', 'MemoryError', 'InternalError']);

/** A doctest shows the exception's own name; an assertion also accepts what is derived from the one it names. */
function matchesException({ kind, expected }: Example, { exception, ancestors }: Extract<Observed, { type: 'raised' }>): boolean {
  if (expected.type !== 'raises') {
    return false;
  }
  return expected.exception === exception || (kind !== 'doctest' && !BROKEN.has(exception) && ancestors.includes(expected.exception));
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
