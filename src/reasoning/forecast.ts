import { formatSeconds, plural } from '../base/format';
import { budgetForLevel, estimateCost, LEVEL_BUDGETS, solveRateOf, type BudgetLevel, type ComputeBudget, type CostEstimate, type EarlierPart, type EstimateInput, type MeasuredRates, type ModelProfile } from '../budget';
import type { ModelMeasures } from '../measures';
import type { ChatPrompt, ModelInfo, TokenPrice } from '../model';
import { canGenerateInputs } from '../verification/agreement';
import type { CodeTask } from '../verification/types';
import { answerPromptFor } from './answers';
import { MAX_ANSWER_TOKENS, MIN_ANSWER_TOKENS } from './draw';
import { escalationForecast } from './escalationForecast';
import { forecastStrategy } from './followUp';
import { batchSizes, SECOND_OPINION_SAMPLES, type StoppingRule } from './policy';
import type { StrategyName } from './strategies';

/** What a forecast looks at in a task. */
export type ForecastFeatures = Pick<EstimateInput, 'examples' | 'canCompare' | 'answers' | 'promptTokens'>;

export interface ForecastRequest {
  readonly level: BudgetLevel;
  readonly limits?: ComputeBudget;
  readonly rule: StoppingRule;
  readonly location: ModelInfo['location'];
  /** Of a server; absent: not known. */
  readonly price?: TokenPrice;
  /** Of the model's answers. */
  readonly measures: ModelMeasures;
  /** Null: nothing measured yet on this machine. */
  readonly rates: MeasuredRates | null;
  readonly busyCores: number;
  /** The run's model and then those that it may go on with; absent where there are none. */
  readonly models?: readonly ModelProfile[];
  /** Ways to spend compute that were named. */
  readonly strategies?: readonly StrategyName[];
  /** What the run goes on with: its costs are part of the forecast, as the limits count them. */
  readonly earlier?: EarlierPart;
}

/** Bytes of a token in prompts about code (80 prompts to the default model: within 13%). */
const BYTES_PER_TOKEN = 3.7;
/** Without its tokenizer a server's prompt is taken at its most: no token is shorter than a byte. */
const REMOTE_BYTES_PER_TOKEN = 1;
/** What the chat template puts around two messages, in tokens. */
const TEMPLATE_TOKENS = 25;

/** What a forecast looks at; the model is not loaded for it. */
export async function forecastFeatures(task: CodeTask, model: Pick<ModelInfo, 'location' | 'supportsAnswerPrefix'>): Promise<ForecastFeatures> {
  const [{ opening, prompt }, canCompare] = await Promise.all([answerPromptFor(task, model), canGenerateInputs(task)]);
  return { examples: task.examples.length, canCompare, answers: opening === '' ? 'whole' : 'body', promptTokens: tokensOf(prompt, model.location) };
}

/** What a run is likely to cost. Pure: nothing is loaded or spent for it. */
export function forecastRun(features: ForecastFeatures, { rule, limits, models = [], strategies = [], earlier, ...request }: ForecastRequest): CostEstimate {
  const budget = budgetForLevel(request.level, limits);
  const { measures } = request;
  const solveRate = solveRateOf(measures, { examples: features.examples, promptTokens: features.promptTokens, fastLogprob: null });
  const strategy = forecastStrategy(strategies, { ...features, solveRate, measures });
  const caveats = [...strategy.caveats, ...(earlier === undefined ? [] : [`What the run took before is part of it: ${plural(earlier.cost.tokens, 'token')} and ${formatSeconds(earlier.cost.seconds)}.`])];
  const estimate = estimateCost({
    ...features,
    ...request,
    ...(limits === undefined ? {} : { limits }),
    ...(earlier === undefined ? {} : { earlier }),
    followUp: strategy.followUp,
    stops: rule === 'all-samples' ? 'never' : rule,
    batchSizes: batchSizes(limits?.maxSamples ?? LEVEL_BUDGETS[request.level].maxSamples),
    secondOpinions: SECOND_OPINION_SAMPLES,
    maxAnswerTokens: MAX_ANSWER_TOKENS,
    minAnswerTokens: MIN_ANSWER_TOKENS,
    ...(models.length > 1 ? { escalation: escalationForecast({ ...features, models, budget, measures, strategy: strategy.id }) } : {}),
  });
  return caveats.length === 0 ? estimate : { ...estimate, caveats };
}

/** About. */
function tokensOf({ messages, answerPrefix = '' }: ChatPrompt, location: ModelInfo['location']): number {
  const bytes = messages.reduce((sum, { content }) => sum + Buffer.byteLength(content), Buffer.byteLength(answerPrefix));
  return Math.ceil(bytes / (location === 'local' ? BYTES_PER_TOKEN : REMOTE_BYTES_PER_TOKEN)) + TEMPLATE_TOKENS;
}
