import type { CanonicalValue } from '../canonical';
import { NotLiteral, quote, readLiteral, visitExpression, writeValue, type Grammars } from '../literals';
import { evaluatePython } from '../literals/python';
import { pythonToScript } from '../literals/translate';
import { descendants, field, partsOf, type SyntaxNode } from '../syntax';
import type { ExpectedOutcome } from '../types';
import { withoutRunner, type Asynchrony } from './asynchrony';
import { containsNone, withEitherNothing } from './found';
import { freeNames, isBuiltinName, plainName } from './names';

/** What the readers know about the task. */
export interface ReadingContext {
  readonly grammars: Grammars;
  readonly functionName: string;
  /** Names that the task's source defines beside the function, imports included. */
  readonly definedNames: ReadonlySet<string>;
  /** Parameters of the function in order; null when the text does not define it. */
  readonly parameters: readonly string[] | null;
  readonly asynchrony: Asynchrony;
  /** Which of the parameters are texts, as far as it is said: a bare word in their place is one. */
  readonly textParameters: ReadonlySet<string>;
  /** The task's words say that something is printed. */
  readonly mayPrint: boolean;
}

/** Why text that looks like an example is not one. */
export class NotAnExample extends Error {}

export function refuse(reason: string): never {
  throw new NotAnExample(reason);
}

/** Runs a reader and turns its refusal into a reason. */
export function reasonOf<T>(read: () => T): { readonly value: T } | { readonly reason: string } {
  try {
    return { value: read() };
  } catch (error) {
    if (error instanceof NotAnExample || error instanceof NotLiteral) {
      return { reason: error.message };
    }
    throw error;
  }
}

export function isTaskName(context: ReadingContext, name: string): boolean {
  if (name === context.functionName) {
    return true;
  }
  return context.grammars.language !== 'python' && !context.definedNames.has(name) && plainName(name) === plainName(context.functionName);
}

/** Matches a use of the function; JavaScript tasks may write its name in Python's convention. */
export function callPattern(context: ReadingContext): RegExp {
  const letters = [...(context.grammars.language === 'python' ? context.functionName : context.functionName.replaceAll('_', ''))];
  const escaped = letters.map((letter) => letter.replace(/[$]/g, '\\$'));
  const name = context.grammars.language === 'python' ? escaped.join('') : escaped.join('_*');
  return new RegExp(`(?<![\\w.$])(?:${name})\\s*\\(`, context.grammars.language === 'python' ? 'g' : 'gi');
}

export function mentionsCall(context: ReadingContext, text: string): boolean {
  return callPattern(context).test(text);
}

function checkNames(context: ReadingContext, node: SyntaxNode): void {
  const names = [...freeNames(node)];
  if (!names.some((name) => isTaskName(context, name))) {
    refuse(`it does not call ${context.functionName}`);
  }
  for (const name of names) {
    if (!isTaskName(context, name) && !context.definedNames.has(name) && !isBuiltinName(name, context.grammars.language)) {
      refuse(`nothing defines ${quote(name)}`);
    }
  }
}

/** Renames spellings of the function's name in another convention. */
function withOwnName(context: ReadingContext, node: SyntaxNode): string {
  const uses = node.descendantsOfType('identifier').filter((found) => found !== null);
  return uses.reverse().reduce((text, use) => {
    const start = use.startIndex - node.startIndex;
    return isTaskName(context, use.text) && use.parent?.type !== 'pair'
      ? text.slice(0, start) + context.functionName + text.slice(start + use.text.length)
      : text;
  }, node.text);
}

/** Writes a call with Python arguments as a call of the task's own language. */
function translateCall(context: ReadingContext, source: string): string {
  return visitExpression(context.grammars.python, source, (node) => {
    const [callee, given] = [field(node, 'function'), field(node, 'arguments')];
    if (node.type !== 'call' || !callee || !given || !isTaskName(context, callee.text)) {
      return refuse(`it is not a plain call of ${context.functionName}`);
    }
    const values = partsOf(given).map((part) => pythonToScript(evaluatePython(part)));
    return `${context.functionName}(${values.map((value) => writeValue(value, context.grammars.language)).join(', ')})`;
  });
}

/** A call in which words stand for themselves, as in `is_calm(lake)`, where the parameters are texts. */
function quoteWords(context: ReadingContext, source: string): string {
  return visitExpression(context.grammars.own, source, (node) => {
    const [callee, given] = [field(node, 'function'), field(node, 'arguments')];
    if (!callee || !given || !isTaskName(context, callee.text)) {
      return refuse('it is not a plain call');
    }
    const values = partsOf(given).map((part, index) => {
      const isWord = part.type === 'identifier' && context.textParameters.has(context.parameters?.[index] ?? '') && !context.parameters?.includes(part.text);
      return isWord && !context.definedNames.has(part.text) ? quoteText(part.text) : writeValue(literalOf(context, part.text), context.grammars.language);
    });
    return `${context.functionName}(${values.join(', ')})`;
  });
}

function quoteText(word: string): string {
  return `'${word}'`;
}

function literalOf(context: ReadingContext, source: string): CanonicalValue {
  return literalOrNull(context, source) ?? refuse(`${quote(source)} is not a value`);
}

/** Line breaks within a text are part of its value. */
function hasTextOverLines(node: SyntaxNode): boolean {
  return descendants(node, ['string', 'template_string']).some(({ text }) => text.includes('\n'));
}

/** The source of an expression that calls the function, in the task's language, with only names that exist. */
export function ownExpression(context: ReadingContext, source: string): string {
  const text = context.grammars.language === 'python' ? withoutRunner(source.trim()) : source.trim();
  const own = reasonOf(() =>
    visitExpression(context.grammars.own, text, (node) => {
      if (node.descendantsOfType('sequence_expression').length > 0) {
        return refuse('a tuple of Python');
      }
      checkNames(context, node);
      const own = withOwnName(context, node);
      return hasTextOverLines(node) ? own : own.replace(/[^\S\n]*\n\s*/g, ' ');
    }),
  );
  if ('value' in own) {
    return own.value;
  }
  const quoted = reasonOf(() => quoteWords(context, text));
  if ('value' in quoted) {
    return quoted.value;
  }
  if (context.grammars.language === 'python') {
    return refuse(own.reason);
  }
  const translated = reasonOf(() => translateCall(context, source.trim()));
  return 'value' in translated ? translated.value : refuse(own.reason);
}

export interface Expectation {
  readonly expression: string;
  readonly expected: ExpectedOutcome;
}

/** Puts an expression and the text of its value together, or says why the value is not known. */
export function expectValue(context: ReadingContext, expression: string, source: string): Expectation {
  const reading = readLiteral(context.grammars, source);
  if (!reading.ok) {
    return refuse(`the expected value is not understood: ${reading.reason}`);
  }
  const expected = { type: 'value', source: source.trim(), value: reading.value } as const;
  if (context.grammars.language === 'python' || !/\bNone\b/.test(source) || !containsNone(reading.value)) {
    return { expression, expected };
  }
  // Python has one value for "nothing", JavaScript two: either will do.
  return { expression, expected: { ...expected, value: withEitherNothing(reading.value) } };
}

/** The value of Python source in a JavaScript comment or of own source; null when it is none. */
export function literalOrNull(context: ReadingContext, source: string): CanonicalValue | null {
  const reading = readLiteral(context.grammars, source);
  return reading.ok ? reading.value : null;
}
