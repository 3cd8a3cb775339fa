import { budgetForLevel, type BudgetLevel, type ComputeBudget, type CostEstimate } from '../budget';
import type { MeasuredRates } from '../budget';
import type { Question } from '../prompts';
import { estimateQuestion, type AgreementRule } from '../reasoning/questions';

/** The slider's lower half stops at the first two that agree; the upper half wants a lead that lasts. */
export const AGREEMENT_RULES: Readonly<Record<BudgetLevel, AgreementRule>> = {
  instant: 'two-ahead',
  quick: 'two-ahead',
  balanced: 'stable',
  thorough: 'stable',
};

/** What the words around a question take, in tokens. */
const REQUEST_OVERHEAD_TOKENS = 60;

export interface QuestionForecast {
  readonly question: Question;
  readonly level: BudgetLevel;
  readonly limits?: ComputeBudget;
  /** Of the text alone, without template. */
  readonly bytesPerToken: number;
  readonly templateTokens: number;
  readonly rates: MeasuredRates | null;
  readonly busyCores: number;
  readonly location: 'local' | 'remote';
}

/** What a question will cost, as far as its text and the model's measured speeds say. */
export function forecastQuestion({ question, level, limits, bytesPerToken, templateTokens, ...machine }: QuestionForecast): CostEstimate {
  const bytes = Buffer.byteLength(question.words) + Buffer.byteLength(question.code?.text ?? '');
  return estimateQuestion({
    form: question.form,
    rule: AGREEMENT_RULES[level],
    budget: budgetForLevel(level, limits),
    promptTokens: Math.ceil(bytes / bytesPerToken) + templateTokens + REQUEST_OVERHEAD_TOKENS,
    ...machine,
  });
}
