import { descendants, type SyntaxNode } from '../syntax';
import type { Language } from '../types';

const PYTHON_NAMES =
  'abs all any ascii bin bool bytearray bytes callable chr complex dict dir divmod enumerate filter float format frozenset ' +
  'getattr hasattr hash hex id int isinstance issubclass iter len list map max min next object oct ord pow range repr reversed ' +
  'round set slice sorted str sum tuple type zip ArithmeticError AssertionError AttributeError Exception IndexError KeyError ' +
  'LookupError NotImplementedError OverflowError RuntimeError StopIteration TypeError ValueError ZeroDivisionError';
const SCRIPT_NAMES =
  'Array ArrayBuffer BigInt Boolean Date Error Infinity JSON Map Math NaN Number Object Promise RangeError ReferenceError RegExp ' +
  'Set String Symbol SyntaxError TypeError Uint8Array WeakMap WeakSet isFinite isNaN parseFloat parseInt undefined';

const KNOWN: Readonly<Record<Language, ReadonlySet<string>>> = {
  python: new Set(PYTHON_NAMES.split(' ')),
  typescript: new Set(SCRIPT_NAMES.split(' ')),
  javascript: new Set(SCRIPT_NAMES.split(' ')),
};

export function isBuiltinName(name: string, language: Language): boolean {
  return KNOWN[language].has(name);
}

const BINDERS = ['lambda_parameters', 'for_in_clause', 'formal_parameters', 'variable_declarator', 'named_expression'];

/** Names that an expression itself introduces: parameters of lambdas, variables of comprehensions. */
function boundNames(node: SyntaxNode): ReadonlySet<string> {
  const bound = new Set<string>();
  for (const binder of descendants(node, [...BINDERS, 'arrow_function'])) {
    const part = ['left', 'name', 'parameter'].map((name) => binder.childForFieldName(name)).find((found) => found !== null);
    const scope = part ?? (binder.type === 'arrow_function' ? null : binder);
    for (const identifier of scope ? descendants(scope, ['identifier']) : []) {
      bound.add(identifier.text);
    }
  }
  return bound;
}

function isReference(identifier: SyntaxNode): boolean {
  const parent = identifier.parent;
  if (parent?.type === 'attribute') {
    return parent.childForFieldName('object')?.equals(identifier) === true;
  }
  return parent?.type !== 'keyword_argument' || parent.childForFieldName('value')?.equals(identifier) === true;
}

/** Names that the expression needs from outside. */
export function freeNames(node: SyntaxNode): ReadonlySet<string> {
  const bound = boundNames(node);
  const names = descendants(node, ['identifier', 'shorthand_property_identifier']).filter(isReference).map((found) => found.text);
  return new Set(names.filter((name) => !bound.has(name)));
}

/** `has_close_elements` and `hasCloseElements` are one name in two conventions. */
export function plainName(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}
