/** A tag of a document. */
export interface Tag {
  readonly name: string;
  readonly closes: boolean;
  readonly isEmpty: boolean;
  readonly attributes: ReadonlyMap<string, string>;
  /** Index of what comes after it. */
  readonly end: number;
}

/** What is passed over, by what it begins and ends with. */
const PASSED_OVER: readonly (readonly [start: string, end: string])[] = [['<!--', '-->'], ['<![CDATA[', ']]>'], ['<?', '?>']];
const HEAD = /<(\/?)([\w:-]+)/y;
/** One at a time, each where the last one ended: a search for the next would look at the same text again and again. */
const ATTRIBUTE = /\s*([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/y;
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/**
 * Enough of XML for a report that a framework writes: tags and their attributes. Texts, comments and CDATA are
 * passed over, and what does not end ends the document. What ran could have written anything, so that each
 * character is looked at a few times and no more.
 */
export function* tagsOf(xml: string): Generator<Tag> {
  for (let at = xml.indexOf('<'); at >= 0; at = xml.indexOf('<', at)) {
    const passed = passOver(xml, at);
    const end = passed ?? endOfTag(xml, at);
    if (end === null) {
      return;
    }
    const tag = passed === null ? tagAt(xml, at, end) : null;
    if (tag !== null) {
      yield tag;
    }
    at = end;
  }
}

/** Whether nothing but white space and comments comes from `at` on. */
export function isOnlyComments(xml: string, at: number): boolean {
  let from = at;
  for (;;) {
    const next = xml.indexOf('<', from);
    if (xml.slice(from, next < 0 ? undefined : next).trim() !== '') {
      return false;
    }
    if (next < 0) {
      return true;
    }
    const end = xml.startsWith('<!--', next) ? passOver(xml, next) : null;
    if (end === null) {
      return false;
    }
    from = end;
  }
}

/** Index after the comment or the like at `at`; the document's length when that does not end, null when there is none. */
function passOver(xml: string, at: number): number | null {
  const kind = PASSED_OVER.find(([start]) => xml.startsWith(start, at));
  if (kind === undefined) {
    return null;
  }
  const [start, stop] = kind;
  const end = xml.indexOf(stop, at + start.length);
  return end < 0 ? xml.length : end + stop.length;
}

/** Index after the `>` that ends a tag, which is none in quotes; null when there is none. */
function endOfTag(xml: string, at: number): number | null {
  const special = /[>"']/g;
  special.lastIndex = at;
  for (let found = special.exec(xml); found !== null; found = special.exec(xml)) {
    if (found[0] === '>') {
      return special.lastIndex;
    }
    const closing = xml.indexOf(found[0], special.lastIndex);
    if (closing < 0) {
      return null;
    }
    special.lastIndex = closing + 1;
  }
  return null;
}

/** Null when what stands between `at` and `end` is none. */
function tagAt(xml: string, at: number, end: number): Tag | null {
  HEAD.lastIndex = at;
  const [head, slash, name] = HEAD.exec(xml) ?? [];
  if (head === undefined || name === undefined) {
    return null;
  }
  const inside = xml.slice(at + head.length, end - 1);
  return { name, closes: slash === '/', isEmpty: inside.endsWith('/'), attributes: attributesOf(inside), end };
}

function attributesOf(inside: string): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  ATTRIBUTE.lastIndex = 0;
  for (let found = ATTRIBUTE.exec(inside); found !== null; found = ATTRIBUTE.exec(inside)) {
    const [, key = '', double, single] = found;
    attributes.set(key, decoded(double ?? single ?? ''));
  }
  return attributes;
}

function decoded(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) {
      return ENTITIES[name] ?? whole;
    }
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
