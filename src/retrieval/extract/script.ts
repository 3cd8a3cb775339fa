import { field, partsOf, type SyntaxNode } from '../../verification/syntax';
import { MAX_HEAD_CHARACTERS, MAX_MEMBERS, MAX_SHOWN_CHARACTERS } from '../limits';
import type { Definition } from '../types';
import { definitionOf, firstSentence, oneLine, shortened, shownValue } from './shown';

/** Room that a declaration that is shown whole leaves for its description. */
const MAX_BODY_CHARACTERS = MAX_SHOWN_CHARACTERS - 200;

const FUNCTIONS: ReadonlySet<string> = new Set(['function_declaration', 'generator_function_declaration', 'function_signature']);
const CLASSES: ReadonlySet<string> = new Set(['class_declaration', 'abstract_class_declaration']);
const TYPES: ReadonlySet<string> = new Set(['interface_declaration', 'type_alias_declaration', 'enum_declaration']);
const VARIABLES: ReadonlySet<string> = new Set(['lexical_declaration', 'variable_declaration']);
const FUNCTION_VALUES: ReadonlySet<string> = new Set(['arrow_function', 'function_expression', 'generator_function', 'function']);

/** What a JavaScript or TypeScript file declares at its top level. */
export function scriptDefinitions(root: SyntaxNode): readonly Definition[] {
  return partsOf(root).flatMap((statement) => {
    const node = declarationOf(statement);
    return node === null ? [] : definitionsAt(statement, node);
  });
}

/** What an export declares, and what `declare` stands before. */
function declarationOf(statement: SyntaxNode): SyntaxNode | null {
  if (statement.type === 'export_statement') {
    return field(statement, 'declaration');
  }
  return statement.type === 'ambient_declaration' ? (partsOf(statement)[0] ?? null) : statement;
}

function definitionsAt(statement: SyntaxNode, node: SyntaxNode): readonly Definition[] {
  const { row } = statement.startPosition;
  const described = (lines: readonly string[]): readonly string[] => [...descriptionAbove(statement), ...lines];
  if (VARIABLES.has(node.type)) {
    return partsOf(node).flatMap((each) => (each.type === 'variable_declarator' ? (variableAt(each, row, described) ?? []) : []));
  }
  const name = field(node, 'name')?.text;
  if (name === undefined) {
    return [];
  }
  if (FUNCTIONS.has(node.type)) {
    return [definitionOf(name, 'function', row, described([`${headOf(node)};`]))].filter((each) => each !== null);
  }
  if (CLASSES.has(node.type)) {
    return [definitionOf(name, 'class', row, described(classLines(node)))].filter((each) => each !== null);
  }
  return TYPES.has(node.type) ? [definitionOf(name, 'type', row, described(typeLines(node)))].filter((each) => each !== null) : [];
}

function variableAt(node: SyntaxNode, row: number, described: (lines: readonly string[]) => readonly string[]): Definition | null {
  const [name, value, type] = [field(node, 'name'), field(node, 'value'), field(node, 'type')];
  if (name?.type !== 'identifier') {
    return null; // What is taken apart here was defined elsewhere.
  }
  if (value !== null && FUNCTION_VALUES.has(value.type)) {
    return definitionOf(name.text, 'function', row, described([`const ${shortened(`${name.text}${type?.text ?? ''} = ${headOf(value)}`, MAX_HEAD_CHARACTERS)} ...`]));
  }
  const shown = value === null ? '' : ` = ${shownValue(name.text, value.text)}`;
  return definitionOf(name.text, 'constant', row, described([`const ${name.text}${oneLine(type?.text ?? '')}${shown};`]));
}

/** All that stands before the body, on one line and without remarks. */
function headOf(node: SyntaxNode): string {
  const body = field(node, 'body');
  const head = node.text.slice(0, body === null ? undefined : body.startIndex - node.startIndex);
  return shortened(oneLine(head.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '')).replace(/\s*;$/, ''), MAX_HEAD_CHARACTERS);
}

const METHODS: ReadonlySet<string> = new Set(['method_definition', 'method_signature', 'abstract_method_signature']);
const FIELDS: ReadonlySet<string> = new Set(['public_field_definition', 'field_definition']);

function classLines(node: SyntaxNode): readonly string[] {
  const body = field(node, 'body');
  const members = (body === null ? [] : partsOf(body)).flatMap((member) => memberLine(member) ?? []);
  const shown = members.length > MAX_MEMBERS ? [...members.slice(0, MAX_MEMBERS), '// …'] : members;
  return [`${headOf(node)} {`, ...shown.map((line) => `  ${line}`), '}'];
}

/** Null for what only the class itself may use. */
function memberLine(member: SyntaxNode): string | null {
  const name = (field(member, 'name') ?? field(member, 'property'))?.text ?? '#';
  if (/^(?:#|_)/.test(name) || /^(?:private|protected)\b/.test(member.text)) {
    return null;
  }
  if (METHODS.has(member.type)) {
    const [description] = descriptionAbove(member);
    return `${headOf(member)};${description === undefined ? '' : ` ${description.replace(/^\/\*\*/, '//').replace(/ \*\/$/, '')}`}`;
  }
  if (!FIELDS.has(member.type)) {
    return null;
  }
  const value = field(member, 'value');
  const head = oneLine(value === null ? member.text : member.text.slice(0, value.startIndex - member.startIndex));
  return `${shortened(value === null ? head : `${head} ${shownValue(name, value.text)}`, MAX_HEAD_CHARACTERS)};`.replace(/;+$/, ';');
}

/** A type as it is written, cut between two lines where it is long. */
function typeLines(node: SyntaxNode): readonly string[] {
  const lines = node.text.split('\n').map((line) => line.trimEnd());
  if (node.text.length <= MAX_BODY_CHARACTERS) {
    return lines;
  }
  let characters = 0;
  const kept = lines.filter((line) => (characters += line.length + 1) <= MAX_BODY_CHARACTERS);
  return [...kept, '  // …', '}'];
}

/** The first sentence of the comment that ends directly above. */
function descriptionAbove(node: SyntaxNode): readonly string[] {
  const comment = node.previousNamedSibling;
  if (comment?.type !== 'comment' || node.startPosition.row - comment.endPosition.row !== 1) {
    return [];
  }
  const words = comment.text.replace(/^\/\*\*?|\*\/$/g, '').replace(/^[ \t]*(?:\*|\/\/)[ \t]?/gm, '').split(/^\s*@/m)[0] ?? '';
  const sentence = firstSentence(words);
  return sentence === null || sentence.includes('*/') ? [] : [`/** ${sentence} */`];
}
