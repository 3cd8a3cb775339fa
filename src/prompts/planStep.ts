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

/** How an answer begins. Asked for a first step, small models say again what the function takes; made to go on from here, they say what it does. */
const FIRST = 'It has to';
const NEXT = 'It also has to';

/**
 * Asks for one more step of a plan, and shows what went wrong without it (thoughts that answer to what was executed: Li
 * et al., RethinkMCTS, 2409.09584).
 */
export function planStepPrompt(task: CodeTask, { steps, symptom }: PlanSoFar, { supportsAnswerPrefix }: Pick<AnswerOptions, 'supportsAnswerPrefix'>): PlanPrompt {
  const [request, start] = steps.length === 0 ? [beginning(symptom), FIRST] : [goingOn(steps, symptom), NEXT];
  return {
    prompt: wordsPrompt(task, `Do not write code yet. ${request}`, supportsAnswerPrefix ? start : null),
    // A line is a step. A model that begins by itself may say a word before it.
    stopSequences: supportsAnswerPrefix ? ['\n', '```'] : ['\n\n', '```'],
  };
}

function beginning(symptom: string | null): string {
  const wrong = symptom === null ? 'Think of an algorithm.' : `A first attempt was wrong: ${symptom}. Think of an algorithm that does better.`;
  return `${wrong} What does the code have to do, or to look out for? Answer in one short line.`;
}

function goingOn(steps: readonly string[], symptom: string | null): string {
  const wrong = symptom === null ? '' : `\n\nCode that does only this was wrong: ${symptom}.`;
  return `This is the plan so far, the code has to\n${numbered(steps)}${wrong}\n\nWhat else does it have to do, or to look out for? Answer in one short line.`;
}

/** A line that a model begins a list with. */
const LISTED = /^\s*(?:\d+[.)]|[-*])\s/;

/** Words that stand out at the head of a step, with the number before them. */
const EMPHASIS = /^([\s\d.)*-]*?)\*\*([^*]+)\*\*/;

/** What a model may begin with that was not made to. */
const SAID_AGAIN = /^(?:it|the (?:code|function))(?: also)? has to /i;
const LAST_SENTENCE = /^.*[.!?](?=\s)/s;

/** The step that a model wrote; null where it wrote none. @param isCut whether it was not done: what it began last is left out then */
export function planStep(answer: string, isCut = false): string | null {
  const lines = answer.split('\n');
  const line = lines.find((each) => LISTED.test(each)) ?? lines.find((each) => each.trim() !== '') ?? '';
  const [step] = planSteps(line.replace(EMPHASIS, '$1$2'));
  const said = step?.replace(SAID_AGAIN, '') ?? null;
  return isCut && said !== null ? (LAST_SENTENCE.exec(said)?.[0] ?? said) : said;
}
