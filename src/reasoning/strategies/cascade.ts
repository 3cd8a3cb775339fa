import { solvePrompt } from '../../prompts';
import { optionsFor } from '../answers';
import { temperatureAt, TEMPERATURES } from '../policy';
import { drawCandidates } from '../steps';
import type { ReasoningStrategy } from './strategy';

/**
 * Goes on with a further, larger model of the run: its likeliest answer first, then samples (FrugalGPT, Chen et al.,
 * 2305.05176; Dohan et al., "Language Model Cascades", 2207.10342). Here the scorer of FrugalGPT is what is executed.
 */
export const cascade: ReasoningStrategy = {
  id: 'cascade',
  // Whether to leave the first model, and for which one, is decided apart: policy/cascade.ts.
  canAct: () => false,
  act: async (run, count) => {
    const { task, model } = run.context;
    const prompt = solvePrompt(task, await optionsFor(task, model.info));
    const drawn = run.record.drawnByModel(model.info.modelId);
    return drawCandidates(run, {
      strategy: 'cascade', title: titleOf(model.info.modelId, drawn, count), prompt, count,
      temperature: drawn === 0 ? TEMPERATURES.fast : temperatureAt(drawn),
    });
  },
};

function titleOf(modelId: string, drawn: number, count: number): string {
  return drawn === 0 ? `First answer of ${modelId}` : `${count} more sample${count === 1 ? '' : 's'} of ${modelId}`;
}
