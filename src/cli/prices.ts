import { InvalidArgumentError } from 'commander';
import { isRemote, modelIdOf } from '../app';
import { ReckonError } from '../base/errors';
import type { TokenPrice } from '../model';
import { decimal } from './decimal';

/** A price as it was given. */
export interface GivenPrice {
  /** Null: of every server's model that has none of its own. */
  readonly name: string | null;
  readonly price: TokenPrice;
}

/** Reads `[name=]prompt/answer`; a name may have any character of its own. @throws InvalidArgumentError */
export function givenPrice(text: string): GivenPrice {
  const at = text.lastIndexOf('=');
  const amounts = text.slice(at + 1).split('/').map((amount) => decimal(amount.trim()));
  const [prompt, answer] = amounts;
  if (at === 0 || amounts.length !== 2 || typeof prompt !== 'number' || typeof answer !== 'number') {
    throw new InvalidArgumentError('It must be dollars for a million tokens of prompts and of answers, such as 0.15/0.60 or NAME=0.15/0.60.');
  }
  return { name: at < 0 ? null : text.slice(0, at), price: { prompt, answer } };
}

/** Of that model of a server; of two for the same the last one counts. */
export function priceOf(name: string, prices: readonly GivenPrice[]): TokenPrice | undefined {
  const given = prices.findLast((each) => each.name === name) ?? prices.findLast((each) => each.name === null);
  return given?.price;
}

/** @throws ReckonError `invalid-input`: a price that is of no model would look as if it were kept to */
export function requireUsed(prices: readonly GivenPrice[], models: readonly string[]): void {
  const names = models.filter((model) => isRemote({ model })).map((model) => modelIdOf({ model }));
  if (prices.length > 0 && names.length === 0) {
    throw new ReckonError('invalid-input', 'A price is of a server, and no server is asked here.', { hint: 'Leave --price out, or name a server: --model openai-compatible:NAME --endpoint URL.' });
  }
  const unknown = prices.find(({ name }) => name !== null && !names.includes(name));
  if (unknown !== undefined) {
    throw new ReckonError('invalid-input', `There is a price of "${unknown.name}", which is no model of a server here.`, { hint: `The models of servers are: ${names.join(', ')}.` });
  }
}
