import { descendants, field, type SyntaxNode } from '../syntax';
import { isTaskName, type ReadingContext } from './context';
import { freeNames, isBuiltinName } from './names';

/** Longer statements of a doctest are not looked into: the search takes more than linear time. */
const MAX_STATEMENT_CHARACTERS = 2000;
/** What is only defined is not done yet. */
const DEFINITIONS: ReadonlySet<string> = new Set(['function_definition', 'class_definition', 'lambda']);
const LOOPS = ['for_statement', 'for_in_clause'];
/** A name is given a value: taken to do no more than that. */
const BINDING = /^[A-Za-z_]\w*\s*=[^=]/;
/** Printing leaves nothing behind. */
const PRINT = 'print';

/** The name that `a.b[0].c` begins with; null when it begins with something else. */
function rootName(node: SyntaxNode): string | null {
  let owner: SyntaxNode | null = node;
  while (owner && owner.type !== 'identifier') {
    owner = field(owner, 'object') ?? field(owner, 'value') ?? field(owner, 'function');
  }
  return owner?.text ?? null;
}

function isDefinedOnly(node: SyntaxNode): boolean {
  let outer = node.parent;
  while (outer && !DEFINITIONS.has(outer.type)) {
    outer = outer.parent;
  }
  return outer !== null;
}

/** What the statement calls, and what it assigns a part of. */
function touched(root: SyntaxNode): readonly SyntaxNode[] {
  const callees = descendants(root, ['call']).map((call) => field(call, 'function'));
  const targets = descendants(root, ['assignment', 'augmented_assignment']).map((each) => field(each, 'left')).filter((left) => left?.type !== 'identifier');
  return [...callees, ...targets].filter((node) => node !== null && !isDefinedOnly(node)) as SyntaxNode[];
}

/** Whether a statement of Python may change more than the variables in `bound`, as `random.seed(1)` and `settings.limit = 3` do. */
export function reachesOut(context: ReadingContext, source: string, bound: ReadonlySet<string>): boolean {
  if (source.length > MAX_STATEMENT_CHARACTERS) {
    return true;
  }
  return !BINDING.test(source) && context.grammars.python.parse(source, (root) => {
    const looped = new Set(descendants(root, LOOPS).flatMap((loop) => [...freeNames(field(loop, 'left') ?? loop)]));
    const isOwn = (name: string): boolean => name === PRINT || bound.has(name) || looped.has(name) || isTaskName(context, name) || isBuiltinName(name, 'python');
    return touched(root).map(rootName).some((name) => name !== null && !isOwn(name));
  });
}
