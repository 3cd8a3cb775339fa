import { descendants, field, partsOf, type SyntaxNode } from '../../verification/syntax';
import { MAX_HEAD_CHARACTERS, MAX_MEMBERS } from '../limits';
import type { Definition, ImportedName, ModuleImport } from '../types';
import { definitionOf, firstSentence, oneLine, shortened, shownValue } from './shown';

const INDENT = '    ';
/** Attributes that are listed for a class that declares no fields. */
const MAX_ATTRIBUTES = 12;

/** What a Python file defines at its top level, also below `if` and `try`. */
export function pythonDefinitions(root: SyntaxNode): readonly Definition[] {
  return topLevel(root).flatMap((node) => definitionAt(node) ?? []);
}

/** Statements of the module, those in conditions and attempts included. */
function topLevel(root: SyntaxNode): readonly SyntaxNode[] {
  return partsOf(root).flatMap((node) => (/^(?:if|try)_statement$/.test(node.type) ? descendants(node, ['block']).flatMap((block) => partsOf(block)) : [node]));
}

function definitionAt(node: SyntaxNode): Definition | null {
  const inner = node.type === 'decorated_definition' ? field(node, 'definition') : node;
  const name = inner === null ? null : (field(inner, 'name')?.text ?? null);
  const { row } = node.startPosition;
  if (inner?.type === 'function_definition' && name !== null) {
    return definitionOf(name, 'function', row, [...decorators(node), ...functionLines(inner)]);
  }
  if (inner?.type === 'class_definition' && name !== null) {
    return definitionOf(name, 'class', row, [...decorators(node), ...classLines(inner)]);
  }
  return node.type === 'expression_statement' ? constantAt(node) : null;
}

function decorators(node: SyntaxNode, indent = ''): readonly string[] {
  return partsOf(node).filter(({ type }) => type === 'decorator').map(({ text }) => indent + shortened(oneLine(text), MAX_HEAD_CHARACTERS));
}

