import { LEVEL_BUDGETS, type EstimateRequest, type Reckon, type TaskRequest } from '../../app';
import { ReckonError } from '../../base/errors';
import type { BudgetLevel, ComputeBudget, CostEstimate } from '../../budget/types';
import type { PanelState } from '../../protocol';
import type { CodeTask } from '../../verification/types';
import { forecastState, limitsState } from './runView';

const LABELS: Readonly<Record<BudgetLevel, string>> = { instant: 'Instant', quick: 'Quick', balanced: 'Balanced', thorough: 'Thorough' };
const LEVELS = Object.keys(LABELS) as BudgetLevel[];

/** The model of a run and those that it may go on with, and the limits that hold wherever the slider stands. */
export type RunTerms = Required<Pick<EstimateRequest, 'model' | 'escalate' | 'limits'>>;

/** A question as it was understood, with its price at each place of the slider. */
export class Pricing {
  static readonly none = new Pricing(null, null, new Map(), {});

  private constructor(
    readonly task: CodeTask | null,
    private readonly problem: string | null,
    private readonly estimates: ReadonlyMap<BudgetLevel, CostEstimate>,
    private readonly limits: ComputeBudget,
  ) {}

  /**
   * Never throws for a question that cannot be read: it says why.
   * @param termsOf throws a ReckonError for settings under which nothing can run
   * @param isWanted whether anybody will look at the prices; they end where nobody does
   */
  static async of(request: TaskRequest | null, reckon: Reckon, termsOf: () => RunTerms, isWanted: () => boolean): Promise<Pricing> {
    if (request === null) {
      return Pricing.none;
    }
    let task: CodeTask | null = null;
    let limits: ComputeBudget = {};
    const estimates = new Map<BudgetLevel, CostEstimate>();
    try {
      task = await reckon.readTask(request);
      const terms = termsOf();
      limits = terms.limits;
      // One after another: together they would be one turn of the event loop, in which the editor stands still.
      for (const level of LEVELS) {
        if (isWanted()) {
          estimates.set(level, await reckon.estimate({ task, level, ...terms }));
        }
      }
      return new Pricing(task, null, estimates, limits);
    } catch (error) {
      // A question that was read stays, where only its price cannot be said.
      if (ReckonError.is(error)) {
        return new Pricing(task, [error.message, error.hint].filter((part) => part !== undefined).join(' '), estimates, limits);
      }
      throw error;
    }
  }

  state(): Pick<PanelState, 'task' | 'problem' | 'budgets'> {
    const { task } = this;
    return {
      task: task && {
        language: task.language,
        functionName: task.functionName,
        examples: task.examples.map(({ id, label }) => ({ id, label })),
        notUnderstood: task.notUnderstood.map(({ line, text, reason }) => ({ line, text, reason })),
      },
      problem: this.problem,
      budgets: LEVELS.map((level) => {
        const estimate = this.estimates.get(level);
        return { level, label: LABELS[level], limits: limitsState({ ...LEVEL_BUDGETS[level], ...this.limits }), forecast: estimate ? forecastState(estimate) : null };
      }),
    };
  }
}
