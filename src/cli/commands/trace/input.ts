import { MAX_TRACE_BYTES, readAnyTrace, readTrace, type AnyTrace, type Trace } from '../../../app';
import { readInput, type InputSource } from '../../input';

const LIMIT = { bytes: MAX_TRACE_BYTES, hint: 'A trace of one run is much shorter: name the file that was recorded.' };

/**
 * The recorded run of a task from a file, or from standard input for `-`.
 * @throws ReckonError `file-not-found`, or `invalid-input` when it is no such trace that this Reckon can read
 */
export async function readTraceInput(file: string, source: InputSource): Promise<Trace> {
  const { text, fileName } = await readInput(file, source, 'trace', LIMIT);
  return readTrace(text, fileName ?? STANDARD_INPUT);
}

/**
 * A recorded run, of a task or of a question.
 * @throws ReckonError `file-not-found`, or `invalid-input` when it is no trace that this Reckon can read
 */
export async function readAnyTraceInput(file: string, source: InputSource): Promise<AnyTrace> {
  const { text, fileName } = await readInput(file, source, 'trace', LIMIT);
  return readAnyTrace(text, fileName ?? STANDARD_INPUT);
}

const STANDARD_INPUT = 'Standard input';
