import { ReckonError } from '../base/errors';
import type { ComputeBudget } from '../budget';
import type { Priced } from '../model';

/** How a price is given, on the command line and in the settings. */
export const PRICE_ADVICE = 'a price is given with --price PROMPT/ANSWER, or in the setting reckon.remote.prices';

/** A model as a limit looks at it. */
export interface LimitedModel extends Priced {
  readonly id: string;
}

/** Why a limit of this budget could not be kept with this model: what a server takes of energy is not known, nor of money without its price. Null where each can be. */
export function limitFault({ id, location, price }: LimitedModel, { maxDollars, maxJoules }: ComputeBudget): ReckonError | null {
  if (location === 'local') {
    return null;
  }
  if (maxDollars !== undefined && price === undefined) {
    return faultOf(id, 'money', `Leave the limit of money out, or say what a million tokens of its prompts and of its answers cost: ${PRICE_ADVICE}.`);
  }
  return maxJoules === undefined ? null : faultOf(id, 'energy', 'Leave the limit of energy out, or name a local model.');
}

function faultOf(id: string, what: 'money' | 'energy', hint: string): ReckonError {
  return new ReckonError('budget-exceeded', `${id} is not asked: what it takes of ${what} is not known, and this budget limits that.`, { hint });
}
