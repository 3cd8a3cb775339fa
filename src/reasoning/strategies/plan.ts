import { planCodePrompt, planPrompt, planSteps } from '../../prompts';
import { optionsFor } from '../answers';
import { askModel } from '../ask';
import type { DrawOutcome } from '../draw';
import { TEMPERATURES } from '../policy';
import { runStep } from '../run';
import { drawCandidates } from '../steps';
import type { MemoryKey } from '../strategyMemory';
import type { ReasoningStrategy, StrategyRun } from './strategy';

/** A plan of five short lines fits; longer ones are cut off, which leaves whole lines before. */
const MAX_PLAN_TOKENS = 128;
/** Kept once a round brought no plan. Another would be asked the same, and as plans are no samples, nothing but the tokens would end it. */
const WITHOUT_PLANS: MemoryKey<true> = { name: 'plan: a round without plans' };

/** Draws different plans in words, then the likeliest code of each (PlanSearch, Wang et al., 2409.03733). */
export const planThenCode: ReasoningStrategy = {
  id: 'plan',
  canAct: ({ memory }) => memory.peek(WITHOUT_PLANS) === null,
  act: async (run, count) => {
    const { task, model } = run.context;
    const { plans, outcome } = await drawPlans(run, count);
    if (plans.length === 0 && outcome.drawn && outcome.failure === null && !run.context.signal.aborted) {
      run.record.memory.keep(WITHOUT_PLANS, () => true);
    }
    let last = outcome;
    for (const steps of plans) {
      if (!last.drawn || last.failure !== null || run.context.signal.aborted) {
        break;
      }
      const prompt = planCodePrompt(task, steps, await optionsFor(task, model.info));
      last = await drawCandidates(run, { strategy: 'plan', title: 'The code of a plan', prompt, count: 1, temperature: TEMPERATURES.fast });
    }
    return last;
  },
};

/** Different plans; none where the budget has no room for them. */
async function drawPlans(run: StrategyRun, count: number): Promise<{ readonly plans: readonly (readonly string[])[]; readonly outcome: DrawOutcome }> {
  const { context } = run;
  const callIndex = run.nextCall();
  const { prompt, ...ends } = planPrompt(context.task, context.model.info);
  const stepId = `step${callIndex + 1}`;
  return runStep(context, { stepId, kind: 'plans', title: `${count} plan${count === 1 ? '' : 's'}` }, async () => {
    const { samples, outcome } = await askModel(run, stepId, { ...ends, prompt, count, temperature: TEMPERATURES.many, callIndex, maxOutputTokens: MAX_PLAN_TOKENS });
    const plans = unlike(samples.map(({ text }) => planSteps(text)));
    return { outcome: plans.length > 0 ? 'passed' : 'inconclusive', detail: `${plans.length} different`, value: { plans, outcome } };
  });
}

/** Plans in other words than those before them. */
function unlike(plans: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return [...new Map(plans.filter((steps) => steps.length > 0).map((steps) => [steps.join('\n').toLowerCase(), steps])).values()];
}
