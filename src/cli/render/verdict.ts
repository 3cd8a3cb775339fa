import { actualText, notCheckedOf } from '../../app';
import { plural } from '../../base/format';
import type { FunctionNotChecked } from '../../verification/task';
import type { CodeTask, ExampleResult, Verdict } from '../../verification/types';
import { functionsNotCheckedLines, notCheckedLine } from './examples';
import { renderTable } from './table';
import { printable } from './width';

/** Raised when a reader of older documents would misread newer ones. */
const VERDICT_SCHEMA_VERSION = 1;

export interface JudgedTask {
  readonly task: CodeTask;
  readonly verdict: Verdict;
}

/** The document of one function, or of many with the number that pass. @param open functions of the file that no verdict is about */
export function verifyDocument(judged: readonly JudgedTask[], open: readonly FunctionNotChecked[] = []): string {
  const [only, ...more] = judged;
  const document = only && more.length === 0 ? { ...functionDocument(only), functionsNotChecked: open } : {
    schemaVersion: VERDICT_SCHEMA_VERSION,
    passed: judged.filter(({ verdict }) => verdict.status === 'passed').length,
    functions: judged.map(functionDocument),
    functionsNotChecked: open,
  };
  return JSON.stringify(document, null, 2);
}

function functionDocument({ task, verdict }: JudgedTask): Record<string, unknown> {
  const labels = labelsOf(task);
  const stated = new Map(task.properties?.map(({ id, label }) => [id, label]));
  const { status, reason, isolation, seconds, results } = verdict;
  return {
    schemaVersion: VERDICT_SCHEMA_VERSION,
    function: task.functionName,
    status,
    reason,
    isolation,
    seconds,
    examples: results.map((result) => ({ ...result, label: labels.get(result.exampleId) ?? null })),
    smallestFailing: smallestFailing(task, results)?.exampleId ?? null,
    properties: (verdict.properties ?? []).map((result) => ({ ...result, label: stated.get(result.propertyId) ?? null })),
    types: verdict.types ?? null,
    notUnderstood: task.notUnderstood,
    notChecked: notCheckedOf(task, verdict).map(({ text }) => text),
  };
}

/** For people: a part for each function, and what it comes to. @param open functions of the file that no verdict is about */
export function verdictLines(judged: readonly JudgedTask[], open: readonly FunctionNotChecked[] = []): readonly string[] {
  const [only, ...more] = judged;
  if (only && more.length === 0) {
    return [...outcomeLines(only), ...isolationLines(only), ...notCheckedLines(only), ...functionsNotCheckedLines(open)];
  }
  const passed = judged.filter(({ verdict }) => verdict.status === 'passed').length;
  const closings = [sharedClosing(judged, isolationLines), sharedClosing(judged, notCheckedLines)];
  const parts = judged.flatMap((each) => [
    each.task.functionName ?? '',
    ...[...outcomeLines(each), ...closings.flatMap(({ own }) => own(each))].map((line) => (line === '' ? '' : `  ${line}`)),
    '',
  ]);
  const rest = open.length === 0 ? '' : `, ${open.length} ${open.length === 1 ? 'is' : 'are'} not checked`;
  const count = `${passed} of ${plural(judged.length + open.length, 'function')} ${passed === 1 ? 'passes' : 'pass'}${rest}`;
  return [...parts, count, ...closings.flatMap(({ shared }) => shared), ...functionsNotCheckedLines(open)];
}

type ClosingLines = (each: JudgedTask) => readonly string[];

/** What is the same for all functions is said once, at the end; else each says its own. */
function sharedClosing(judged: readonly JudgedTask[], linesOf: ClosingLines): { readonly shared: readonly string[]; readonly own: ClosingLines } {
  const [first, ...others] = [...new Set(judged.map((each) => linesOf(each).join('\n')))];
  return others.length > 0 ? { shared: [], own: linesOf } : { shared: first === undefined || first === '' ? [] : [first], own: () => [] };
}

function outcomeLines({ task, verdict }: JudgedTask): readonly string[] {
  const labels = labelsOf(task);
  const rows = verdict.results.map((result) => [
    printable(labels.get(result.exampleId) ?? result.exampleId),
    result.status,
    printable(result.expected),
    printable(actualText(result) ?? result.message ?? ''),
  ]);
  const properties = propertyRows(verdict, task);
  return [
    ...(rows.length > 0 ? [...renderTable([['example', 'verdict', 'expected', 'actual'], ...rows]), ''] : []),
    ...(properties.length > 0 ? [...renderTable([['stated property', 'verdict', 'on made-up inputs'], ...properties]), ''] : []),
    `${verdict.status}: ${printable(verdict.reason)}`,
    ...typeLines(verdict),
  ];
}

function isolationLines({ verdict }: JudgedTask): readonly string[] {
  return [`executed in: ${verdict.isolation.description}`];
}

function notCheckedLines({ task, verdict }: JudgedTask): readonly string[] {
  const open = notCheckedLine(notCheckedOf(task, verdict));
  return open === '' ? [] : [open];
}

/** The failing example that is shortest to read, which the verdict's reason names, too; null where none fails. */
function smallestFailing({ examples }: CodeTask, results: readonly ExampleResult[]): ExampleResult | null {
  const lengths = new Map(examples.map(({ id, expression }) => [id, expression.length]));
  const lengthOf = ({ exampleId }: ExampleResult): number => lengths.get(exampleId) ?? Infinity;
  const failing = results.filter(({ status }) => status === 'failed' || status === 'timed-out' || status === 'crashed');
  return failing.reduce<ExampleResult | null>((smallest, each) => (smallest && lengthOf(smallest) <= lengthOf(each) ? smallest : each), null);
}

function labelsOf({ examples }: CodeTask): ReadonlyMap<string, string> {
  return new Map(examples.map(({ id, label }) => [id, label]));
}

function typeLines({ types }: Verdict): readonly string[] {
  if (types === undefined) {
    return [];
  }
  const count = types.problems.length;
  return [`types: ${count === 0 ? 'nothing wrong' : plural(count, 'problem')}`, ...types.problems.map(({ line, message }) => `  line ${line}: ${printable(message)}`)];
}

function propertyRows({ properties = [] }: Verdict, task: CodeTask): string[][] {
  const labels = new Map(task.properties?.map(({ id, label }) => [id, label]));
  return properties.map(({ propertyId, status, held, counterexample }) => [
    printable(labels.get(propertyId) ?? propertyId),
    status,
    counterexample === null ? (held > 0 ? `holds on ${held}` : 'none that it could be tried on') : `not for ${printable(counterexample)}`,
  ]);
}
