import { visitExpression, type Grammars } from '../literals';
import { field, partsOf } from '../syntax';
import type { CodeTask, Example, Language } from '../types';
import type { Asynchrony } from './asynchrony';
import { withAwait } from './awaiting';
import { sourceBlocks, wordBlocks, type TextBlock } from './blocks';
import { reasonOf, refuse, type Expectation, type ReadingContext } from './context';
import { readDescribed } from './described';
import { readDoctest, refuseDoctest } from './doctest';
import { Findings, oneLine, type FoundExample, type NotUnderstood } from './found';
import { readInline, refuseOtherCalls, type BlockText } from './inline';
import { readPythonAssert } from './pythonCondition';
import { readPythonRaises, readUnittestAssert } from './pythonTests';
import { logicalLineEnd, topLevelPositions } from './scan';
import { readScriptAssert } from './scriptCondition';

export interface ExamplesRequest {
  readonly grammars: Grammars;
  readonly text: string;
  readonly form: CodeTask['form'];
  readonly functionName: string;
  readonly definedNames: ReadonlySet<string>;
  readonly parameters: readonly string[] | null;
  readonly asynchrony: Asynchrony;
  readonly textParameters: ReadonlySet<string>;
  readonly mayPrint: boolean;
}

/** Most examples kept: more say nothing new and cost sandbox time for every candidate. */
export const MAX_EXAMPLES = 64;

const PYTHON_ASSERT = /^\s*(?:[-*]\s+)?(assert\s.*)$/s;
const PYTHON_RAISES = /^\s*(?:[-*]\s+)?(with\s+(?:pytest\.raises|raises|self\.assertRaises(?:Regex)?)\s*\(.*)$/s;
const PYTHON_UNITTEST = /^\s*(?:[-*]\s+)?(self\.assert\w+\s*\(.*)$/s;
const SCRIPT_ASSERT = /^\s*(?:[-*]\s+)?((?:await\s+)?(?:console\.assert|assert(?:\.\w+)?|assertEquals|expect)\s*\(.*)$/s;

type Reader = (context: ReadingContext, statement: string) => Expectation;

const PYTHON_READERS: readonly (readonly [RegExp, Reader])[] = [
  [PYTHON_ASSERT, readPythonAssert], [PYTHON_RAISES, readPythonRaises], [PYTHON_UNITTEST, readUnittestAssert],
];
const SCRIPT_READERS: readonly (readonly [RegExp, Reader])[] = [[SCRIPT_ASSERT, readScriptAssert]];

function readAssertion(context: ReadingContext, source: string, line: number, findings: Findings): boolean {
  const readers = context.grammars.language === 'python' ? PYTHON_READERS : SCRIPT_READERS;
  for (const [pattern, reader] of readers) {
    const statement = pattern.exec(source)?.[1]?.trim();
    if (statement !== undefined) {
      const read = reasonOf(() => reader(context, statement));
      if ('value' in read) {
        findings.add({ kind: 'assert', line, ...read.value });
      } else {
        findings.refuse(line, statement, read.reason);
      }
      return true;
    }
  }
  return false;
}

/** The statement that `text` begins with; with what is indented below it when it is a `with`. */
function leadingStatement(text: string): string {
  const head = text.slice(0, logicalLineEnd(text, 0));
  if (!PYTHON_RAISES.test(head)) {
    return head;
  }
  const indent = /^[ \t]*/.exec(head)?.[0] ?? '';
  const body = new RegExp(`^(?:\\n${indent}[ \\t]+\\S[^\\n]*)*`).exec(text.slice(head.length))?.[0] ?? '';
  return dedented(head + body, indent);
}

function dedented(text: string, indent: string): string {
  return text.split('\n').map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line)).join('\n');
}

/** `assert f(1) => 2` asserts nothing in any language: it is an arrow with a word before it. */
const ARROW_ASSERT = /^\s*(?:[-*]\s+)?assert\s[^\n]*\)\s*(?:[=-]{1,2}>|→|➞)/;

function isAssertion(line: string): boolean {
  return !ARROW_ASSERT.test(line) && [...PYTHON_READERS, ...SCRIPT_READERS].some(([pattern]) => pattern.test(line));
}

