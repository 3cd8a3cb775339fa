import type { Language } from '../types';
import type { CanonicalValue } from '../canonical';
import { isCommon, looseKey, wordsIn, wordsOf, type ShownExample } from './shown';
import type { Site } from './sites';

/** An example whose arguments stand in the code, and where. */
export interface Covered {
  readonly example: ShownExample;
  readonly sites: readonly Site[];
  /** Some argument is more than an edge case that programs treat apart for good reason. */
  readonly isTelling: boolean;
}

/** Whether a literal of the code is this value, or a text made of it. */
function isSame(site: Site, value: CanonicalValue, language: Language): boolean {
  if (looseKey(site.value, language) === looseKey(value, language)) {
    return true;
  }
  const words = wordsOf(value);
  return site.value[0] === 'str' && words !== '' && wordsIn(String(site.value[1])) === words;
}

/** The examples that the code has literals for: for all arguments together, for each, or for one that is like no other. */
export function coverageOf(examples: readonly ShownExample[], sites: readonly Site[], language: Language): readonly Covered[] {
  return examples.flatMap((example) => {
    const whole = sites.filter((site) => isSame(site, ['list', example.arguments], language));
    const each = example.arguments.map((value) => ({ value, sites: sites.filter((site) => isSame(site, value, language)) }));
    const isCovered = whole.length > 0 || each.every((part) => part.sites.length > 0) || each.some((part) => part.sites.length > 0 && !isCommon(part.value));
    return isCovered
      ? [{ example, sites: [...new Set([...whole, ...each.flatMap((part) => part.sites)])], isTelling: example.arguments.some((value) => !isCommon(value)) }]
      : [];
  });
}

/** Other literals in the tables and chains that the covered examples are in. */
export function otherEntries(covered: readonly Covered[], sites: readonly Site[]): readonly Site[] {
  const used = new Set(covered.flatMap((each) => each.sites));
  const groups = new Set([...used].map(({ group }) => group));
  return sites.filter((site) => groups.has(site.group) && !used.has(site));
}
