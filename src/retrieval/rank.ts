import type { Offer, Origin } from './sources';
import type { FileOutline } from './types';
import { namesIn, PLAIN_WORD, wordsIn } from './words';

/** Parameters of BM25 (Robertson and Zaragoza, 2009), as they are usually set. */
const SATURATION = 1.2;
const LENGTH_WEIGHT = 0.75;

/**
 * What signs of being needed are worth beside the likeness of words, which is at most 1. A name that the task says is
 * sure; one that its file imports and uses nowhere yet waits for this function.
 */
const WORTH = { mentioned: 4, unused: 3, named: 1, own: 1, module: 0.5, near: 0 } as const satisfies Record<Origin | 'mentioned' | 'unused', number>;
/** What a definition gains that one already chosen mentions, such as the type of a field. */
export const MENTIONED_BY_CHOSEN = 2;
/** Likeness below which nothing but a name is a reason to show a definition. */
const MIN_LIKENESS = { near: 0.6, others: 0.25 } as const;
/** Names of one or two letters stand for anything. */
const MIN_NAME = 3;

export interface Ranked {
  readonly offer: Offer;
  readonly score: number;
  /** Shown for itself; the others only beside one that mentions them. */
  readonly isWanted: boolean;
}

/** What a task says, as words and names. */
export interface Query {
  readonly names: ReadonlySet<string>;
  /** Those of the names that stand as code does: called, taken apart, or in backquotes. */
  readonly usedNames: ReadonlySet<string>;
  readonly words: readonly string[];
}

const USED = /[A-Za-z_$][\w$]*(?=[(.`])/g;

export function queryOf(text: string): Query {
  return { names: new Set(namesIn(text)), usedNames: new Set([...text.matchAll(USED)].map(([name]) => name)), words: [...new Set(wordsIn(text))] };
}

/**
 * Offers with what speaks for showing them. Words of names and descriptions are compared with BM25, as retrieval for
 * code does (RepoCoder: Zhang et al., 2303.12570); where nothing speaks for any, none is wanted and nothing is shown
 * (Repoformer: Wu et al., 2403.10059, where more context than needed costs answers).
 */
export function rank(query: Query, offers: readonly Offer[], own: FileOutline): readonly Ranked[] {
  const likeness = likenessOf(query, offers);
  const aliases = new Map(own.imports.flatMap(({ names }) => names.map(({ name, as }) => [name, as] as const)));
  return offers.map((offer, index) => {
    const { definition, origin, distance } = offer;
    const alias = origin === 'named' ? (aliases.get(definition.name) ?? definition.name) : definition.name;
    const isMentioned = [alias, definition.name].some((name) => name.length >= MIN_NAME && (origin === 'named' || !PLAIN_WORD.test(name) ? query.names : query.usedNames).has(name));
    const isUnused = origin === 'named' && !own.uses.has(alias);
    const like = likeness[index] ?? 0;
    const score = like + WORTH[origin] + (isMentioned ? WORTH.mentioned : 0) + (isUnused ? WORTH.unused : 0) - distance / 10;
    const isAlike = like >= (origin === 'near' ? MIN_LIKENESS.near : MIN_LIKENESS.others) || isNamedAfter(query, offer);
    return { offer, score, isWanted: isMentioned || isUnused || isAlike };
  });
}

/**
 * Whether the task says the words of a definition's name. Where all of a file is about the same, its words are common
 * and tell nothing, but the names still do.
 */
function isNamedAfter({ words }: Query, { definition, origin }: Offer): boolean {
  const own = [...new Set(wordsIn(definition.name))];
  const said = own.filter((word) => words.includes(word)).length;
  return origin === 'near' ? said === own.length && said > 1 : said > own.length / 2;
}

/** BM25 of each offer as a share of what a definition with the rarest words of the query would have. */
function likenessOf({ words }: Query, offers: readonly Offer[]): readonly number[] {
  const documents = offers.map(({ definition }) => definition.words);
  const lengths = documents.map((counts) => [...counts.values()].reduce((sum, count) => sum + count, 0));
  const meanLength = Math.max(1, lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length));
  const rarity = new Map(words.map((word) => {
    const having = documents.filter((counts) => counts.has(word)).length;
    return [word, Math.log(1 + (offers.length - having + 0.5) / (having + 0.5))] as const;
  }));
  const most = [...rarity.values()].sort((a, b) => b - a).slice(0, FULL_WORDS).reduce((sum, each) => sum + each, 0) * (SATURATION + 1);
  return documents.map((counts, index) => {
    const norm = SATURATION * (1 - LENGTH_WEIGHT + (LENGTH_WEIGHT * (lengths[index] ?? 0)) / meanLength);
    const sum = words.reduce((total, word) => {
      const count = counts.get(word) ?? 0;
      return total + ((rarity.get(word) ?? 0) * count * (SATURATION + 1)) / (count + norm);
    }, 0);
    return most === 0 ? 0 : Math.min(1, sum / most);
  });
}

/** A definition that has so many of the rarest words of a task is about the same. */
const FULL_WORDS = 3;
