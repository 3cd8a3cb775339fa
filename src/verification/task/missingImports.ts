import { descendants, field, type Syntax, type SyntaxNode } from '../syntax';

/** Modules of Python's library that answers use by their name. */
const MODULES: ReadonlySet<string> = new Set(
  'bisect cmath collections copy datetime decimal fractions functools hashlib heapq itertools json math operator random re statistics string textwrap unicodedata'.split(' '),
);

/** What answers take out of modules. Where two have a name, the one whose objects can be used comes first. */
const MEMBERS: readonly (readonly [module: string, names: string])[] = [
  ['bisect', 'bisect_left bisect_right insort'],
  ['collections', 'ChainMap Counter OrderedDict defaultdict deque namedtuple'],
  ['copy', 'deepcopy'],
  ['dataclasses', 'dataclass'],
  ['datetime', 'timedelta'],
  ['decimal', 'Decimal'],
  ['fractions', 'Fraction'],
  ['functools', 'cmp_to_key lru_cache reduce'],
  ['heapq', 'heapify heappop heappush heapreplace nlargest nsmallest'],
  ['itertools', 'accumulate combinations combinations_with_replacement groupby permutations product zip_longest'],
  ['math', 'ceil comb factorial floor gcd isqrt sqrt'],
  ['typing', 'Any Callable Dict Generator Iterable Iterator List Mapping Optional Sequence Set Tuple Type Union'],
];

const MODULE_OF: ReadonlyMap<string, string> = new Map(MEMBERS.toReversed().flatMap(([module, names]) => names.split(' ').map((name) => [name, module] as const)));

const FUTURE = /^from __future__ import/m;

/**
 * Imports of Python's library that a code needs and has not, one a line. Answers that begin inside a function cannot
 * write them where they belong, and small models forget them. A name that anything binds anywhere is left alone.
 * @param around what stands around the code.
 */
export function missingImports(syntax: Syntax, code: string, around: string): readonly string[] {
  if (syntax.language !== 'python' || FUTURE.test(code)) {
    return []; // Nothing may stand before a directive to the compiler.
  }
  if ([code, around].some((text) => syntax.parse(text, hasStar))) {
    return []; // What a star binds is not said.
  }
  const bound = new Set([...syntax.parse(code, boundAnywhere), ...syntax.parse(around, boundAnywhere)]);
  const used = syntax.parse(code, (root) => descendants(root, ['identifier']).filter((node) => isReference(node)).map((node) => ({ name: node.text, isOwner: isOwner(node) })));
  const lines = used.flatMap(({ name, isOwner: owns }) => {
    const module = MODULE_OF.get(name);
    return bound.has(name) ? [] : owns && MODULES.has(name) ? [`import ${name}`] : module !== undefined ? [`from ${module} import ${name}`] : [];
  });
  return [...new Set(lines)].sort();
}

function hasStar(root: SyntaxNode): boolean {
  return descendants(root, ['wildcard_import']).length > 0;
}

/** The object of which an attribute is taken, as `math` in `math.pi`. */
function isOwner(node: SyntaxNode): boolean {
  return node.parent?.type === 'attribute' && field(node.parent, 'object')?.equals(node) === true;
}

function isReference(node: SyntaxNode): boolean {
  const { parent } = node;
  const isAttribute = parent?.type === 'attribute' && field(parent, 'attribute')?.equals(node) === true;
  const isKeyword = parent?.type === 'keyword_argument' && field(parent, 'name')?.equals(node) === true;
  return !isAttribute && !isKeyword;
}

/** Statements and expressions that give names, with the part of them in which those are; null: all of it. */
const BINDERS: Readonly<Record<string, 'left' | 'name' | 'alias' | null>> = {
  assignment: 'left',
  augmented_assignment: 'left',
  named_expression: 'name',
  for_statement: 'left',
  for_in_clause: 'left',
  function_definition: 'name',
  class_definition: 'name',
  parameters: null,
  lambda_parameters: null,
  as_pattern_target: null,
  import_statement: null,
  import_from_statement: null,
  global_statement: null,
};

/** Every name that anything in the code binds, in whatever scope; more than are visible at any one place. */
function boundAnywhere(root: SyntaxNode): readonly string[] {
  return descendants(root, Object.keys(BINDERS)).flatMap((node) => {
    const part = BINDERS[node.type];
    const scope = part === null || part === undefined ? node : field(node, part);
    return scope === null ? [] : scope.type === 'identifier' ? [scope.text] : descendants(scope, ['identifier']).filter((identifier) => !isInType(identifier)).map(({ text }) => text);
  });
}

/** A parameter's type binds nothing. */
function isInType({ parent }: SyntaxNode): boolean {
  return parent !== null && (parent.type === 'type' || (!(parent.type in BINDERS) && isInType(parent)));
}
