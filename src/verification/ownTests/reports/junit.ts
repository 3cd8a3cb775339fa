import type { TestResult } from '../types';
import { firstLine, TestIds, withoutRoot } from './text';
import { isOnlyComments, tagsOf } from './xml';

/** Nobody nests suites so deeply, and each test is named by all of those around it. */
const DEEPEST = 100;

/**
 * Tests of a JUnit report, as pytest and Node write it.
 * @throws Error when the document does not end: what wrote it was cut off.
 */
export function readJunitReport(xml: string, root: string): TestResult[] {
  const suites: string[] = [];
  const ids = new TestIds();
  const tests: TestResult[] = [];
  let endOfRoot: number | null = null;
  for (const { name, closes, isEmpty, attributes, end } of tagsOf(xml)) {
    endOfRoot = name === 'testsuites' && (closes || isEmpty) ? end : null;
    if (name === 'testsuite' && !isEmpty) {
      if (closes) {
        suites.pop();
      } else {
        suites.push(attributes.get('name') ?? '');
        if (suites.length > DEEPEST) {
          throw new Error(`suites stand in one another more than ${DEEPEST} deep`);
        }
      }
    } else if (name === 'testcase' && !closes) {
      tests.push({ id: ids.of(partsOf(suites, attributes, root)), status: 'passed', message: null });
    } else if (!closes && ['failure', 'error', 'skipped'].includes(name)) {
      const test = tests.pop();
      const status = name === 'skipped' ? 'skipped' : 'failed';
      tests.push(...(test === undefined ? [] : [{ ...test, status, message: status === 'failed' ? firstLine(attributes.get('message') ?? '') : null } as const]));
    }
  }
  if (endOfRoot === null || !isOnlyComments(xml, endOfRoot)) {
    throw new Error('the document is cut off');
  }
  return tests;
}

/** pytest names the module, Node the suites around a test, and a file that could not be run; the outermost suite of pytest is called pytest. */
function partsOf(suites: readonly string[], attributes: ReadonlyMap<string, string>, root: string): string[] {
  const kind = attributes.get('classname');
  const place = kind === undefined || kind === 'test' || kind === '' ? [] : [kind];
  return [...suites.filter((suite) => suite !== 'pytest' && suite !== ''), ...place, withoutRoot(attributes.get('name') ?? '', root)];
}
