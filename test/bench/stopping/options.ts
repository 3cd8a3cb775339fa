import { ReckonError } from '../../../src/base/errors';
import { parseWithData } from '../support/dataOptions';

export interface StoppingOptions {
  /** What `reckon bench code` wrote. */
  readonly evaluation: string;
}

export const USAGE = `npm run bench -- stopping --data EVALUATION.json

What other stopping rules and other choices among passing answers would have solved, computed from an evaluation
(\`reckon bench code\`, with the policies first-pass, policy and fixed-N in it). Needs no model.`;

/** @throws ReckonError `invalid-input` for other options, or where not one file is named */
export function parseStoppingOptions(args: readonly string[]): StoppingOptions {
  const { data: [evaluation, ...more] } = parseWithData(args.filter((arg) => arg !== '--help'), ['root'], USAGE);
  if (evaluation === undefined || more.length > 0) {
    throw new ReckonError('invalid-input', 'One evaluation is looked at.', { hint: USAGE });
  }
  return { evaluation };
}
