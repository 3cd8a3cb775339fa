import { resultOf } from '../../../app';
import { ReckonError } from '../../../base/errors';
import type { ReasoningResult } from '../../../reasoning/events';
import type { InputSource } from '../../input';
import { readTraceInput } from './input';

/**
 * What came of a recorded run, so that another one can go on with it.
 * @throws ReckonError `invalid-input` where it came to nothing, or the file is no trace; `file-not-found`
 */
export async function previousRun(file: string, source: InputSource): Promise<ReasoningResult> {
  const result = resultOf(await readTraceInput(file, source));
  if (result === null || result.candidates.length === 0) {
    throw new ReckonError('invalid-input', `The run in ${file} drew nothing that could be gone on with.`, { hint: 'Leave --continue out to begin anew.' });
  }
  return result;
}