/** `def name(parameters) -> type:` on one line. */
function headOf(node: SyntaxNode): string {
  const prefix = node.text.startsWith('async') ? 'async def' : 'def';
  const returns = field(node, 'return_type')?.text;
  const name = field(node, 'name')?.text ?? '';
  const parameters = oneLine((field(node, 'parameters')?.text ?? '()').replace(/#[^\n]*/g, '')).replace(/^\( /, '(').replace(/,? \)$/, ')');
  const head = (given: string): string => `${prefix} ${name}${given}${returns === undefined ? '' : ` -> ${oneLine(returns)}`}:`;
  return head(parameters).length <= MAX_HEAD_CHARACTERS ? head(parameters) : head('(...)');
}

function functionLines(node: SyntaxNode): readonly string[] {
  const description = descriptionOf(node);
  return description === null ? [`${headOf(node)} ...`] : [headOf(node), `${INDENT}"""${description}"""`];
}

function descriptionOf(node: SyntaxNode): string | null {
  const body = field(node, 'body');
  const [first] = body === null ? [] : partsOf(body);
  const [text] = first?.type === 'expression_statement' ? partsOf(first) : [];
  return text?.type === 'string' ? firstSentence(text.text.replace(/^[a-zA-Z]*("""|'''|"|')|("""|'''|"|')$/g, '').replaceAll('"""', '')) : null;
}

function classLines(node: SyntaxNode): readonly string[] {
  const name = field(node, 'name')?.text ?? '';
  const head = `class ${name}${oneLine(field(node, 'superclasses')?.text ?? '')}:`;
  const description = descriptionOf(node);
  const members = membersOf(node);
  const lines = [...(description === null ? [] : [`${INDENT}"""${description}"""`]), ...members.map((line) => INDENT + line)];
  return lines.length === 0 ? [`${head} ...`] : [shortened(head, MAX_HEAD_CHARACTERS), ...lines];
}

function membersOf(node: SyntaxNode): readonly string[] {
  const body = field(node, 'body');
  const statements = body === null ? [] : partsOf(body);
  const fields = statements.flatMap((each) => fieldLine(each));
  const methods = statements.flatMap((each) => methodLines(each));
  const shown = [...fields, ...(fields.length === 0 ? attributes(node) : []), ...methods];
  return shown.length > MAX_MEMBERS ? [...shown.slice(0, MAX_MEMBERS), '...'] : shown;
}

function fieldLine(statement: SyntaxNode): readonly string[] {
  const [assignment] = statement.type === 'expression_statement' ? partsOf(statement) : [];
  const line = assignment?.type === 'assignment' ? assignmentLine(assignment) : null;
  return line === null ? [] : [line.text];
}

/** Decorators tell a property from a method. */
function methodLines(statement: SyntaxNode): readonly string[] {
  const inner = statement.type === 'decorated_definition' ? field(statement, 'definition') : statement;
  const name = inner?.type === 'function_definition' ? (field(inner, 'name')?.text ?? '_') : '_';
  if (inner === null || (name.startsWith('_') && name !== '__init__')) {
    return [];
  }
  const description = descriptionOf(inner);
  return [...decorators(statement), `${headOf(inner)} ...${description === null ? '' : `  # ${description}`}`];
}

/** What methods set on `self`. */
function attributes(node: SyntaxNode): readonly string[] {
  const names = descendants(node, ['assignment']).flatMap((assignment) => {
    const target = field(assignment, 'left');
    const owner = target?.type === 'attribute' ? field(target, 'object')?.text : undefined;
    const name = target?.type === 'attribute' ? field(target, 'attribute')?.text : undefined;
    return owner === 'self' && name !== undefined && !name.startsWith('_') ? [name] : [];
  });
  const unique = [...new Set(names)].slice(0, MAX_ATTRIBUTES);
  return unique.length === 0 ? [] : [`# attributes: ${unique.join(', ')}`];
}

function constantAt(statement: SyntaxNode): Definition | null {
  const [assignment] = partsOf(statement);
  const line = assignment?.type === 'assignment' ? assignmentLine(assignment) : null;
  return line === null || line.name.startsWith('__') ? null : definitionOf(line.name, 'constant', statement.startPosition.row, [line.text]);
}

function assignmentLine(assignment: SyntaxNode): { readonly name: string; readonly text: string } | null {
  const [left, type, right] = [field(assignment, 'left'), field(assignment, 'type'), field(assignment, 'right')];
  if (left?.type !== 'identifier') {
    return null;
  }
  const name = left.text;
  const value = right === null ? '' : ` = ${shownValue(name, right.text)}`;
  return { name, text: `${name}${type === null ? '' : `: ${oneLine(type.text)}`}${value}` };
}

/** Imports of a Python file, wherever they stand in it. */
export function pythonImports(root: SyntaxNode): readonly ModuleImport[] {
  return [
    ...descendants(root, ['import_statement']).flatMap(moduleImports),
    ...descendants(root, ['import_from_statement']).flatMap(fromImport),
  ];
}

function moduleImports(node: SyntaxNode): readonly ModuleImport[] {
  return node.childrenForFieldName('name').flatMap((each) => {
    if (each === null) {
      return [];
    }
    const specifier = (field(each, 'name') ?? each).text;
    const whole = field(each, 'alias')?.text ?? specifier.split('.')[0] ?? specifier;
    return [{ specifier, names: [], whole }];
  });
}

function fromImport(node: SyntaxNode): readonly ModuleImport[] {
  const specifier = field(node, 'module_name')?.text;
  if (specifier === undefined) {
    return [];
  }
  const names = node.childrenForFieldName('name').flatMap((each): ImportedName[] => {
    const name = each === null ? undefined : (field(each, 'name') ?? each).text;
    return each === null || name === undefined ? [] : [{ name, as: field(each, 'alias')?.text ?? name }];
  });
  return [{ specifier, names, whole: descendants(node, ['wildcard_import']).length > 0 ? '*' : null }];
}
