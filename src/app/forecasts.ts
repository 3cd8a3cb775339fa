import { nextTurn } from '../base/turn';
import { budgetForLevel, corrected, type BudgetLevel, type CostEstimate, type ModelProfile } from '../budget';
import { measuresOf } from '../measures';
import { forecastFeatures, forecastRun, type StoppingRule } from '../reasoning';
import type { WeightsStore } from '../weights';
import type { Books } from './books';
import { profilesOf } from './escalation';
import { isRemote, REMOTE_PREFIX } from './models';
import { forecastQuestion } from './questions';
import type { Speeds } from './speeds';
import type { EstimateQuestionRequest, EstimateRequest, ModelReference } from './types';

/** The slider's lower half stops at the first pass; above, an answer needs a second opinion: where it is not likely right by itself, and then always. */
export const LEVEL_RULES: Readonly<Record<BudgetLevel, StoppingRule>> = {
  instant: 'first-pass',
  quick: 'first-pass',
  balanced: 'likely-right',
  thorough: 'two-agree',
};

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
    return this.ofRun({ ...request, models });
  }

  /** @param models the run's model and then those that it may go on with; empty where there are none */
  async ofRun({ task, level, model, limits, models }: Omit<EstimateRequest, 'escalate'> & { readonly models: readonly ModelProfile[] }): Promise<CostEstimate> {
    const { books, speeds, busyCores } = this.sources;
    const location = locationOf(model);
    const [features, correction] = await Promise.all([
      forecastFeatures(task, { location, supportsAnswerPrefix: location === 'local' }),
      books.correctionFor(idOf(model), level, task.examples.length > 0),
    ]);
    await nextTurn();
    const estimate = forecastRun(features, {
      level, rule: LEVEL_RULES[level], location, measures: measuresOf(model.model), rates: speeds.of(model), busyCores, models,
      ...(limits === undefined ? {} : { limits }),
    });
    return corrected(estimate, correction, budgetForLevel(level, limits));
  }

  async ofQuestion({ question, level, model, limits }: EstimateQuestionRequest): Promise<CostEstimate> {
    const { books, speeds, busyCores } = this.sources;
    const correction = await books.questionCorrectionFor(idOf(model), level, question.form);
    const budget = budgetForLevel(level, limits);
    return corrected(forecastQuestion({ question, level, budget, rates: speeds.of(model), busyCores, location: locationOf(model) }), correction, budget);
  }
}

function locationOf(model: ModelReference): 'local' | 'remote' {
  return isRemote(model) ? 'remote' : 'local';
}

/** As `ModelInfo.modelId` has it. */
function idOf(reference: ModelReference): string {
  return isRemote(reference) ? reference.model.slice(REMOTE_PREFIX.length) : reference.model;
}
