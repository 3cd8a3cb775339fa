import { floatValue, type CanonicalValue } from '../canonical';
import type { Language } from '../types';
import { UNKNOWN, unionOf, type RecordField, type ValueType } from './valueTypes';

/** Deepest type read: nobody writes deeper ones, and hostile text could. */
const MAX_DEPTH = 12;
const TOKEN = /\s*(?:([A-Za-z_$][\w$]*(?:\.[\w$]+)*)|("[^"]*"|'[^']*')|(-?\d+(?:\.\d+)?)|(\.\.\.|[[\](){}<>|,:;?!=*&.]))/y;

const LISTS = new Set(['list', 'List', 'Sequence', 'MutableSequence', 'Iterable', 'Collection', 'Array', 'ReadonlyArray']);
const SETS = new Set(['set', 'Set', 'frozenset', 'FrozenSet', 'AbstractSet', 'MutableSet', 'ReadonlySet']);
const DICTS = new Set(['dict', 'Dict', 'Mapping', 'MutableMapping', 'Map', 'ReadonlyMap', 'Record', 'OrderedDict']);
const PYTHON_LEAVES: Readonly<Record<string, ValueType>> = {
  int: { kind: 'int' }, float: { kind: 'float' }, str: { kind: 'str' }, bool: { kind: 'bool' }, None: { kind: 'none' },
};
const SCRIPT_LEAVES: Readonly<Record<string, ValueType>> = {
  number: { kind: 'number' }, Number: { kind: 'number' }, bigint: { kind: 'bigint' }, string: { kind: 'str' }, String: { kind: 'str' },
  boolean: { kind: 'bool' }, Boolean: { kind: 'bool' }, null: { kind: 'none' }, undefined: { kind: 'undefined' }, void: { kind: 'undefined' },
  true: { kind: 'constant', value: ['bool', true] }, false: { kind: 'constant', value: ['bool', false] },
};
/** A tuple of any length is tried with so many items. */
const OPEN_TUPLE = 3;

/** Stops reading; the type is then unknown. */
class NotRead extends Error {}

function tokensOf(text: string): readonly string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const match = TOKEN.exec(text);
    if (match === null) {
      throw new NotRead();
    }
    tokens.push(match[0].trim());
  }
  return tokens;
}

class TypeReader {
  private at = 0;

  constructor(
    private readonly tokens: readonly string[],
    private readonly isPython: boolean,
  ) {}

  whole(): ValueType {
    const type = this.union(0);
    return this.at === this.tokens.length ? type : fail();
  }

  private take(token: string): boolean {
    const isNext = this.tokens[this.at] === token;
    this.at += isNext ? 1 : 0;
    return isNext;
  }

  private expect(token: string): void {
    if (!this.take(token)) {
      fail();
    }
  }

  private union(depth: number): ValueType {
    if (depth > MAX_DEPTH) {
      return fail();
    }
    this.take('|');
    const options = [this.postfix(depth)];
    while (this.take('|')) {
      options.push(this.postfix(depth));
    }
    return unionOf(options);
  }

  /** Suffixes and the marks that JSDoc puts before and after a type. */
  private postfix(depth: number): ValueType {
    const isNullable = this.take('?');
    this.take('!');
    this.take('...');
    let type = this.primary(depth);
    while (!this.isPython && this.take('[')) {
      this.expect(']');
      type = { kind: 'list', item: type };
    }
    const isOptional = !this.isPython && this.take('=');
    return unionOf([type, ...(isNullable ? [{ kind: 'none' } as const] : []), ...(isOptional ? [{ kind: 'undefined' } as const] : [])]);
  }

