import { isCanonicalValue, type CanonicalValue } from '../../../../src/verification/canonical';
import { writeValue } from '../../../../src/verification/literals';
import type { CandidateProgram } from '../../../../src/verification/types';
import type { Observed, RunBounds, SandboxProcess } from '../../../../src/verification/verifier/sandboxProcess';

/** What a function gave for one input; null where the sandbox could not tell: too large, too slow, or it ended. */
export type InputOutcome = { readonly type: 'value'; readonly value: CanonicalValue } | { readonly type: 'raised'; readonly exception: string } | null;

/** Inputs that one expression tries: few enough for a time limit, enough that the way there and back costs little. */
const BATCH = 64;
/** For one batch, in seconds. HumanEval+ has inputs on which its own solutions take seconds here; with more they are left out. */
const BATCH_SECONDS = 10;

const DRIVER = 'reckon_batch';

/** The program with a function that tries a list of inputs and says what came of each. Names begin with what no answer uses. */
export function drivenProgram({ functionName, given, code }: CandidateProgram): CandidateProgram {
  const driver = [
    `def ${DRIVER}(reckon_text):`,
    '    import json as reckon_json',
    '    reckon_outcomes = []',
    '    for reckon_given in reckon_json.loads(reckon_text):',
    '        try:',
    `            reckon_outcomes.append((0, ${functionName ?? ''}(*reckon_given)))`,
    '        except Exception as reckon_error:',
    '            reckon_outcomes.append((1, type(reckon_error).__name__))',
    '    return reckon_outcomes',
  ].join('\n');
  return { functionName: DRIVER, given: '', givenNames: [], code: `${given}\n${code}\n\n${driver}\n` };
}

function batchesOf(inputs: readonly string[]): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(inputs.length / BATCH) }, (_, index) => inputs.slice(index * BATCH, (index + 1) * BATCH));
}

function expressionOf(inputs: readonly string[]): string {
  return `${DRIVER}(${writeValue(['str', `[${inputs.join(', ')}]`], 'python')})`;
}

/** Null where the batch as a whole could not be read. */
function outcomesOf(observed: Observed | undefined, count: number): readonly InputOutcome[] | null {
  if (observed?.type !== 'value' || observed.value[0] !== 'list') {
    return null;
  }
  const outcomes = (observed.value[1] as readonly CanonicalValue[]).map(outcomeOf);
  return outcomes.length === count ? outcomes : null;
}

function outcomeOf(pair: CanonicalValue): InputOutcome {
  const [kind, value] = pair[1] as readonly CanonicalValue[];
  if (kind?.[1] === '1') {
    return { type: 'raised', exception: String(value?.[1]) };
  }
  return value && isCanonicalValue(value) ? { type: 'value', value } : null;
}

/** A process, and whether another one had to take its place. */
export interface Lane {
  process(): SandboxProcess;
}

/**
 * What the program does on each input, in order. A batch that is too much as a whole is tried again in halves,
 * down to the inputs that are to blame.
 * @param isPatient false: what takes too long is not tried again, so that `null` comes for all of its batch.
 */
export async function outcomesOn(lane: Lane, program: CandidateProgram, inputs: readonly string[], isPatient: boolean): Promise<readonly InputOutcome[]> {
  const batches = batchesOf(inputs);
  const report = await lane.process().run({ ...program, expressions: batches.map(expressionOf) }, boundsFor(batches.length));
  const found: InputOutcome[] = [];
  for (const [index, batch] of batches.entries()) {
    const observed = report.failure === null ? report.outcomes[index] : undefined;
    const outcomes = outcomesOf(observed, batch.length);
    found.push(...(outcomes ?? (isPatient || isTooLarge(observed) ? await apart(lane, program, batch, isPatient) : batch.map(() => null))));
  }
  return found;
}

/** Together the results are more than the sandbox hands over at once. */
function isTooLarge(observed: Observed | undefined): boolean {
  return observed?.type === 'value' && observed.value[0] === 'cut';
}

async function apart(lane: Lane, program: CandidateProgram, batch: readonly string[], isPatient: boolean): Promise<readonly InputOutcome[]> {
  if (batch.length <= 1) {
    return [null];
  }
  const middle = Math.ceil(batch.length / 2);
  return [...(await outcomesOn(lane, program, batch.slice(0, middle), isPatient)), ...(await outcomesOn(lane, program, batch.slice(middle), isPatient))];
}

function boundsFor(batches: number): RunBounds {
  return { signal: undefined, maxSeconds: BATCH_SECONDS * batches, stepSeconds: BATCH_SECONDS };
}
