import type { ModelMeasures } from '../../measures';
import type { ProblemResult } from '../evaluate';
import { fitPassingAgree, fitSettled } from './agreement';
import { fitConfidence } from './confidence';
import { fitLengths } from './lengths';
import { fitSolveRate } from './solveRate';

/** What comes from evaluations that have the policies of the product; strategies alone are measured apart. */
export type FittedMeasures = Omit<ModelMeasures, 'fittedTo' | 'fittedBy' | 'strategies' | 'strategiesFittedTo' | 'strategiesFittedBy'>;

/** What an evaluation says of a model. What it does not say anything about stays as it was. */
export function fitMeasures(problems: readonly ProblemResult[], samples: number, before: FittedMeasures): FittedMeasures {
  const lengthsOf = (answers: 'body' | 'whole'): FittedMeasures['answerTokens']['body'] =>
    fitLengths(problems.filter(({ features }) => features.answers === answers)) ?? before.answerTokens[answers];
  const { solveRate, solveRateConcentration } = fitSolveRate(problems) ?? before;
  return {
    solveRate,
    solveRateConcentration,
    passingAgree: fitPassingAgree(problems) ?? before.passingAgree,
    settled: fitSettled(problems, samples) ?? before.settled,
    answerTokens: { body: lengthsOf('body'), whole: lengthsOf('whole') },
    rightWhenVerified: fitConfidence(problems) ?? before.rightWhenVerified,
  };
}
