import { solvePrompt, thinkPrompt } from '../../prompts';
import { optionsFor } from '../answers';
import { temperatureAt, TEMPERATURES } from '../policy';
import { drawCandidates } from '../steps';
import type { ReasoningStrategy, StrategyRun } from './strategy';

/** The likeliest answer, at once. */
export const direct: ReasoningStrategy = {
  id: 'direct',
  canAct: ({ sampleCount }) => sampleCount === 0,
  act: async (run) => {
    const { task, model } = run.context;
    const prompt = solvePrompt(task, await optionsFor(task, model.info));
    return drawCandidates(run, { strategy: 'direct', title: 'Fast answer', prompt, count: 1, temperature: TEMPERATURES.fast });
  },
};

/** Several answers over one prompt, each verified (Cobbe et al., 2110.14168; Brown et al., 2407.21787). */
export const bestOfN: ReasoningStrategy = {
  id: 'best-of-n',
  canAct: () => true,
  act: async (run, count) => {
    const { task, model } = run.context;
    const prompt = solvePrompt(task, await optionsFor(task, model.info));
    return drawCandidates(run, { strategy: 'best-of-n', title: moreSamples(count), prompt, count, temperature: temperatureAt(samplesDrawn(run)) });
  },
};

/** Answers that reason in remarks before their code. */
export const chainOfThought: ReasoningStrategy = {
  id: 'chain-of-thought',
  canAct: () => true,
  act: async (run, count) => {
    const { task, model } = run.context;
    const prompt = thinkPrompt(task, await optionsFor(task, model.info));
    return drawCandidates(run, { strategy: 'chain-of-thought', title: `${moreSamples(count)}, thinking first`, prompt, count, temperature: TEMPERATURES.many });
  },
};

/** As the policy counts them when it says how many come next: those, too, that a batch did not finish because an answer was enough. */
function samplesDrawn({ context }: StrategyRun): number {
  return context.account.spent().samples;
}

function moreSamples(count: number): string {
  return `${count} more sample${count === 1 ? '' : 's'}`;
}
