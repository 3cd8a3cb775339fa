import { formatCount, formatProbability, formatSeconds, plural } from '../../base/format';
import type { ComparedOffer, DecisionBasis } from '../../reasoning';

/** The numbers of a decision, for people, in one line. */
export function basisWords({ judged, solveRate, strategies = [], models = [], groups }: DecisionBasis): string {
  const prior = solveRate === undefined ? '' : ` on a solve rate of Beta(${decimal(solveRate.alpha)}, ${decimal(solveRate.beta)})`;
  return [
    `judged: ${judged.passes} passed, ${judged.failures} did not${prior}`,
    ...(strategies.length === 0 ? [] : [`strategies: ${strategies.map((offer) => offerWords(offer, (tokens) => plural(Math.round(tokens), 'token'))).join(', ')}`]),
    ...(models.length === 0 ? [] : [`models: ${models.map((offer) => offerWords(offer, formatSeconds)).join(', ')}`]),
    ...(groups === undefined ? [] : [`leading groups: ${formatCount(groups.largest)} and ${formatCount(groups.second)}`]),
  ].join('; ');
}

function offerWords({ name, passProbability, cost, costOfPass }: ComparedOffer, inUnits: (cost: number) => string): string {
  return `${name} ${formatProbability(passProbability)} for ${inUnits(cost)}${costOfPass === null ? '' : ` (${inUnits(costOfPass)} a pass)`}`;
}

function decimal(value: number): string {
  return value.toFixed(2);
}
