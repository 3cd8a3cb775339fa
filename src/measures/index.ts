import data from './measures.json';
import type { Measures, ModelMeasures } from './types';

export { logOdds, probabilityOf, type Features, type LogisticModel } from './logistic';
export type { AnswerLengths, Measures, ModelMeasures, StrategyMeasure } from './types';

/** What `reckon bench fit` found; the compiler compares the file with its type. */
export const MEASURES: Measures = data;

/** Of the model, or of the default one where it was not measured. @throws RangeError when the file has neither */
export function measuresOf(modelId: string, { models, defaultModel }: Measures = MEASURES): ModelMeasures {
  const found = models[modelId] ?? models[defaultModel];
  if (found === undefined) {
    throw new RangeError(`There are no measures of ${defaultModel}.`);
  }
  return found;
}
