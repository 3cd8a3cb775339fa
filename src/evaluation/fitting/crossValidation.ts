import type { MeasuredRates } from '../../budget';
import { probabilityOf } from '../../measures';
import type { ModelInfo } from '../../model';
import { forecastRun } from '../../reasoning';
import { shuffled, type Random } from '../../base/random';
import type { PolicyRun, ProblemResult } from '../evaluate';
import { LEVEL_POLICIES, policiesFor, UNLIMITED } from '../policies';
import { isRight } from '../scoring';
import { calibrationOf, type Calibration, type Forecast } from '../statistics/calibration';
import { coverageOf, type Coverage } from '../statistics/coverage';
import { fitMeasures, type FittedMeasures } from './fit';

export interface CrossValidationOptions {
  readonly samples: number;
  readonly before: FittedMeasures;
  readonly rates: MeasuredRates | null;
  readonly busyCores: number;
  readonly location: ModelInfo['location'];
  readonly random: Random;
}

/** How right the fitted measures are about problems that they were not fitted to. */
export interface CrossValidation {
  readonly folds: number;
  /** By policy, of those that were replayed. */
  readonly coverage: Readonly<Record<string, Coverage>>;
  /** Of the forecast that a run ends verified. */
  readonly verifiedForecast: Calibration | null;
  /** Of the probability shown with verified answers. */
  readonly confidence: Calibration | null;
}

const FOLDS = 10;
/** Bins of a calibration: with some hundred problems each has about twenty, whose share is known to a tenth. */
const BINS = 5;
const POLICIES: ReadonlySet<string> = new Set(LEVEL_POLICIES);

interface HeldOut {
  readonly policy: string;
  readonly run: PolicyRun;
  readonly forecast: ReturnType<typeof forecastRun>;
  readonly confidence: number | null;
}

/** Fits to all folds of the problems but one, and looks at that one; each in turn. */
export function crossValidate(problems: readonly ProblemResult[], options: CrossValidationOptions): CrossValidation {
  const folds = Math.min(FOLDS, problems.length);
  const order = shuffled(problems, options.random);
  const held = Array.from({ length: folds }, (_, fold) => {
    const measures = fitMeasures(order.filter((_, index) => index % folds !== fold), options.samples, options.before);
    return order.filter((_, index) => index % folds === fold).flatMap((problem) => heldOut(problem, measures, options));
  }).flat();
  return {
    folds,
    coverage: Object.fromEntries([...new Set(held.map(({ policy }) => policy))].map((policy) => [policy, coverageOf(held.filter((each) => each.policy === policy))])),
    verifiedForecast: calibrationOf(held.flatMap(({ forecast, run }): Forecast[] => (forecast.verifiedProbability === null ? [] : [{ probability: forecast.verifiedProbability, isTrue: run.status === 'verified' }])), BINS),
    confidence: calibrationOf(held.flatMap(({ confidence, run }): Forecast[] => (confidence === null ? [] : [{ probability: confidence, isTrue: run.score !== null && isRight(run.score) }])), BINS),
  };
}

function heldOut({ features, orders }: ProblemResult, measures: FittedMeasures, { samples, rates, busyCores, location }: CrossValidationOptions): readonly HeldOut[] {
  const specs = policiesFor(samples).filter(({ name }) => POLICIES.has(name));
  return specs.flatMap(({ name, rule, budget }) => {
    const forecast = forecastRun(features, { level: 'thorough', limits: { ...UNLIMITED, ...budget }, rule, location, measures: { ...measures, fittedTo: [], fittedBy: '', strategies: {}, strategiesFittedTo: [], strategiesFittedBy: null }, rates, busyCores });
    return orders.flat().filter(({ policy }) => policy === name).map((run): HeldOut => ({
      policy: name, run, forecast, confidence: run.evidence === null ? null : probabilityOf(measures.rightWhenVerified, run.evidence),
    }));
  });
}
