import { quote, visitExpression } from '../literals';
import { field, partsOf, type SyntaxNode } from '../syntax';
import type { BlockLine } from './blocks';
import { callPattern, expectValue, isTaskName, literalOrNull, mentionsCall, ownExpression, reasonOf, refuse, type Expectation, type ReadingContext } from './context';
import type { Findings } from './found';
import { isBuiltinName } from './names';
import { readPythonCondition } from './pythonCondition';
import { readScriptCondition } from './scriptCondition';
import { NO_ERROR_TYPE, raisingAt, type Raising } from './raising';
import { boundBy, stepOf, withPreparation, type Step } from './preparation';

interface Prompted {
  readonly line: number;
  readonly source: string;
  readonly output: readonly string[];
}

/** What is shown of a statement: its output, and what the comment behind it says that it raises. */
interface Shown {
  readonly output: readonly string[];
  readonly raising: Raising | null;
}

const PROMPT = /^\s*>>>\s?(.*)$/;
const CONTINUATION = /^\s*\.\.\.(?:\s(.*)|)$/;

/** Splits lines that begin with `>>>` into statements with their output. A blank line ends an output, and so does a call of the function: no value is shown like that. */
function promptedStatements(lines: readonly BlockLine[], isCall: (line: string) => boolean): { readonly statements: readonly Prompted[]; readonly used: number } {
  const statements: { line: number; source: string; output: string[] }[] = [];
  let used = 0;
  for (const { text, number } of lines) {
    const prompt = PROMPT.exec(text);
    const continuation = CONTINUATION.exec(text);
    const current = statements.at(-1);
    if (prompt) {
      statements.push({ line: number, source: (prompt[1] ?? '').trimEnd(), output: [] });
    } else if (text.trim() === '' || !current || (current.output.length > 0 && !TRACEBACK.test(current.output[0] ?? '') && isCall(text))) {
      break;
    } else if (continuation && current.output.length === 0) {
      current.source += `\n${continuation[1] ?? ''}`;
    } else {
      current.output.push(text.trim());
    }
    used += 1;
  }
  return { statements, used };
}

function beginsWithCall(context: ReadingContext, line: string): boolean {
  return callPattern(context).exec(line.trimStart())?.index === 0;
}

function withoutComment(context: ReadingContext, source: string): string {
  return context.grammars.python.parse(source, (root) => {
    const comment = root.descendantsOfType('comment').at(-1);
    return comment && comment.endIndex === source.trimEnd().length ? source.slice(0, comment.startIndex).trimEnd() : source.trimEnd();
  }).replace(/;$/, '');
}

