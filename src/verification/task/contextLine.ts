import { plural } from '../../base/format';
import type { TaskContext } from '../types';

/** Names said of one file. */
const MAX_NAMES = 6;

/** What of a project a model is shown, for people: `3 definitions of 2 files, about 210 tokens: shapes.py (Circle, clamp), units.py (Length)`. */
export function contextLine({ snippets, tokens }: TaskContext): string {
  const files = [...new Set(snippets.map(({ file }) => file))];
  const named = files.map((file) => {
    const names = snippets.filter((each) => each.file === file).map(({ name }) => name);
    return `${file} (${names.slice(0, MAX_NAMES).join(', ')}${names.length > MAX_NAMES ? ', …' : ''})`;
  });
  return `${plural(snippets.length, 'definition')} of ${plural(files.length, 'file')}, about ${plural(tokens, 'token')}: ${named.join(', ')}`;
}
