import { ReckonError } from '../base/errors';
import { formatCount, formatSeconds, plural } from '../base/format';
import type { ComputeBudget } from '../budget';
import type { LanguageModel } from '../model';
import { limitFault, type ReasoningResult } from '../reasoning';
import type { SolveRequest } from './types';

/** @throws ReckonError `invalid-input` for a cascade without a model to go on with */
export function requireFurtherModels({ strategies = [], escalate = [] }: Pick<SolveRequest, 'strategies' | 'escalate'>): void {
  if (strategies.includes('cascade') && escalate.length === 0) {
    throw new ReckonError('invalid-input', 'A cascade needs a further model to go on with.', { hint: 'Name one: --escalate MODEL, or the setting reckon.escalation.models.' });
  }
}

/** A limit that cannot be kept with a model is said before anything is asked of it. @throws ReckonError `budget-exceeded` */
export function requireKeptLimits({ info: { modelId: id, ...info } }: LanguageModel, budget: ComputeBudget): void {
  const fault = limitFault({ id, ...info }, budget);
  if (fault !== null) {
    throw fault;
  }
}

/** What a run took before counts against the limits of the one that goes on with it. @throws ReckonError `budget-exceeded` where nothing is left, before a model is loaded for nothing */
export function requireRoomLeft({ spent }: Pick<ReasoningResult, 'spent'>, { maxSamples = Infinity, maxTokens = Infinity, maxSeconds = Infinity }: ComputeBudget): void {
  const tokens = spent.promptTokens + spent.completionTokens + spent.forfeitedTokens;
  const usedUp = [
    ...(spent.samples >= maxSamples ? [`${spent.samples} of ${plural(maxSamples, 'sample')}`] : []),
    ...(tokens >= maxTokens ? [`${formatCount(tokens)} of ${plural(maxTokens, 'token')}`] : []),
    ...(spent.seconds >= maxSeconds ? [`${formatSeconds(spent.seconds)} of ${formatSeconds(maxSeconds)}`] : []),
  ];
  if (usedUp.length > 0) {
    throw new ReckonError('budget-exceeded', `Nothing is left of this budget: the run to go on with took ${usedUp.join(', ')}.`, { hint: 'Go on with a larger one: --budget LEVEL, or a higher limit.' });
  }
}
