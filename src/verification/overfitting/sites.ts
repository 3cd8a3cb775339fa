import { evaluatePython } from '../literals/python';
import { evaluateScript } from '../literals/script';
import { readingOf } from '../literals';
import type { CanonicalValue } from '../canonical';
import { descendants, field, partsOf, unparenthesized, type Syntax, type SyntaxNode } from '../syntax';

/** A literal of a program at a place where arguments are compared with it or looked up. */
export interface Site {
  readonly start: number;
  readonly end: number;
  readonly value: CanonicalValue;
  /** How it can be replaced: by any expression, as a key of an object, or as a pattern. */
  readonly place: 'expression' | 'key' | 'pattern';
  /** The table, or the name that a chain of comparisons is about: sites of one group belong together. */
  readonly group: string;
}

const LITERALS = [
  'integer', 'float', 'string', 'concatenated_string', 'list', 'tuple', 'set', 'dictionary', 'unary_operator', 'true', 'false',
  'number', 'array', 'object', 'unary_expression', 'template_string',
];
const EQUALITIES: ReadonlySet<string> = new Set(['==', '!=', '===', '!==', 'is', 'in', 'not in', 'is not']);
const TABLES: ReadonlySet<string> = new Set(['list', 'tuple', 'set', 'array']);
/** Deepest literal looked at: arguments of examples are not deeper. */
const MAX_NESTING = 6;

function valueOf(node: SyntaxNode, isPython: boolean): CanonicalValue | null {
  const reading = readingOf(() => (isPython ? evaluatePython(node) : evaluateScript(node)));
  return reading.ok ? reading.value : null;
}

/** The other side of a comparison, by which a chain of comparisons is known. */
function comparedWith(node: SyntaxNode, comparison: SyntaxNode): string {
  const other = partsOf(comparison).find((part) => !part.equals(node));
  return `compared ${other?.text ?? ''}`;
}

function operatorOf(node: SyntaxNode): string {
  return field(node, 'operator')?.text ?? node.children.filter((child) => child !== null && !child.isNamed).map((child) => child?.text).join(' ');
}

/** Where the node stands, as far as arguments may be looked up there; null for any other place. */
function placeOf(node: SyntaxNode): Pick<Site, 'place' | 'group'> | null {
  let child = node;
  let parent = node.parent;
  while (parent && (parent.type === 'parenthesized_expression' || parent.type === 'expression_list')) {
    [child, parent] = [parent, parent.parent];
  }
  if (!parent) {
    return null;
  }
  switch (parent.type) {
    case 'comparison_operator':
    case 'binary_expression':
      return EQUALITIES.has(operatorOf(parent)) ? { place: 'expression', group: comparedWith(child, parent) } : null;
    case 'pair':
      return field(parent, 'key')?.equals(child) === true
        ? { place: parent.parent?.type === 'object' ? 'key' : 'expression', group: `table ${parent.parent?.startIndex ?? 0}` }
        : null;
    case 'case_pattern':
      return { place: 'pattern', group: 'match' };
    case 'switch_case':
      return { place: 'expression', group: 'switch' };
    default:
      return TABLES.has(parent.type) ? { place: 'expression', group: `table ${parent.startIndex}` } : null;
  }
}

function nesting(node: SyntaxNode): number {
  let depth = 0;
  for (let parent = node.parent; parent && depth <= MAX_NESTING && TABLES.has(parent.type); parent = parent.parent) {
    depth += 1;
  }
  return depth;
}

function siteOf(node: SyntaxNode, isPython: boolean): readonly Site[] {
  const found = placeOf(node);
  const value = found === null || nesting(node) > MAX_NESTING ? null : valueOf(unparenthesized(node), isPython);
  return found === null || value === null ? [] : [{ start: node.startIndex, end: node.endIndex, value, ...found }];
}

/** Keys of objects in JavaScript are names, numbers or texts, and are texts all the same. */
function keySites(root: SyntaxNode): readonly Site[] {
  return descendants(root, ['pair']).flatMap((pair) => {
    const key = field(pair, 'key');
    if (key?.type === 'property_identifier' || key?.type === 'number') {
      return [{ start: key.startIndex, end: key.endIndex, value: ['str', key.text] as const, place: 'key' as const, group: `table ${pair.parent?.startIndex ?? 0}` }];
    }
    const inner = key?.type === 'computed_property_name' ? partsOf(key)[0] : undefined;
    const value = inner ? valueOf(inner, false) : null;
    return key && value ? [{ start: key.startIndex, end: key.endIndex, value, place: 'key' as const, group: `table ${pair.parent?.startIndex ?? 0}` }] : [];
  });
}

/** Patterns of `match` that are lists of literals: the grammar does not call them lists. */
function patternSites(root: SyntaxNode): readonly Site[] {
  return descendants(root, ['case_pattern']).flatMap((pattern) => {
    const [inner] = partsOf(pattern);
    const isRow = inner?.type === 'list_pattern' || inner?.type === 'tuple_pattern' || inner?.type === 'splat_pattern';
    const text = (isRow ? inner.text : pattern.text).trim();
    return isRow ? [{ start: pattern.startIndex, end: pattern.endIndex, source: text }] : [];
  }).flatMap(({ start, end, source }) => {
    const words = source.slice(1, -1).split(',').map((word) => word.trim()).filter((word) => word !== '');
    const items = words.map((word): CanonicalValue | null => (/^-?\d+$/.test(word) ? ['int', word] : /^(['"]).*\1$/.test(word) ? ['str', word.slice(1, -1)] : null));
    return items.every((item) => item !== null) ? [{ start, end, value: ['list', items] as const, place: 'pattern' as const, group: 'match' }] : [];
  });
}

/** Literals of the code at which arguments may be compared or looked up, in the order of the text. */
export function sitesOf(syntax: Syntax, code: string): readonly Site[] {
  const isPython = syntax.language === 'python';
  return syntax.parse(code, (root) => {
    const plain = descendants(root, LITERALS).flatMap((node) => siteOf(node, isPython));
    const special = isPython ? patternSites(root) : keySites(root);
    return [...plain, ...special].sort((a, b) => a.start - b.start || b.end - a.end);
  });
}

/** Values of all literals in the code, wherever they stand; and the texts of its strings. */
export function literalsOf(syntax: Syntax, code: string): { readonly values: readonly CanonicalValue[]; readonly texts: readonly string[] } {
  const isPython = syntax.language === 'python';
  return syntax.parse(code, (root) => {
    const values = descendants(root, LITERALS).map((node) => valueOf(node, isPython)).filter((value) => value !== null);
    return { values, texts: values.flatMap((value) => (value[0] === 'str' ? [String(value[1])] : [])) };
  });
}

const REPLACEMENTS = {
  python: { expression: 'object()', key: 'object()' },
  script: { expression: 'Symbol()', key: '[Symbol()]' },
} as const;
/** A text that no example has, where only a literal may stand. */
const UNMATCHED = '"\\ue000"';

/** The code with something that equals nothing in place of each site. */
export function ablate(syntax: Syntax, code: string, sites: readonly Site[]): string {
  const written = REPLACEMENTS[syntax.language === 'python' ? 'python' : 'script'];
  let rest = '';
  let end = 0;
  for (const site of sites) {
    if (site.start >= end) {
      rest += code.slice(end, site.start) + (site.place === 'pattern' ? UNMATCHED : written[site.place]);
      end = site.end;
    }
  }
  return rest + code.slice(end);
}
