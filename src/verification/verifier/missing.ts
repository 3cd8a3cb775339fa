import { loadSyntax } from '../syntax';
import { outline } from '../task/functions';
import type { Candidate } from '../types';
import type { RunReport } from './sandboxProcess';

/** What the sandboxes say of code that loads and has not what is asked for. */
const DEFINES_NOTHING = 'the code defines no function ';

/** That the candidate does not have the function, in words; null where that is not what failed. */
export async function missingFunction({ language, code, program: { functionName } }: Candidate, reports: readonly RunReport[]): Promise<string | null> {
  const isMissing = reports.some(({ failure }) => failure?.type === 'raised' && failure.message === DEFINES_NOTHING + functionName);
  if (functionName === null || !isMissing) {
    return null;
  }
  if (code.trim() === '') {
    return 'the candidate is empty';
  }
  const names = [...new Set(outline(await loadSyntax(language), code).functions.map(({ name }) => name))];
  return `the candidate has no function ${functionName}${names.length === 0 ? '' : ` (it has: ${names.join(', ')})`}`;
}
