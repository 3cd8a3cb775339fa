import { ReckonError } from '../../../src/base/errors';
import { parseWithData } from '../support/dataOptions';

export interface CascadeOptions {
  /** What `reckon bench code` wrote of the model that is asked first. */
  readonly first: string;
  /** The same of a larger one on the same problems, with the policy greedy. */
  readonly larger: string;
}

export const USAGE = `npm run bench -- cascade --data FIRST.json LARGER.json

What going on with a larger model would have solved, and for how much, where the answers of a first one do not pass:
computed from evaluations of both on the same problems (\`reckon bench code\`; of the larger model the policy greedy
is enough). Needs no model.`;

/** @throws ReckonError `invalid-input` for other options, or where not two files are named */
export function parseCascadeOptions(args: readonly string[]): CascadeOptions {
  const { data: [first, larger, ...more] } = parseWithData(args.filter((arg) => arg !== '--help'), ['root'], USAGE);
  if (first === undefined || larger === undefined || more.length > 0) {
    throw new ReckonError('invalid-input', 'Two evaluations are looked at.', { hint: USAGE });
  }
  return { first, larger };
}
