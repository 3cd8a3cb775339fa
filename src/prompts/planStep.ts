import type { CodeTask } from '../verification/types';
import type { AnswerOptions } from './answerPrompt';
import { numbered, planSteps, wordsPrompt, type PlanPrompt } from './plan';

/** A plan that is to be gone on with. */
export interface PlanSoFar {
  /** None: it is to be begun. */
  readonly steps: readonly string[];
  /** What was wrong with the code of it, such as `` `add(1, 2)` gave `4`, not `3` ``; null where nothing is known. */
  readonly symptom: string | null;
}

/**
 * Asks for one more step of a plan, and shows what went wrong without it (thoughts that answer to what was executed: Li
 * et al., RethinkMCTS, 2409.09584).
 */
export function planStepPrompt(task: CodeTask, { steps, symptom }: PlanSoFar, { supportsAnswerPrefix }: Pick<AnswerOptions, 'supportsAnswerPrefix'>): PlanPrompt {
  const request = steps.length === 0 ? beginning(symptom) : goingOn(steps, symptom);
  return {
    prompt: wordsPrompt(task, `Do not write code yet. ${request}`, supportsAnswerPrefix ? `${steps.length + 1}.` : null),
    // A line is a step. A model that begins by itself may say a word before it.
    stopSequences: supportsAnswerPrefix ? ['\n', '```'] : ['\n\n', '```'],
  };
}

function beginning(symptom: string | null): string {
  return symptom === null
    ? 'Think of an algorithm for it and write the first step of its plan, in one short line.'
    : `A first attempt was wrong: ${symptom}. Think of an algorithm that does better and write the first step of its plan, in one short line.`;
}

function goingOn(steps: readonly string[], symptom: string | null): string {
  const wrong = symptom === null ? '' : `\n\nCode that follows only this was wrong: ${symptom}.`;
  return `This is the plan so far:\n${numbered(steps)}${wrong}\n\nWrite the step that is missing, in one short line.`;
}

/** A line that a model begins a list with. */
const LISTED = /^\s*(?:\d+[.)]|[-*])\s/;

/** Words that stand out at the head of a step, with the number before them. */
const EMPHASIS = /^([\s\d.)*-]*?)\*\*([^*]+)\*\*/;

/** The step that a model wrote; null where it wrote none. */
export function planStep(answer: string): string | null {
  const lines = answer.split('\n');
  const line = lines.find((each) => LISTED.test(each)) ?? lines.find((each) => each.trim() !== '') ?? '';
  const [step] = planSteps(line.replace(EMPHASIS, '$1$2'));
  return step ?? null;
}