function blockText(lines: TextBlock['lines'], commentKind: TextBlock['commentKind']): BlockText {
  const text = lines.map((line) => line.text).join('\n');
  return {
    text,
    commentKind,
    lineAt: (index) => lines[text.slice(0, index).split('\n').length - 1]?.number ?? 1,
  };
}

/** Takes doctests and assertions out of prose; what is left is searched for other forms. */
function readProse(context: ReadingContext, block: TextBlock, findings: Findings): void {
  const rest: { text: string; number: number }[] = [];
  for (let index = 0; index < block.lines.length; ) {
    const remaining = block.lines.slice(index);
    const [line] = remaining;
    if (!line) {
      break;
    }
    let taken = 0;
    if (/^\s*>>>/.test(line.text)) {
      taken = readDoctest(context, remaining, findings);
    } else if (isAssertion(line.text)) {
      const text = remaining.map((each) => each.text).join('\n');
      const statement = leadingStatement(text);
      taken = readAssertion(context, statement, line.number, findings) ? statement.split('\n').length : 0;
    }
    const kept = block.lines.slice(index, index + Math.max(taken, 1));
    rest.push(...kept.map((each) => (taken > 0 ? { ...each, text: '' } : each)));
    index += kept.length;
  }
  const text = blockText(rest, block.commentKind);
  readInline(context, text, findings);
  refuseOtherCalls(context, text, findings);
  readDescribed(context, text, findings);
}

const COMPARISON = /^(?:[=!<>]=|[<>](?![<>])|\s(?:in|is|not|and|or)\s)/;

/** ` not ` and ` and ` are the longest of them. */
const LONGEST_OPERATOR = 5;

/** Whether an expression compares by itself, outside of brackets: another `==` behind it would say something else. */
function isComparison(expression: string): boolean {
  return topLevelPositions(expression, 0, expression.length).some((index) => COMPARISON.test(expression.slice(index, index + LONGEST_OPERATOR)));
}

/** A comparison that is to be true says so itself. */
function equationLabel(expression: string, source: string, language: Language): string {
  const isCompared = isComparison(expression);
  if (isCompared && /^(?:true|True)$/.test(source)) {
    return expression;
  }
  return `${isCompared ? `(${expression})` : expression} ${language === 'python' ? '==' : '==='} ${source}`;
}

function labelOf({ expression, expected }: FoundExample, language: Language): string {
  switch (expected.type) {
    case 'value':
      return oneLine(equationLabel(expression, expected.source, language));
    case 'raises':
      return oneLine(`${expression} ${language === 'python' ? 'raises' : 'throws'} ${expected.exception}`);
    case 'prints':
      return oneLine(expected.value === null ? `${expression} prints ${JSON.stringify(expected.text)}` : equationLabel(expression, expected.value.source, language));
    case 'truthy':
      return oneLine(expression);
  }
}

/** Says why an example cannot be trusted in the light of the others, or null. */
function doubtsOf(findings: Findings, found: readonly FoundExample[]): (example: FoundExample) => string | null {
  const results = new Map<string, Set<string>>();
  for (const { expression, expected } of found) {
    const outcome = JSON.stringify(expected.type === 'value' ? expected.value : expected.type === 'prints' ? (expected.value?.value ?? expected) : expected);
    results.set(expression, (results.get(expression) ?? new Set()).add(outcome));
  }
  const someTuple = found.some(({ expected }) => expected.type === 'value' && /^\(.*,.*\)$/s.test(expected.source));
  return ({ weak, expression, expected }) => {
    if (weak === true && findings.hasRecurrence) {
      return 'it may be part of the definition of a recurrence';
    }
    if ((results.get(expression)?.size ?? 0) > 1) {
      return 'the text gives different results for it';
    }
    const isBracketed = expected.type === 'value' && /^\(.*\)$/s.test(expected.source) && ['str', 'float', 'int'].includes(expected.value[0]);
    return isBracketed && someTuple ? 'one value in brackets may be meant as a tuple' : null;
  };
}

/** The example as it is run, where its call can be awaited if it has to be. */
function asRun(context: ReadingContext, example: FoundExample, findings: Findings): readonly FoundExample[] {
  const read = reasonOf(() => withAwait(context, example.expression));
  if ('value' in read) {
    return [{ ...example, expression: read.value }];
  }
  findings.refuse(example.line, labelOf(example, context.grammars.language), read.reason);
  return [];
}

