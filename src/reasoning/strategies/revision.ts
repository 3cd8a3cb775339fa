import { revisePrompt } from '../../prompts';
import { optionsFor } from '../answers';
import type { JudgedCandidate } from '../events';
import { TEMPERATURES } from '../policy';
import type { RunRecord } from '../run';
import { selectBest } from '../selection';
import { drawCandidates } from '../steps';
import type { ReasoningStrategy } from './strategy';

/**
 * Shows the model its best failing answer with the smallest input that it fails on, once an answer. Small models mend
 * names, syntax and types in this way, and rarely a wrong result (Olausson et al., 2306.09896).
 */
export const revision: ReasoningStrategy = {
  id: 'revision',
  canAct: (record) => toRevise(record) !== null,
  act: async (run, count) => {
    const { task, model } = run.context;
    const failing = toRevise(run.record);
    if (failing === null) {
      throw new Error('There is nothing to revise.');
    }
    run.record.setRevised(failing.candidate.code);
    const prompt = revisePrompt(task, { code: failing.candidate.code, symptom: failing.verdict?.reason ?? 'it does not run' }, await optionsFor(task, model.info));
    return drawCandidates(run, { strategy: 'revision', title: `Mend ${failing.candidate.id}`, prompt, count, temperature: TEMPERATURES.few });
  },
};

/** The best answer that failed and was not revised yet, those that crash first; null where there is none. */
function toRevise(record: RunRecord): JudgedCandidate | null {
  const open = record.judged().filter(({ candidate, verdict }) => verdict !== null && REVISED.has(verdict.status) && !record.isRevised(candidate.code));
  const crashing = open.filter(({ verdict }) => verdict?.status === 'crashed' || verdict?.results.some(({ message }) => message !== null));
  return selectBest(crashing.length > 0 ? crashing : open);
}

/** What an answer can be told what is wrong with. */
const REVISED: ReadonlySet<string> = new Set(['failed', 'crashed', 'timed-out']);
