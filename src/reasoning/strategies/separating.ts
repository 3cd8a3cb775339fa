import { seededRandom } from '../../base/random';
import { separatingPrompt } from '../../prompts';
import { callsIn, generateInputs } from '../../verification/agreement';
import type { JudgedCandidate } from '../events';
import { askModel } from '../ask';
import { TEMPERATURES } from '../policy';
import { unlessOver } from '../run';
import { verifyLimits } from '../steps';
import { separationOf, type Separation } from './rivals';
import type { StrategyRun } from './strategy';

/** Further inputs that are made up where the first ones tell nothing. */
const FURTHER_INPUTS = 32;
/** Apart from the inputs that candidates were compared on. */
const FURTHER_STREAM = 0x5e9;
/** Lists of calls that the model is asked for. */
const CALL_SAMPLES = 3;
/** Three short calls fit. */
const CALL_TOKENS = 96;
/** More of a model's calls are not run: those that it thinks of first are the most telling. */
const MOST_CALLS = 12;

type Pair = readonly [JudgedCandidate, JudgedCandidate];

/**
 * An input on which two candidates differ: one that they were compared on, then further ones that are made up, then
 * one that the model thinks of when it is shown both programs (S*: Li et al., 2502.14382). Null where none was found.
 */
export async function findSeparation(run: StrategyRun, stepId: string, pair: Pair): Promise<Separation | null> {
  const { context, record } = run;
  const [a, b] = pair.map(({ candidate }) => record.fingerprint(candidate.id)?.outcomes ?? []) as [readonly (string | null)[], readonly (string | null)[]];
  const known = separationOf(record.inputs, a, b);
  if (known !== null) {
    return known;
  }
  const further = await generateInputs(context.task, seededRandom(context.seed).fork(FURTHER_STREAM), FURTHER_INPUTS, record.generated.inputs);
  return (await tryCalls(run, pair, further)) ?? (context.signal.aborted ? null : tryCalls(run, pair, await askForCalls(run, stepId, pair)));
}

async function tryCalls({ context }: StrategyRun, pair: Pair, calls: readonly string[]): Promise<Separation | null> {
  const outcomes: (readonly (string | null)[])[] = [];
  for (const { candidate } of calls.length > 0 ? pair : []) {
    const print = context.signal.aborted ? null : await unlessOver(context, context.verifier.fingerprint(candidate, calls, verifyLimits(context)));
    outcomes.push(print?.outcomes ?? []);
  }
  return separationOf(calls, outcomes[0] ?? [], outcomes[1] ?? []);
}

async function askForCalls(run: StrategyRun, stepId: string, [first, second]: Pair): Promise<readonly string[]> {
  const { task, model } = run.context;
  const { prompt, opening, ...ends } = separatingPrompt(task, task.functionName ?? '', [first.candidate.code, second.candidate.code], model.info);
  const { samples } = await askModel(run, stepId, { ...ends, prompt, count: CALL_SAMPLES, temperature: TEMPERATURES.many, maxOutputTokens: CALL_TOKENS });
  const calls = await Promise.all(samples.map(({ text }) => callsIn(task, opening + text)));
  return [...new Set(calls.flat())].slice(0, MOST_CALLS);
}
