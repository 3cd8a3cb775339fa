import { chosenOutcome, outcomePrompt } from '../../prompts';
import { fitsType, isValueOutcome, readType } from '../../verification/agreement';
import { describeFunction } from '../../verification/task';
import type { CodeTask } from '../../verification/types';
import { askModel } from '../ask';
import type { DifferingOutcome, OutcomeJudgement } from '../events';
import { TEMPERATURES } from '../policy';
import type { StrategyRun } from './strategy';
import type { Separation } from './rivals';

/** Short answers in each order of the two outcomes: small models like the one that comes first, or the letter A. */
const JUDGING_SAMPLES = 3;
/** A letter, and what little a model may put before it. */
const JUDGING_TOKENS = 6;
/** Of the answers that name one: with less they contradict each other. */
const CLEAR_SHARE = 2 / 3;
/** With fewer there is no opinion. */
const LEAST_ANSWERS = 3;

/** Errors that say that a program gave up, and not that it refuses its input. */
const CRASHES = /^raises:(?:NameError|UnboundLocalError|TypeError|AttributeError|IndexError|KeyError|ZeroDivisionError|RecursionError|ReferenceError|RangeError|InternalError|StopIteration)$/;
/** Words of descriptions that ask for errors. */
const ASKS_FOR_ERRORS = /\b(?:rais|throw|exception|error|invalid)/i;

type Pair = readonly [DifferingOutcome, DifferingOutcome];

/** What the task says of two outcomes without anybody's opinion; null where it says nothing. */
export async function judgeByTask(task: CodeTask, { outcomes }: Separation, [first, second]: Pair): Promise<OutcomeJudgement | null> {
  const declared = (await describeFunction(task))?.returnType ?? null;
  const type = declared === null ? null : readType(declared, task.language);
  const fits = outcomes.map((outcome) => (type === null || !isValueOutcome(outcome) ? null : fitsType(outcome, type)));
  if (fits.includes(true) && fits.includes(false)) {
    return { candidateId: (fits[0] === true ? first : second).candidateId, by: 'types', reason: `the other is no ${declared ?? ''}` };
  }
  const crashes = outcomes.map((outcome) => CRASHES.test(outcome));
  const values = outcomes.map(isValueOutcome);
  if (!ASKS_FOR_ERRORS.test(task.text) && crashes.includes(true) && values.includes(true)) {
    return { candidateId: (crashes[0] === true ? second : first).candidateId, by: 'crash', reason: 'the other gives up with an error' };
  }
  return null;
}

/** The opinion of the model, by several short answers in either order; null where they do not agree, or do not fit the budget. */
export async function judgeByModel(run: StrategyRun, stepId: string, { call }: Separation, pair: Pair): Promise<OutcomeJudgement | null> {
  const votes: [number, number] = [0, 0];
  for (const isTurned of [false, true]) {
    const [first, second] = isTurned ? [pair[1], pair[0]] : pair;
    const prompt = outcomePrompt(run.context.task, call, [first.outcome, second.outcome], run.context.model.info);
    const { samples } = run.context.signal.aborted ? { samples: [] } : await askModel(run, stepId, {
      prompt, count: JUDGING_SAMPLES, temperature: TEMPERATURES.few, maxOutputTokens: JUDGING_TOKENS, minOutputTokens: JUDGING_TOKENS,
    });
    for (const chosen of samples.map(({ text }) => chosenOutcome(text))) {
      if (chosen !== null) {
        votes[(chosen === 0) === isTurned ? 1 : 0] += 1;
      }
    }
  }
  const all = votes[0] + votes[1];
  const most = Math.max(...votes);
  return all < LEAST_ANSWERS || most < all * CLEAR_SHARE
    ? null
    : { candidateId: pair[votes[0] === most ? 0 : 1].candidateId, by: 'model', reason: `${most} of ${all} short answers of the model are for it` };
}