const TRACEBACK = /^Traceback \(/;
const EXCEPTION = /^([A-Za-z_][\w.]*)(?::.*|)$/;

function raisedException(output: readonly string[]): string | null {
  if (!TRACEBACK.test(output[0] ?? '')) {
    return null;
  }
  const name = output.slice(1).map((line) => EXCEPTION.exec(line)?.[1]).filter((found) => found !== undefined).at(-1);
  return name?.split('.').at(-1) ?? refuse('the traceback names no exception');
}

/** Longest run of output lines that is a value: prose may follow without a blank line between. */
function outputSource(context: ReadingContext, output: readonly string[]): string {
  for (let count = output.length; count > 0; count -= 1) {
    const source = output.slice(0, count).join('\n');
    if (literalOrNull(context, source) !== null) {
      return source;
    }
  }
  return refuse(`the expected value ${quote(output.join(' '))} is not understood`);
}

/** The argument of `print(…)`, when the statement is nothing else. */
function printedExpression(context: ReadingContext, source: string): string | null {
  const read = reasonOf(() =>
    visitExpression(context.grammars.python, source, (node) => {
      const given = field(node, 'arguments');
      const [only, ...more] = given ? partsOf(given) : [];
      const prints = node.type === 'call' && field(node, 'function')?.text === 'print';
      return prints && only && more.length === 0 && only.type !== 'keyword_argument' && only.type !== 'list_splat' ? only.text : null;
    }),
  );
  return 'value' in read ? read.value : null;
}

function isBareCall(context: ReadingContext, source: string): boolean {
  const read = reasonOf(() => visitExpression(context.grammars.python, source, (node: SyntaxNode) => {
    const callee = field(node, 'function');
    return node.type === 'call' && callee !== null && isTaskName(context, callee.text);
  }));
  return 'value' in read && read.value;
}

function readStated(context: ReadingContext, source: string): Expectation {
  const { own, language } = context.grammars;
  const syntax = language === 'python' || /\bNone\b|\bTrue\b|\bFalse\b/.test(source) ? context.grammars.python : own;
  return visitExpression(syntax, source, (node) => {
    const comparison = node.type === 'comparison_operator' || field(node, 'operator')?.text.startsWith('==') === true;
    if (!comparison) {
      return refuse('no result is given');
    }
    return syntax.language === 'python' ? readPythonCondition(context, node) : readScriptCondition(context, node);
  });
}

/** What one statement with its output says. @param raising what the comment behind it says that it raises */
function readStatement(context: ReadingContext, source: string, { output, raising }: Shown, allowed: ReadingContext): Expectation {
  const isPython = context.grammars.language === 'python';
  const exception = raisedException(output);
  if (exception !== null) {
    return { expression: ownExpression(allowed, source), expected: { type: 'raises', exception } };
  }
  if (output.length === 0 && raising) {
    const raised = raising.exception ?? refuse(NO_ERROR_TYPE);
    return { expression: ownExpression(allowed, source), expected: { type: 'raises', exception: raised } };
  }
  if (output.length === 0) {
    return isPython && isBareCall(context, source) ? expectValue(allowed, ownExpression(allowed, source), 'None') : readStated(allowed, source);
  }
  const printed = isPython ? printedExpression(context, source) : null;
  if (printed !== null) {
    const text = output.join('\n');
    return { expression: `str(${ownExpression(allowed, printed)})`, expected: { type: 'value', source: text, value: ['str', text] } };
  }
  if (output.length > 1 && output.includes('...')) {
    return refuse('the expected value is abridged');
  }
  const expression = ownExpression(allowed, source);
  return isBareCall(context, source) ? shownByCall(context, expression, output) : expectValue(allowed, expression, outputSource(context, output));
}

/**
 * What a call shows is what it prints and, unless that is nothing, what it returns. Text that is a value may be either.
 * Text that is none is taken for printed only where the task's words say that the function prints: it may be prose.
 */
function shownByCall(context: ReadingContext, expression: string, output: readonly string[]): Expectation {
  const text = output.join('\n');
  if (literalOrNull(context, text) !== null) {
    const { expected } = expectValue(context, expression, text);
    return expected.type === 'value' && context.mayPrint ? { expression, expected: { type: 'prints', text, value: { source: expected.source, value: expected.value } } } : { expression, expected };
  }
  return context.mayPrint ? { expression, expected: { type: 'prints', text, value: null } } : expectValue(context, expression, outputSource(context, output));
}

/** Reads a run of `>>>` lines at the start of `lines`. @returns how many lines it took. */
export function readDoctest(context: ReadingContext, lines: readonly BlockLine[], findings: Findings): number {
  const { statements, used } = promptedStatements(lines, (line) => beginsWithCall(context, line));
  const steps: Step[] = [];
  for (const { line, source: written, output } of statements) {
    const source = withoutComment(context, written);
    const text = [written, ...output].join(' ');
    const raising = isBareCall(context, source) ? raisingAt(written, source.length) : null;
    if (raising || saysSomething(context, source, output, isLast(statements, line))) {
      const read = reasonOf(() => withPreparation(context, steps, source, (inner, prepared) => readStatement(context, prepared, { output, raising }, inner)));
      if ('value' in read) {
        findings.add({ kind: raising && output.length === 0 ? 'comment' : 'doctest', line, ...read.value });
      } else {
        findings.refuse(line, text, mentionsCall(context, source) ? read.reason : otherReason(context, source, steps));
      }
    } else if (isBareCall(context, source) && ![...boundBy(steps)].some((name) => source.includes(name))) {
      // It prepares nothing that a later line could show.
      findings.refuse(line, text, 'no result is given');
    }
    steps.push(stepOf(context, steps, source, output.length === 0));
  }
  return Math.max(used, 1);
}

/** Doctests of a text that names no function. @returns how many lines it took. */
export function refuseDoctest(lines: readonly BlockLine[], findings: Findings, reason: string): number {
  const { statements, used } = promptedStatements(lines, () => false);
  for (const { line, source, output } of statements) {
    if (output.length > 0) {
      findings.refuse(line, [source, ...output].join(' '), reason);
    }
  }
  return Math.max(used, 1);
}

/** Whether a statement gives a result, or calls the function last: what shows nothing before another one prepares that one. */
function saysSomething(context: ReadingContext, source: string, output: readonly string[], last: boolean): boolean {
  return output.length > 0 || (isStated(source) && isExpression(context, source)) || (mentionsCall(context, source) && (last || isStated(source)));
}

function isExpression(context: ReadingContext, source: string): boolean {
  return 'value' in reasonOf(() => visitExpression(context.grammars.python, source, () => true));
}

/** Why a statement that does not call the function is no example of it. */
function otherReason(context: ReadingContext, source: string, steps: readonly Step[]): string {
  const own = `it does not call ${context.functionName}`;
  const called = reasonOf(() => visitExpression(context.grammars.python, source, (node): string | null => {
    const callee = field(node, 'function');
    if (callee?.type === 'attribute') {
      return `the method ${quote(field(callee, 'attribute')?.text ?? '')}`;
    }
    return callee?.type === 'identifier' && !isBuiltinName(callee.text, 'python') ? quote(callee.text) : null;
  }));
  if ('value' in called && called.value !== null) {
    return `it calls ${called.value}, not ${context.functionName}`;
  }
  const used = [...boundBy(steps)].find((name) => new RegExp(`(?<![\\w.])${name}(?!\\w)`).test(source));
  return used === undefined ? own : `${own}, and ${quote(used)} of a line before it cannot be made part of it`;
}

function isStated(source: string): boolean {
  return /[^=!<>]==[^=]/.test(source);
}

function isLast(statements: readonly Prompted[], line: number): boolean {
  return statements.at(-1)?.line === line;
}
