import type { EarlierPart } from '../budget';
import type { JudgedCandidate, ReasoningResult } from './events';
import { isPassing } from './selection';

/**
 * What a run that goes on with another has of it before anything is drawn.
 * @param modelIds of the models that it has, its first one first
 */
export function earlierPartOf({ spent, candidates, model }: ReasoningResult, modelIds: readonly string[]): EarlierPart {
  const passing = candidates.filter(isPassing);
  const firstPass = candidates.findIndex(isPassing);
  return {
    cost: { tokens: spent.promptTokens + spent.completionTokens + spent.forfeitedTokens, seconds: spent.seconds, joules: spent.energy.joules, dollars: spent.dollars },
    samples: spent.samples,
    models: modelIds.map((id) => {
      const own = candidates.filter(({ candidate, verdict }) => verdict !== null && (candidate.model ?? model.id) === id);
      return { drawn: own.length, passing: own.filter(isPassing).length };
    }),
    passing: passing.length,
    sinceFirstPass: firstPass < 0 ? 0 : candidates.length - (firstPass + 1),
    doTwoAgree: doTwoAgree(passing),
    lengths: candidates.map(({ candidate }) => candidate.completionTokens),
  };
}

/** The largest group is the first one. */
function doTwoAgree(passing: readonly JudgedCandidate[]): boolean {
  return passing.filter(({ cluster }) => cluster === 'A').length >= 2;
}