const NO_FUNCTION = 'the text names no function';

/** What looks like an example in a task in words that names no function. */
export function examplesOfNothing(text: string): readonly NotUnderstood[] {
  const findings = new Findings();
  for (const { lines } of wordBlocks(text)) {
    for (let index = 0; index < lines.length; ) {
      const { text: line = '', number = 1 } = lines[index] ?? {};
      if (/^\s*>>>/.test(line)) {
        index += refuseDoctest(lines.slice(index), findings, NO_FUNCTION);
        continue;
      }
      if (isAssertion(line) && line.includes('(')) {
        findings.refuse(number, line, NO_FUNCTION);
      }
      index += 1;
    }
  }
  return findings.notUnderstood;
}

/** Reads the examples that a task states, statically. Never throws for what the text says. */
export function extractExamples(request: ExamplesRequest): { examples: readonly Example[]; notUnderstood: readonly NotUnderstood[] } {
  const findings = findingsOf(request);
  return chosenExamples(request, readAsOther(request, findings) ?? findings);
}

/**
 * What is found when the one other name that all results are given for is taken for the function's: people rename a
 * function and forget its examples. Null where the text has anything of the function itself, or the calls do not fit it.
 */
function readAsOther(request: ExamplesRequest, { examples, notUnderstood, otherCalls }: Findings): Findings | null {
  const [name, ...more] = new Set(otherCalls);
  if (name === undefined || more.length > 0 || examples.length > 0 || notUnderstood.length > otherCalls.length || request.parameters === null) {
    return null;
  }
  const other = findingsOf({ ...request, functionName: name });
  const renamed = new Findings();
  renamed.notUnderstood.push(...other.notUnderstood);
  for (const example of other.examples) {
    const read = reasonOf(() => callOfOther(request, name, example.expression));
    if (!('value' in read)) {
      return null;
    }
    renamed.add({ ...example, expression: read.value });
  }
  return renamed.examples.length > 0 ? renamed : null;
}

/** A call of `name` as one of the function, where it has as many arguments as that has parameters. */
function callOfOther({ grammars, functionName, parameters }: ExamplesRequest, name: string, expression: string): string {
  return visitExpression(grammars.own, expression, (node) => {
    const [callee, given] = [field(node, 'function'), field(node, 'arguments')];
    return callee?.text === name && given && partsOf(given).length === parameters?.length ? functionName + given.text : refuse(`it calls ${name}`);
  });
}

function findingsOf(request: ExamplesRequest): Findings {
  const { grammars, text, form } = request;
  const findings = new Findings();
  for (const block of form === 'source' ? sourceBlocks(grammars.own, text) : wordBlocks(text)) {
    if (block.form === 'code') {
      readAssertion(request, block.lines.map((line) => line.text).join('\n'), block.lines[0]?.number ?? 1, findings);
    } else {
      readProse(request, block, findings);
    }
  }
  return findings;
}

/** The examples that can be trusted in the light of the others, each once and numbered. */
function chosenExamples(request: ExamplesRequest, findings: Findings): { examples: readonly Example[]; notUnderstood: readonly NotUnderstood[] } {
  const { grammars } = request;
  const found = findings.examples.flatMap((example) => asRun(request, example, findings));
  const unique = new Map<string, FoundExample>();
  const doubt = doubtsOf(findings, found);
  for (const example of [...found].sort((a, b) => a.line - b.line)) {
    const reason = doubt(example);
    const key = JSON.stringify([example.expression, example.expected.type === 'value' ? example.expected.value : example.expected]);
    if (reason !== null) {
      findings.refuse(example.line, labelOf(example, grammars.language), reason);
    } else if (!unique.has(key)) {
      unique.set(key, example);
    }
  }
  const kept = [...unique.values()];
  kept.slice(MAX_EXAMPLES).forEach((example) => findings.refuse(example.line, labelOf(example, grammars.language), `only the first ${MAX_EXAMPLES} examples are used`));
  const examples = kept.slice(0, MAX_EXAMPLES).map(({ kind, line, expression, expected }, index) => ({
    id: `ex${index + 1}`, kind, line, label: labelOf({ kind, line, expression, expected }, grammars.language), expression, expected,
  }));
  return { examples, notUnderstood: [...findings.notUnderstood].sort((a, b) => a.line - b.line) };
}
