import { descendants, field, type SyntaxNode } from '../syntax';

/** One name that an import statement binds. */
export interface ImportedName {
  readonly name: string;
  /** What stands for it in the statement, such as `sqrt as root`. */
  readonly text: string;
  readonly kind: 'default' | 'namespace' | 'named';
}

/** Whether it is an import of names; directives from `__future__` are not. */
export function isImport({ type }: SyntaxNode): boolean {
  return type === 'import_statement' || type === 'import_from_statement';
}

/** The names that an import binds. A star binds names that the text does not say. */
export function importedNames(node: SyntaxNode): readonly ImportedName[] {
  const items = node.childrenForFieldName('name').filter((item) => item !== null);
  if (items.length > 0) {
    return items.map((item) => ({ name: boundName(node, item), text: item.text, kind: 'named' }));
  }
  const specifiers = descendants(node, ['import_specifier']).map((item) => ({ name: (field(item, 'alias') ?? field(item, 'name') ?? item).text, text: item.text, kind: 'named' as const }));
  const spaces = descendants(node, ['namespace_import']).map((item) => ({ name: descendants(item, ['identifier'])[0]?.text ?? '', text: item.text, kind: 'namespace' as const }));
  const defaults = descendants(node, ['identifier'])
    .filter(({ parent }) => parent?.type === 'import_clause' || parent?.type === 'import_require_clause')
    .map(({ text }) => ({ name: text, text, kind: 'default' as const }));
  return [...defaults, ...spaces, ...specifiers];
}

/** `import os.path` binds `os`. */
function boundName(statement: SyntaxNode, item: SyntaxNode): string {
  const alias = field(item, 'alias');
  return alias?.text ?? (statement.type === 'import_statement' ? (item.text.split('.')[0] ?? item.text) : item.text);
}

/** The import without the names that are there already; null when it is none without them. */
export function importWithout(node: SyntaxNode, present: ReadonlySet<string>): string | null {
  const all = importedNames(node);
  // `import os.path` loads more than the `os` that it binds.
  const fresh = all.filter(({ name, text }) => !present.has(name) || (node.type === 'import_statement' && /^\w+(?:\.\w+)+$/.test(text)));
  if (fresh.length === all.length) {
    return node.text;
  }
  if (fresh.length === 0) {
    return null;
  }
  const module = field(node, 'module_name');
  const source = field(node, 'source');
  return source ? scriptImport(node, fresh, source.text) : `${module ? `from ${module.text} ` : ''}import ${fresh.map(({ text }) => text).join(', ')}`;
}

function scriptImport(node: SyntaxNode, names: readonly ImportedName[], source: string): string {
  const named = names.filter(({ kind }) => kind === 'named').map(({ text }) => text);
  const others = names.filter(({ kind }) => kind !== 'named').map(({ text }) => text);
  const clause = [...others, ...(named.length > 0 ? [`{ ${named.join(', ')} }`] : [])].join(', ');
  return `import ${/^import\s+type\b/.test(node.text) ? 'type ' : ''}${clause} from ${source};`;
}

const TYPING = 'Any AnyStr Awaitable Callable ClassVar Collection Container Coroutine Counter DefaultDict Deque Dict Final FrozenSet ' +
  'Generator Generic Hashable Iterable Iterator List Literal Mapping MutableMapping MutableSequence MutableSet NamedTuple NoReturn ' +
  'Optional OrderedDict Protocol Sequence Set Sized Tuple Type TypeVar TypedDict Union cast overload';
const COLLECTIONS = 'ChainMap Counter OrderedDict UserDict UserList UserString defaultdict deque namedtuple';

/** What models import whole by habit, and the names that programs take of it. */
const STARRED: ReadonlyMap<string, RegExp> = new Map(
  [['typing', TYPING], ['collections', COLLECTIONS]].map(([module = '', names = '']) => [module, new RegExp(`\\b(?:${names.replaceAll(' ', '|')})\\b`)]),
);

/** Whether it is a star import of a module of which the code uses nothing. */
export function isUnusedStar(node: SyntaxNode, code: string): boolean {
  const names = node.type === 'import_from_statement' && descendants(node, ['wildcard_import']).length > 0 ? STARRED.get(field(node, 'module_name')?.text ?? '') : undefined;
  return names !== undefined && !names.test(code);
}
