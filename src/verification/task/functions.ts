import { descendants, field, partsOf, type Syntax, type SyntaxNode } from '../syntax';
import type { Language } from '../types';
import { importedNames, isImport } from './imports';

/** A function at the top level of a source text. Indices are UTF-16 units of that text. */
export interface TaskFunction {
  readonly name: string;
  readonly startIndex: number;
  readonly endIndex: number;
  /** Everything up to the body, on one or more lines, such as `def add(a: int, b: int) -> int:`. */
  readonly signature: string;
  readonly docstring: string | null;
  readonly parameters: readonly { readonly name: string; readonly type: string | null }[];
  readonly returnType: string | null;
  /** Nothing but a docstring, `pass`, `...`, a comment or an error that says it is not done. */
  readonly bodyIsEmpty: boolean;
  /** Where the body begins: after the colon or the opening brace. */
  readonly bodyIndex: number;
}

export interface SourceOutline {
  readonly functions: readonly TaskFunction[];
  /** Names that other top-level code defines, imports included. */
  readonly definedNames: ReadonlySet<string>;
  /** The text parses, perhaps after closing a last function that was left open. */
  readonly parses: boolean;
}

/** Ends for a text that stops inside a function, tried in this order. */
const REPAIRS: Readonly<Record<Language, readonly string[]>> = {
  python: ['', '\n    pass\n', '\n    """\n', "\n    '''\n"],
  typescript: ['', '\n}', '\n};', '\n*/', '\n}\n}'],
  javascript: ['', '\n}', '\n};', '\n*/', '\n}\n}'],
};

/** The text with its last function closed, so that it parses; unchanged when nothing helps. */
export function repaired(syntax: Syntax, text: string): string {
  const suffix = REPAIRS[syntax.language].find((end) => syntax.parse(text + end, (root) => !root.hasError));
  return text + (suffix ?? '');
}

const PYTHON_STUB = /^(?:pass|\.\.\.|raise NotImplementedError\b.*|raise NotImplemented\b.*|return NotImplemented)$/s;

function isPythonStub(statement: SyntaxNode): boolean {
  const [only] = partsOf(statement);
  const isString = statement.type === 'expression_statement' && (only?.type === 'string' || only?.type === 'concatenated_string');
  return isString || statement.type.startsWith('import') || PYTHON_STUB.test(statement.text.trim());
}

