import { nextTurn } from '../base/turn';
import { budgetForLevel, corrected, type CostEstimate, type ForecastCorrection, type ModelProfile } from '../budget';
import { measuresOf } from '../measures';
import { earlierPartOf, forecastFeatures, forecastRun, type StoppingRule } from '../reasoning';
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
    return this.ofRun({ ...request, rule: LEVEL_RULES[request.level], models: await this.profilesOf(request.model, escalate) });
  }

  /**
   * The run's model and then those that it may go on with; empty where there are none.
   * @throws ReckonError as `ofTask`
   */
  async profilesOf(first: ModelReference, further: readonly ModelReference[]): Promise<readonly ModelProfile[]> {
    const { weights, speeds } = this.sources;
    return further.length === 0 ? [] : profilesOf([first, ...further], { weights, rates: (each) => speeds.of(each) });
  }

  async ofRun(request: RunForecast): Promise<CostEstimate> {
    const { task, level, rule, model, limits, models, strategies, previous } = request;
    const { speeds, busyCores } = this.sources;
    const [location, id] = [locationOf(model), modelIdOf(model)];
    const [features, correction] = await Promise.all([
      forecastFeatures(task, { location, supportsAnswerPrefix: location === 'local' }),
      this.correctionOf(request),
    ]);
    await nextTurn();
    const estimate = forecastRun(features, {
      level, rule, location, measures: measuresOf(id), rates: speeds.of(model), busyCores, models, ...priceOf(model),
      ...(limits === undefined ? {} : { limits }),
      ...(strategies === undefined ? {} : { strategies }),
      ...(previous === undefined ? {} : { earlier: earlierPartOf(previous, models.length === 0 ? [id] : models.map((each) => each.id)) }),
    });
    return corrected(estimate, correction, budgetForLevel(level, limits));
  }

  /** Nothing is known of how other runs went on from where this one stands. */
  private async correctionOf({ task, level, rule, model, models, strategies, previous }: RunForecast): Promise<ForecastCorrection | null> {
    return previous === undefined
      ? this.sources.books.correctionFor({ model: modelIdOf(model), level, rule, hasExamples: task.examples.length > 0, hasFurther: models.length > 0, strategies })
      : null;
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
