/** What stands between a call and the words that say what it raises: marks of a comment, an arrow, a quote. */
const LEAD = /[ \t]*;?[ \t]*((?:(?:#|\/\/)[ \t]*)?(?:(?:={1,2}>|-{1,2}>|➞|→)[ \t]*)?)[`'"]?[ \t]*,?[ \t]*/y;
const VERB = /(?:(?:should|must|will|would)[ \t]+)?(?:raises?|throws?)\b[ \t]*:?[ \t]*/y;
const TYPE = /(?:an?[ \t]+|the[ \t]+)?[`']?(?:[A-Za-z_]\w*\.)*([A-Z]\w*(?:Error|Exception|Interrupt|Exit)|[A-Z]\w+Iteration|Error|Exception)\b/y;
/** `raises an error` says that something is raised, and not what. */
const SOME_ERROR = /(?:an?[ \t]+|the[ \t]+)?(?:\w+[ \t]+)?(?:error|exception)s?\b/y;

/** What text says that a call raises: a type of error, or only that there is one (`exception` is null then). */
export interface Raising {
  readonly exception: string | null;
  /** Index after what says it. */
  readonly end: number;
}

function endOf(pattern: RegExp, text: string, index: number): number | null {
  pattern.lastIndex = index;
  const match = pattern.exec(text);
  return match && index + match[0].length;
}

/**
 * Reads `raises ValueError`, `// throws RangeError`, `# => raises KeyError` and their kin at `index`, directly after a call.
 * Without a type of error, words in a sentence count only where they name an error at all: `f(x) throws away` does not.
 */
export function raisingAt(text: string, index: number): Raising | null {
  LEAD.lastIndex = index;
  const lead = LEAD.exec(text);
  const verb = lead && endOf(VERB, text, index + lead[0].length);
  if (verb === null) {
    return null;
  }
  TYPE.lastIndex = verb;
  const type = TYPE.exec(text);
  if (type?.[1] !== undefined) {
    return { exception: type[1], end: verb + type[0].length };
  }
  const unnamed = endOf(SOME_ERROR, text, verb);
  return unnamed !== null || lead?.[1] !== '' ? { exception: null, end: unnamed ?? verb } : null;
}

/** Why words that name no type of error are no example. */
export const NO_ERROR_TYPE = 'it does not say which type of error';
