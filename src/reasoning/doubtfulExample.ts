import type { CodeTask } from '../verification/types';
import type { JudgedCandidate } from './events';

/** With fewer answers it is more likely that each is wrong in the same way. */
const LEAST_ANSWERS = 3;

/**
 * Where all answers pass every example but one, and give the same for that one, the example may be what is wrong: a
 * person should look at it before they spend more.
 * @returns a sentence; null where nothing speaks for that
 */
export function doubtfulExample({ examples }: Pick<CodeTask, 'examples'>, candidates: readonly JudgedCandidate[]): string | null {
  const misses = candidates.map(({ verdict }) => verdict?.results.filter(({ status }) => status !== 'passed') ?? []);
  const [first] = misses[0] ?? [];
  const example = examples.find(({ id }) => id === first?.exampleId);
  if (first === undefined || example === undefined || first.actual === null || examples.length < 2 || candidates.length < LEAST_ANSWERS) {
    return null;
  }
  const isSame = misses.every(([miss, ...more]) => miss !== undefined && more.length === 0 && miss.status === 'failed' && miss.exampleId === first.exampleId && miss.actual === first.actual);
  return isSame ? `All ${candidates.length} pass every example but ${example.label}, where each gives ${first.actual}: is that example right?` : null;
}
