/** Words that say nothing of what a function is about. */
const EMPTY_WORDS: ReadonlySet<string> = new Set(
  ('the and for with that this from into are was has have not all any each its than then when where which what will can may must should one two ' +
    'return returns returned given gives get set def class function const let var import export type string number int float str bool list dict none null true false ' +
    'self value values result args kwargs object array map item items new use used uses using async await example examples').split(' '),
);

/** A name that is a word of prose as well. */
export const PLAIN_WORD = /^[a-z]+$/;

/** Names in code or words, in order. */
export function namesIn(text: string): readonly string[] {
  return text.match(/[A-Za-z_$][\w$]*/g) ?? [];
}

/** The words that names and sentences are made of, such as `unit price` of `unitPrices`; plurals made singular. */
export function wordsIn(text: string): readonly string[] {
  return namesIn(text)
    .flatMap((name) => name.split(/[_$\d]+|(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/))
    .map((word) => word.toLowerCase())
    .filter((word) => word.length > 2 && !EMPTY_WORDS.has(word))
    .map((word) => (word.length > 3 && word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word));
}

export function countsOf(words: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) {
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}
