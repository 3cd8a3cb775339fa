import type { Language, TaskContext } from '../verification/types';
import { MAX_SNIPPETS } from './limits';
import { MENTIONED_BY_CHOSEN, type Ranked } from './rank';
import type { Offer } from './sources';
import { guessTokens } from './tokens';

/** The words that a prompt puts around a context (src/prompts/context.ts), in tokens; a test holds both together. */
export const AROUND_TOKENS = 48;

/** Of a remark and its line's end. */
const MARK_TOKENS = 3;

const REMARK: Readonly<Record<Language, string>> = { python: '#', javascript: '//', typescript: '//' };

/**
 * Takes the best offers, one after another, as long as the whole stays under a limit. What a chosen one mentions
 * becomes worth more, so that a class comes with the types of its fields.
 * @param maxTokens of the text and the words around it
 * @returns null where nothing is wanted or fits
 */
export function pack(ranked: readonly Ranked[], language: Language, maxTokens: number): TaskContext | null {
  const chosen: Offer[] = [];
  const mentioned = new Set<string>();
  const open = new Set(ranked);
  while (chosen.length < MAX_SNIPPETS) {
    const next = best([...open].filter(({ isWanted, offer }) => isWanted || mentioned.has(offer.definition.name)), mentioned);
    if (next === null) {
      break;
    }
    open.delete(next);
    const isTaken = chosen.some(({ definition, file }) => definition.name === next.offer.definition.name && file === next.offer.file);
    if (!isTaken && tokensOf([...chosen, next.offer]) <= maxTokens) {
      chosen.push(next.offer);
      next.offer.definition.mentions.forEach((name) => mentioned.add(name));
    }
  }
  return chosen.length === 0 ? null : contextOf(chosen, language);
}

/** The highest score; the first in the order of files and lines where several have it. */
function best(ranked: readonly Ranked[], mentioned: ReadonlySet<string>): Ranked | null {
  const scoreOf = ({ score, offer }: Ranked): number => score + (mentioned.has(offer.definition.name) ? MENTIONED_BY_CHOSEN : 0);
  return ranked.reduce<Ranked | null>((winner, each) => (winner === null || scoreOf(each) > scoreOf(winner) ? each : winner), null);
}

/** Of the rendered text: a line end and a remark's mark beside each definition's own and each file's name. */
function tokensOf(chosen: readonly Offer[]): number {
  const files = new Set(chosen.map(({ file }) => file));
  const heads = [...files].reduce((sum, file) => sum + guessTokens(file) + MARK_TOKENS, 0);
  return chosen.reduce((sum, { definition }) => sum + definition.tokens + 1, heads) + AROUND_TOKENS;
}

function contextOf(chosen: readonly Offer[], language: Language): TaskContext {
  return {
    text: render(chosen, language),
    tokens: tokensOf(chosen),
    snippets: inOrder(chosen).map(({ file, definition: { name, kind, line } }) => ({ file, line, name, kind })),
  };
}

/** File by file in the order in which the first of each was chosen, and as they stand in it. */
function inOrder(chosen: readonly Offer[]): readonly Offer[] {
  const files = [...new Set(chosen.map(({ file }) => file))];
  return files.flatMap((file) => chosen.filter((each) => each.file === file).sort((a, b) => a.definition.line - b.definition.line));
}

function render(chosen: readonly Offer[], language: Language): string {
  const offers = inOrder(chosen);
  return offers.map(({ file, definition }, index) => {
    const isFirst = offers[index - 1]?.file !== file;
    return isFirst ? `${index === 0 ? '' : '\n'}${REMARK[language]} ${file}\n${definition.text}` : definition.text;
  }).join('\n');
}