function withoutQuotes(text: string): string {
  return text.replace(/^[a-zA-Z]*("""|'''|"|')/, '').replace(/("""|'''|"|')$/, '').trim();
}

function pythonFunction(outer: SyntaxNode, node: SyntaxNode, text: string): TaskFunction | null {
  const [name, body, parameters] = [field(node, 'name'), field(node, 'body'), field(node, 'parameters')];
  if (!name || !parameters) {
    return null;
  }
  const statements = body ? partsOf(body) : [];
  const docstring = statements.map((statement) => partsOf(statement)[0]).find((part) => part?.type === 'string' && part.parent?.type === 'expression_statement');
  const headEnd = (field(node, 'return_type') ?? parameters).endIndex;
  const colon = text.indexOf(':', headEnd);
  const bodyIndex = colon < 0 ? headEnd : colon + 1;
  return {
    name: name.text,
    startIndex: outer.startIndex,
    endIndex: Math.min(outer.endIndex, text.length),
    signature: text.slice(node.startIndex, bodyIndex),
    docstring: docstring ? withoutQuotes(docstring.text) : null,
    parameters: partsOf(parameters).flatMap(pythonParameter),
    returnType: field(node, 'return_type')?.text ?? null,
    bodyIsEmpty: statements.every(isPythonStub),
    bodyIndex,
  };
}

function pythonParameter(node: SyntaxNode): readonly { name: string; type: string | null }[] {
  const named = field(node, 'name') ?? descendants(node, ['identifier'])[0] ?? null;
  return named && !node.type.endsWith('separator') ? [{ name: named.text, type: field(node, 'type')?.text ?? null }] : [];
}

const SCRIPT_FUNCTIONS = ['function_declaration', 'generator_function_declaration', 'function_expression', 'generator_function', 'arrow_function', 'function'];

function isScriptStub(statement: SyntaxNode): boolean {
  return statement.type === 'throw_statement' || statement.type === 'empty_statement';
}

/** The comments directly above a declaration, without their markers. */
function leadingComment(outer: SyntaxNode): string | null {
  const previous = outer.previousSibling;
  if (previous?.type !== 'comment' || !previous.text.startsWith('/*')) {
    return null;
  }
  return previous.text.replace(/^\/\*+/, '').replace(/\*+\/$/, '').replace(/^[ \t]*\*[ \t]?/gm, '').trim();
}

function scriptParameter(node: SyntaxNode): readonly { name: string; type: string | null }[] {
  const pattern = field(node, 'pattern') ?? field(node, 'left') ?? node;
  const name = pattern.type === 'identifier' ? pattern : descendants(pattern, ['identifier'])[0];
  return name ? [{ name: name.text, type: typeText(field(node, 'type')) }] : [];
}

function typeText(node: SyntaxNode | null): string | null {
  return node?.text.replace(/^\s*:\s*/, '').trim() ?? null;
}

function scriptFunction(outer: SyntaxNode, name: SyntaxNode, node: SyntaxNode, text: string): TaskFunction {
  const body = field(node, 'body');
  const parameters = field(node, 'parameters');
  const single = field(node, 'parameter');
  const isBlock = body?.type === 'statement_block';
  const bodyIndex = Math.min(body ? body.startIndex + (isBlock ? 1 : 0) : outer.endIndex, text.length);
  return {
    name: name.text,
    startIndex: outer.startIndex,
    endIndex: Math.min(outer.endIndex, text.length),
    signature: text.slice(outer.startIndex, isBlock ? bodyIndex - 1 : bodyIndex).trimEnd(),
    docstring: leadingComment(outer),
    parameters: parameters ? partsOf(parameters).flatMap(scriptParameter) : single ? [{ name: single.text, type: null }] : [],
    returnType: typeText(field(node, 'return_type')),
    bodyIsEmpty: isBlock && body !== null && partsOf(body).every(isScriptStub),
    bodyIndex,
  };
}

/** Functions that one top-level statement declares, whichever way JavaScript offers. */
function scriptFunctionsOf(statement: SyntaxNode, text: string): readonly TaskFunction[] {
  const declaration = statement.type === 'export_statement' ? (field(statement, 'declaration') ?? statement) : statement;
  const inner = declaration.type === 'expression_statement' ? partsOf(declaration)[0] : declaration;
  const name = inner ? field(inner, 'name') : null;
  if (inner && name && SCRIPT_FUNCTIONS.includes(inner.type)) {
    return [scriptFunction(statement, name, inner, text)];
  }
  return partsOf(declaration).flatMap((declarator) => {
    const [variable, value] = [field(declarator, 'name'), field(declarator, 'value')];
    return declarator.type === 'variable_declarator' && variable && value && SCRIPT_FUNCTIONS.includes(value.type)
      ? [scriptFunction(statement, variable, value, text)]
      : [];
  });
}

function pythonFunctionsOf(statement: SyntaxNode, text: string): readonly TaskFunction[] {
  const node = statement.type === 'decorated_definition' ? field(statement, 'definition') : statement;
  const found = node?.type === 'function_definition' ? pythonFunction(statement, node, text) : null;
  return found ? [found] : [];
}

/** Python's blocks that define at the top level, as `try: import x` does. */
const BLOCKS = /^(?:if|try|with)_statement$|^(?:else|elif|except|finally)_clause$|^block$/;

/** Names that a top-level statement defines; a little too many does no harm. */
function namesOf(statement: SyntaxNode): readonly string[] {
  const declared = statement.type === 'export_statement' ? (field(statement, 'declaration') ?? statement) : statement;
  const node = declared.type === 'decorated_definition' ? (field(declared, 'definition') ?? declared) : declared;
  const name = field(node, 'name');
  if (isImport(node)) {
    return importedNames(node).map((found) => found.name);
  }
  if (BLOCKS.test(node.type)) {
    return partsOf(node).filter(({ type }) => BLOCKS.test(type) || node.type === 'block').flatMap(namesOf);
  }
  if (name && node.type !== 'expression_statement') {
    return [name.text];
  }
  return partsOf(node).flatMap((part) => {
    const target = field(part, 'left') ?? field(part, 'name');
    return target ? descendants(target, ['identifier']).concat(target.type === 'identifier' ? [target] : []).map((found) => found.text) : [];
  });
}

/** Putting one answer together asks for the outlines of these few texts up to ten times each. */
const MOST_REMEMBERED = 16;
/** Outlines that were asked for last, of each grammar, the oldest first. They depend on the text alone. */
const remembered = new WeakMap<Syntax, Map<string, SourceOutline>>();

/** The top level of a text. */
export function outline(syntax: Syntax, text: string): SourceOutline {
  const known = remembered.get(syntax) ?? new Map<string, SourceOutline>();
  remembered.set(syntax, known);
  const found = known.get(text) ?? readOutline(syntax, text);
  known.delete(text);
  known.set(text, found);
  if (known.size > MOST_REMEMBERED) {
    known.delete(known.keys().next().value as string);
  }
  return found;
}

function readOutline(syntax: Syntax, text: string): SourceOutline {
  const whole = repaired(syntax, text);
  return syntax.parse(whole, (root) => {
    const statements = partsOf(root);
    const functionsOf = syntax.language === 'python' ? pythonFunctionsOf : scriptFunctionsOf;
    return {
      functions: statements.flatMap((statement) => functionsOf(statement, text)),
      definedNames: new Set(statements.flatMap(namesOf)),
      parses: !root.hasError,
    };
  });
}
