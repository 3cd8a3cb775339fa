import { nextTurn } from '../base/turn';
import { budgetForLevel, corrected, type CostEstimate, type ModelProfile } from '../budget';
import { measuresOf } from '../measures';
import { forecastFeatures, forecastRun, type StoppingRule } from '../reasoning';
import type { WeightsStore } from '../weights';
import type { Books } from './books';
import { profilesOf } from './escalation';
import { LEVEL_RULES } from './levelRules';
import { isRemote, modelIdOf } from './models';
import { forecastQuestion } from './questions';
import type { Speeds } from './speeds';
import type { EstimateQuestionRequest, EstimateRequest, ModelReference } from './types';

/** A run as it will stop. */
export interface RunForecast extends Omit<EstimateRequest, 'escalate'> {
  readonly rule: StoppingRule;
  /** The run's model and then those that it may go on with; empty where there are none. */
  readonly models: readonly ModelProfile[];
}

export interface ForecastSources {
  readonly books: Books;
  readonly speeds: Speeds;
  readonly weights: Pick<WeightsStore, 'list'>;
  readonly busyCores: number;
}

/** What runs are likely to cost, from simulated runs, this machine's speeds and the person's own ledger. Spends nothing. */
export class Forecasts {
  constructor(private readonly sources: ForecastSources) {}

  /** @throws ReckonError `unknown-model` for a further model that nothing is known of, `invalid-input` for one that is named twice */
  async ofTask({ escalate = [], ...request }: EstimateRequest): Promise<CostEstimate> {
    const { weights, speeds } = this.sources;
    const models = escalate.length === 0 ? [] : await profilesOf([request.model, ...escalate], { weights, rates: (each) => speeds.of(each) });
    return this.ofRun({ ...request, rule: LEVEL_RULES[request.level], models });
  }

  async ofRun({ task, level, rule, model, limits, models }: RunForecast): Promise<CostEstimate> {
    const { books, speeds, busyCores } = this.sources;
    const location = locationOf(model);
    const [features, correction] = await Promise.all([
      forecastFeatures(task, { location, supportsAnswerPrefix: location === 'local' }),
      books.correctionFor({ model: modelIdOf(model), level, rule, hasExamples: task.examples.length > 0, hasFurther: models.length > 0 }),
    ]);
    await nextTurn();
    const estimate = forecastRun(features, {
      level, rule, location, measures: measuresOf(modelIdOf(model)), rates: speeds.of(model), busyCores, models, ...priceOf(model),
      ...(limits === undefined ? {} : { limits }),
    });
    return corrected(estimate, correction, budgetForLevel(level, limits));
  }

  async ofQuestion({ question, level, model, limits }: EstimateQuestionRequest): Promise<CostEstimate> {
    const { books, speeds, busyCores } = this.sources;
    const correction = await books.questionCorrectionFor({ model: modelIdOf(model), level, form: question.form });
    const budget = budgetForLevel(level, limits);
    return corrected(forecastQuestion({ question, level, budget, rates: speeds.of(model), busyCores, location: locationOf(model), ...priceOf(model) }), correction, budget);
  }
}

function priceOf({ price }: ModelReference): Pick<ModelReference, 'price'> {
  return price === undefined ? {} : { price };
}

function locationOf(model: ModelReference): 'local' | 'remote' {
  return isRemote(model) ? 'remote' : 'local';
}