  private primary(depth: number): ValueType {
    const token = this.tokens[this.at] ?? fail();
    this.at += 1;
    if (token === '(') {
      const inner = this.union(depth + 1);
      this.expect(')');
      return inner;
    }
    if (token === '[' && !this.isPython) {
      return { kind: 'tuple', items: this.list(']', depth) };
    }
    if (token === '{' && !this.isPython) {
      return { kind: 'record', fields: this.fields(depth) };
    }
    if (token === '*') {
      return UNKNOWN;
    }
    if (/^['"]/.test(token)) {
      // Python writes types that come later in quotes.
      return this.isPython ? readWith(token.slice(1, -1), true) : { kind: 'constant', value: ['str', token.slice(1, -1)] };
    }
    if (/^-?\d/.test(token)) {
      return { kind: 'constant', value: numberOf(token, this.isPython) };
    }
    return /^[A-Za-z_$]/.test(token) ? this.named(token, depth) : fail();
  }

  private named(token: string, depth: number): ValueType {
    if (token === 'readonly' && !this.isPython) {
      return this.postfix(depth + 1);
    }
    const name = token.split('.').at(-1) ?? token;
    if (this.isPython && name === 'Literal' && this.take('[')) {
      return unionOf(this.constants());
    }
    if (!this.isPython) {
      this.take('.'); // `Array.<number>` of JSDoc.
    }
    const given = this.take(this.isPython ? '[' : '<') ? this.list(this.isPython ? ']' : '>', depth) : [];
    return generic(name, given) ?? (this.isPython ? PYTHON_LEAVES : SCRIPT_LEAVES)[name] ?? UNKNOWN;
  }

  private constants(): readonly ValueType[] {
    const found: ValueType[] = [];
    while (!this.take(']')) {
      const token = this.tokens[this.at] ?? fail();
      this.at += 1;
      if (token !== ',') {
        found.push({ kind: 'constant', value: /^['"]/.test(token) ? ['str', token.slice(1, -1)] : /^(?:True|False)$/.test(token) ? ['bool', token === 'True'] : numberOf(token, true) });
      }
    }
    return found;
  }

  private list(end: string, depth: number): readonly ValueType[] {
    const items: ValueType[] = [];
    while (!this.take(end)) {
      const [first] = items;
      if (this.isPython && first !== undefined && this.take('...')) {
        items.push(...Array.from({ length: OPEN_TUPLE - 1 }, () => first));
      } else {
        items.push(this.union(depth + 1));
      }
      if (!this.take(',') && this.tokens[this.at] !== end) {
        fail();
      }
    }
    return items;
  }

  private fields(depth: number): readonly RecordField[] {
    const fields: RecordField[] = [];
    while (!this.take('}')) {
      this.take('readonly');
      const name = this.tokens[this.at] ?? fail();
      this.at += 1;
      this.take('?'); // A field that may be missing is always there: that is one of the ways.
      this.expect(':');
      const type = this.union(depth + 1);
      fields.push({ name: /^[A-Za-z_$]/.test(name) ? name : fail(), type });
      if (!this.take(',') && !this.take(';') && this.tokens[this.at] !== '}') {
        fail();
      }
    }
    return fields;
  }
}

function fail(): never {
  throw new NotRead();
}

function numberOf(token: string, isPython: boolean): CanonicalValue {
  return /^-?\d+$/.test(token) && isPython ? ['int', token] : /^-?\d/.test(token) ? floatValue(Number(token)) : fail();
}

/** Types that are made of others, by their names in either language. */
function generic(name: string, [first = UNKNOWN, second = UNKNOWN, ...more]: readonly ValueType[]): ValueType | null {
  if (LISTS.has(name)) {
    return { kind: 'list', item: first };
  }
  if (SETS.has(name)) {
    return { kind: 'set', item: first };
  }
  if (DICTS.has(name)) {
    return { kind: 'dict', key: first, value: second };
  }
  switch (name) {
    case 'Optional':
      return unionOf([first, { kind: 'none' }]);
    case 'Union':
      return unionOf([first, second, ...more].filter((type) => type !== UNKNOWN));
    case 'tuple':
    case 'Tuple':
      return { kind: 'tuple', items: [first, second, ...more].filter((type) => type !== UNKNOWN) };
    case 'Annotated':
    case 'Final':
    case 'Readonly':
      return first;
    default:
      return null;
  }
}

function readWith(text: string, isPython: boolean): ValueType {
  return new TypeReader(tokensOf(text), isPython).whole();
}

/** The type that an annotation means; `unknown` for what no inputs can be made of. */
export function readType(text: string, language: Language): ValueType {
  try {
    return readWith(text, language === 'python');
  } catch (error) {
    // A type of the person's own, or one of another kind, says nothing here.
    if (error instanceof NotRead) {
      return UNKNOWN;
    }
    throw error;
  }
}
