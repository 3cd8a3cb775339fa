/** Parts of JSON documents as text, for what `JSON.parse` would round or refuse (long integers, `NaN`). */

const TOKEN = /"(?:[^"\\]|\\.)*"|[[\]{}:,]|[^\s"[\]{}:,]+/gs;

interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Brackets around it; those of the document itself count. */
  readonly depth: number;
}

function* tokensOf(json: string): Generator<Token> {
  let depth = 0;
  for (const match of json.matchAll(TOKEN)) {
    const [text] = match;
    if (text === ']' || text === '}') {
      depth -= 1;
    }
    yield { text, start: match.index, end: match.index + text.length, depth };
    if (text === '[' || text === '{') {
      depth += 1;
    }
  }
}

/** What stands between the commas of an outermost list or object. */
export function elementsOf(json: string): readonly string[] {
  const elements: string[] = [];
  let start = -1;
  for (const { text, start: at, end, depth } of tokensOf(json)) {
    if (depth === 0 && (text === '[' || text === '{')) {
      start = end;
    } else if ((depth === 1 && text === ',') || (depth === 0 && start >= 0)) {
      elements.push(json.slice(start, at).trim());
      start = end;
    }
  }
  return elements.length === 1 && elements[0] === '' ? [] : elements;
}

/** The value of a member of the outermost object; null when it has none of that name. */
export function memberOf(json: string, name: string): string | null {
  const wanted = JSON.stringify(name);
  let state: 'key' | 'colon' | 'value' | 'other' = 'other';
  let start = 0;
  for (const { text, start: at, end, depth } of tokensOf(json)) {
    if (state === 'value' && ((depth === 1 && text === ',') || depth === 0)) {
      return json.slice(start, at).trim();
    }
    if (depth === 0 || (depth === 1 && text === ',')) {
      state = 'key';
    } else if (state === 'key' && depth === 1) {
      state = text === wanted ? 'colon' : 'other';
    } else if (state === 'colon') {
      state = 'value';
      start = end;
    }
  }
  return null;
}
