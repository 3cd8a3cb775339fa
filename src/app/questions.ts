import type { BudgetLevel, ComputeBudget, CostEstimate, MeasuredRates } from '../budget';
import type { Priced } from '../model';
import type { Question } from '../prompts';
import { estimateQuestion, type AgreementRule } from '../reasoning/questions';

/** The slider's lower half stops at the first two that agree; the upper half wants a lead that lasts. */
export const AGREEMENT_RULES: Readonly<Record<BudgetLevel, AgreementRule>> = {
  instant: 'two-ahead',
  quick: 'two-ahead',
  balanced: 'stable',
  thorough: 'stable',
};

/** Bytes of a token of code, on the low side, so that forecasts of prompts err towards "longer". */
const BYTES_PER_TOKEN = 3;
/** Without its tokenizer a server's prompt is reserved at its most: no token is shorter than a byte. */
const REMOTE_BYTES_PER_TOKEN = 1;
/** The chat template and the words around the question, in tokens. */
const OVERHEAD_TOKENS = 140;

export interface QuestionForecast extends Priced {
  readonly question: Question;
  readonly level: BudgetLevel;
  readonly budget: ComputeBudget;
  readonly rates: MeasuredRates | null;
  readonly busyCores: number;
}

/** What a question will cost, as far as its text and the model's measured speeds say. */
export function forecastQuestion({ question, level, budget, ...machine }: QuestionForecast): CostEstimate {
  const bytes = Buffer.byteLength(question.words) + Buffer.byteLength(question.code?.text ?? '');
  return estimateQuestion({
    form: question.form,
    rule: AGREEMENT_RULES[level],
    budget,
    promptTokens: Math.ceil(bytes / (machine.location === 'local' ? BYTES_PER_TOKEN : REMOTE_BYTES_PER_TOKEN)) + OVERHEAD_TOKENS,
    ...machine,
  });
}
