import { compareValues, displayValue } from '../canonical';
import type { Example, ExampleResult, ExampleStatus, Language } from '../types';
import type { Observed } from './sandboxProcess';

/**
 * Compares what came back with what was expected. Expected values are known here, on the host, only.
 * @param isLoading the candidate's code failed before any example: nothing it raised then is an answer.
 */
export function judgeExample(example: Example, observed: Observed | undefined, language: Language, isLoading = false): ExampleResult {
  const expected = describeExpected(example, language);
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
      return result(matchesValue(example, observed, language) ? 'passed' : 'failed', describeActual(example, observed, language), null);
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

type Returned = Extract<Observed, { type: 'value' }>;

function matchesValue({ expected }: Example, returned: Returned, language: Language): boolean {
  const actual = returned.value;
  switch (expected.type) {
    case 'value':
      return compareValues(expected.value, actual, language);
    case 'prints':
      return isNothing(returned) ? sameText(returned.printed ?? '', expected.text) : expected.value !== null && compareValues(expected.value.value, actual, language);
    case 'truthy':
      return compareValues(['bool', true], actual, language);
    case 'raises':
      return false;
  }
}

function isNothing({ value: [tag] }: Returned): boolean {
  return tag === 'none' || tag === 'undef';
}

/** The same lines, whatever blanks end them. */
function sameText(printed: string, expected: string): boolean {
  const lines = (text: string): string => text.split('\n').map((line) => line.trimEnd()).join('\n').trim();
  return lines(printed) === lines(expected);
}

function describeActual({ expected }: Example, returned: Returned, language: Language): string {
  return expected.type === 'prints' && isNothing(returned) ? describePrinted(returned.printed ?? '', language) : displayValue(returned.value, language);
}

function describePrinted(text: string, language: Language): string {
  return text === '' ? 'prints nothing' : `prints ${displayValue(['str', text.trimEnd()], language)}`;
}

function describeExpected({ expected }: Example, language: Language): string {
  switch (expected.type) {
    case 'value':
      return expected.source;
    case 'raises':
      return `raises ${expected.exception}`;
    case 'prints':
      return expected.value?.source ?? describePrinted(expected.text, language);
    case 'truthy':
      return 'true';
  }
}
