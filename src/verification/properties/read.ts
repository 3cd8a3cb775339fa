import { callPattern, isTaskName, ownExpression, reasonOf, refuse, type ReadingContext } from '../examples/context';
import { sourceBlocks, wordBlocks } from '../examples/blocks';
import { asynchronyOf } from '../examples/asynchrony';
import { oneLine, type NotUnderstood } from '../examples/found';
import { freeNames, isBuiltinName } from '../examples/names';
import { quote, visitExpression, type Grammars } from '../literals';
import { descendants, field, partsOf, unparenthesized, type SyntaxNode } from '../syntax';
import { outline } from '../task/functions';
import type { CodeTask, PropertyStatement, PropertyVariable } from '../types';
import { propertyTexts, type PropertyText } from './found';
import { readQuantifier, type Quantifier } from './quantifier';

/** Most properties kept: texts state a few; each costs sandbox time for every passing candidate. */
export const MAX_PROPERTIES = 8;

const CONDITIONS: ReadonlySet<string> = new Set(['comparison_operator', 'boolean_operator', 'not_operator']);
const SCRIPT_OPERATORS: ReadonlySet<string> = new Set(['==', '===', '!=', '!==', '<', '<=', '>', '>=', '&&', '||', 'in', 'instanceof']);
const COMPARES = /[=!]==?|[<>]|\bin\b|\ball\(|\bany\(|\bisinstance\(|\.every\(/;

function isCondition(node: SyntaxNode, context: ReadingContext): boolean {
  const inner = unparenthesized(node);
  switch (inner.type) {
    case 'binary_expression':
      return SCRIPT_OPERATORS.has(field(inner, 'operator')?.text ?? '');
    case 'unary_expression':
      return field(inner, 'operator')?.text === '!';
    case 'call':
    case 'call_expression':
      return !isTaskName(context, field(inner, 'function')?.text ?? '');
    default:
      return CONDITIONS.has(inner.type);
  }
}

function callsIn(context: ReadingContext, node: SyntaxNode): readonly SyntaxNode[] {
  return descendants(node, ['call', 'call_expression']).filter((call) => isTaskName(context, field(call, 'function')?.text ?? ''));
}

function argumentsOf(call: SyntaxNode): readonly SyntaxNode[] {
  const given = field(call, 'arguments');
  return given ? partsOf(given) : [];
}

/** `f(n - 1)` beside `f(n)`: what holds from some number on only. */
function isRecurrence(context: ReadingContext, node: SyntaxNode): boolean {
  return callsIn(context, node).some((call) => argumentsOf(call).some(({ type }) => type === 'binary_operator' || type === 'binary_expression'));
}

/** The parameter in whose place a variable is given to the function. */
function placeOf(context: ReadingContext, node: SyntaxNode, name: string): number | null {
  const places = callsIn(context, node).flatMap((call) => argumentsOf(call).flatMap((part, index) => (part.text === name ? [index] : [])));
  const named = (context.parameters ?? []).indexOf(name);
  return places[0] ?? (named < 0 ? null : named);
}

function variablesOf(context: ReadingContext, node: SyntaxNode): readonly string[] {
  return [...freeNames(node)].filter((name) => !isTaskName(context, name) && !context.definedNames.has(name) && !isBuiltinName(name, context.grammars.language));
}

interface Statement {
  readonly source: string;
  readonly variables: readonly PropertyVariable[];
}

function readStatement(context: ReadingContext, { source, quantifier }: PropertyText): Statement {
  return visitExpression(context.grammars.own, source, (node) => {
    const names = variablesOf(context, node);
    if (!isCondition(node, context) || names.length === 0 || callsIn(context, node).length === 0) {
      return refuse('it is no condition on what the function returns');
    }
    const words: Quantifier | null = quantifier === null ? null : readQuantifier(quantifier, (name) => names.includes(name));
    if (isRecurrence(context, node) && !/[<>≥≤]/.test(quantifier ?? '')) {
      return refuse('it may be part of the definition of a recurrence');
    }
    const variables = names.map((name): PropertyVariable => {
      const parameter = placeOf(context, node, name);
      return parameter === null && words?.type == null ? refuse(`nothing says what ${quote(name)} is`) : { name, parameter };
    });
    return { source: ownExpression({ ...context, definedNames: new Set([...context.definedNames, ...names]) }, source), variables };
  });
}

/** Values of properties are made by their types and not read from the text. */
const NONE: ReadonlySet<string> = new Set();

function contextOf(grammars: Grammars, task: CodeTask, functionName: string): ReadingContext {
  const { functions, definedNames } = outline(grammars.own, task.text);
  const definition = functions.findLast((found) => found.name === functionName) ?? null;
  return { grammars, functionName, definedNames, parameters: definition?.parameters.map(({ name }) => name) ?? null, asynchrony: asynchronyOf(definition, task.text), textParameters: NONE, mayPrint: false };
}

const TEXTS = /"[^"]*"|'[^']*'/g;
const VALUE_WORDS = /\b(?:True|False|None|true|false|null|undefined|NaN|Infinity)\b/g;

/** Whether the function is given a name, and not values only as in an example. */
function givesNames(context: ReadingContext, source: string): boolean {
  const plain = source.replace(TEXTS, '').replace(VALUE_WORDS, '');
  return [...plain.matchAll(callPattern(context))].some((match) => /^[^()]*\b[A-Za-z_$][\w$]*/.test(plain.slice(match.index + match[0].length)));
}

/** Whether the text was meant as a property, so that not understanding it is worth a word. */
function isMeant({ source, quantifier, isMarked }: PropertyText, reason: string, context: ReadingContext): boolean {
  const looksLike = givesNames(context, source) && COMPARES.test(source) && !/^it is (?:no condition|not one expression)/.test(reason);
  return looksLike && (quantifier !== null || isMarked);
}

/**
 * Reads the conditions that a task states for all inputs, such as `len(f(xs)) == len(xs)`, where they are
 * written as code. Words around them are read only where they name variables and simple bounds.
 */
export function readProperties(grammars: Grammars, task: CodeTask): { readonly properties: readonly PropertyStatement[]; readonly notUnderstood: readonly NotUnderstood[] } {
  const { functionName } = task;
  if (functionName === null) {
    return { properties: [], notUnderstood: [] };
  }
  const context = contextOf(grammars, task, functionName);
  const blocks = task.form === 'source' ? sourceBlocks(grammars.own, task.text) : wordBlocks(task.text);
  const exampleLines = new Set(task.examples.map(({ line }) => line));
  const found = new Map<string, Omit<PropertyStatement, 'id'>>();
  const notUnderstood: NotUnderstood[] = [];
  for (const text of propertyTexts(blocks).filter(({ line, source }) => !exampleLines.has(line) && callPattern(context).test(source))) {
    const read = reasonOf(() => readStatement(context, text));
    if ('value' in read && context.asynchrony === 'no') {
      const { source, variables } = read.value;
      found.set(source, { line: text.line, label: oneLine(text.quantifier === null ? source : `${source} for ${text.quantifier}`), expression: source, variables, quantifier: text.quantifier });
    } else {
      const reason = 'value' in read ? 'a condition on what has to be awaited is not checked' : read.reason;
      notUnderstood.push(...(isMeant(text, reason, context) ? [{ line: text.line, text: oneLine(text.source), reason }] : []));
    }
  }
  const properties = [...found.values()].slice(0, MAX_PROPERTIES).map((each, index) => ({ id: `p${index + 1}`, ...each }));
  return { properties, notUnderstood };
}
