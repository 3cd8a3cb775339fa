import type { TestResult } from '../types';
import { firstLine } from './text';

interface Tag {
  readonly name: string;
  readonly closes: boolean;
  readonly isEmpty: boolean;
  readonly attributes: ReadonlyMap<string, string>;
}

/** Enough of XML for a report that a framework writes: tags and their attributes. Texts, comments and CDATA are passed over. */
const TOKEN = /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<(\/?)([\w:-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>/g;
const ATTRIBUTE = /([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function decoded(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) {
      return ENTITIES[name] ?? whole;
    }
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

function* tagsOf(xml: string): Generator<Tag> {
  for (const [, slash, name, attributes, empty] of xml.matchAll(TOKEN)) {
    if (name !== undefined) {
      const pairs = [...(attributes ?? '').matchAll(ATTRIBUTE)].map(([, key = '', double, single]) => [key, decoded(double ?? single ?? '')] as const);
      yield { name, closes: slash === '/', isEmpty: empty === '/', attributes: new Map(pairs) };
    }
  }
}

/**
 * Tests of a JUnit report, as pytest and Node write it.
 * @throws Error when the document does not end: what wrote it was cut off.
 */
export function readJunitReport(xml: string): TestResult[] {
  if (!/<\/testsuites>\s*(?:<!--[\s\S]*?-->\s*)*$/.test(xml) && !/<testsuites[^>]*\/>\s*$/.test(xml)) {
    throw new Error('the document is cut off');
  }
  const suites: string[] = [];
  const tests: TestResult[] = [];
  for (const { name, closes, isEmpty, attributes } of tagsOf(xml)) {
    if (name === 'testsuite' && !isEmpty) {
      if (closes) {
        suites.pop();
      } else {
        suites.push(attributes.get('name') ?? '');
      }
    } else if (name === 'testcase' && !closes) {
      tests.push({ id: idOf(suites, attributes), status: 'passed', message: null });
    } else if (!closes && ['failure', 'error', 'skipped'].includes(name)) {
      const test = tests.pop();
      const status = name === 'skipped' ? 'skipped' : 'failed';
      tests.push(...(test === undefined ? [] : [{ ...test, status, message: status === 'failed' ? firstLine(attributes.get('message') ?? '') : null } as const]));
    }
  }
  return tests;
}

/** pytest names the module, Node the suites around a test; the outermost suite of pytest is called pytest. */
function idOf(suites: readonly string[], attributes: ReadonlyMap<string, string>): string {
  const kind = attributes.get('classname');
  const place = kind === undefined || kind === 'test' || kind === '' ? [] : [kind];
  return [...suites.filter((suite) => suite !== 'pytest' && suite !== ''), ...place, attributes.get('name') ?? ''].join(' > ');
}
