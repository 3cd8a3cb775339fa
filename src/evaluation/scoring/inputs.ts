import { isCanonicalValue, type CanonicalValue } from '../../verification/canonical';
import { writeValue } from '../../verification/literals';
import type { Candidate, CandidateProgram, CodeExecutor, ExecutionResult } from '../../verification/types';

/** What a function gave for one input; null where the sandbox could not tell: too large, too slow, or it ended. */
export type InputOutcome = { readonly type: 'value'; readonly value: CanonicalValue } | { readonly type: 'raised'; readonly exception: string } | null;

/** Inputs that one expression tries: few enough for a time limit, enough that the way there and back costs little. */
const BATCH = 64;

const DRIVER = 'reckon_batch';

/** The candidate with a function that tries a list of inputs and says what came of each. Names begin with what no answer uses. */
function driven(candidate: Candidate): Candidate {
  return { ...candidate, program: drivenProgram(candidate.program) };
}

function drivenProgram({ functionName, given, code }: CandidateProgram): CandidateProgram {
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

export interface InputOptions {
  /** What is too much as a whole is tried again in halves, down to the inputs that are to blame; else `null` comes for all of its batch. */
  readonly isPatient: boolean;
  readonly abortSignal?: AbortSignal | undefined;
  /** What the candidate may take for all inputs together; what comes later is not told. */
  readonly runSeconds?: number;
}

/**
 * What a Python candidate does on each input, in order. Its answers come back as values; what is expected never
 * enters its process.
 * @param inputs each the text of a JSON list of arguments
 */
export async function outcomesOn(executor: CodeExecutor, candidate: Candidate, inputs: readonly string[], options: InputOptions): Promise<readonly InputOutcome[]> {
  const batches = Array.from({ length: Math.ceil(inputs.length / BATCH) }, (_, index) => inputs.slice(index * BATCH, (index + 1) * BATCH));
  const results = await executor.execute(driven(candidate), batches.map(expressionOf), {
    ...(options.abortSignal ? { abortSignal: options.abortSignal } : {}),
    ...(options.runSeconds === undefined ? {} : { runSeconds: options.runSeconds }),
  });
  const found: InputOutcome[] = [];
  for (const [index, batch] of batches.entries()) {
    const result = results[index];
    const outcomes = outcomesOf(result, batch.length);
    found.push(...(outcomes ?? (options.isPatient || isTooLarge(result) ? await apart(executor, candidate, batch, options) : batch.map(() => null))));
  }
  return found;
}

function expressionOf(inputs: readonly string[]): string {
  return `${DRIVER}(${writeValue(['str', `[${inputs.join(', ')}]`], 'python')})`;
}

/** Null where the batch as a whole could not be read. */
function outcomesOf(result: ExecutionResult | undefined, count: number): readonly InputOutcome[] | null {
  if (result?.type !== 'value' || result.value[0] !== 'list') {
    return null;
  }
  const outcomes = (result.value[1] as readonly CanonicalValue[]).map(outcomeOf);
  return outcomes.length === count ? outcomes : null;
}

function outcomeOf(pair: CanonicalValue): InputOutcome {
  const [kind, value] = pair[1] as readonly CanonicalValue[];
  if (kind?.[1] === '1') {
    return { type: 'raised', exception: String(value?.[1]) };
  }
  return value && isCanonicalValue(value) ? { type: 'value', value } : null;
}

/** Together the results are more than the sandbox hands over at once. */
function isTooLarge(result: ExecutionResult | undefined): boolean {
  return result?.type === 'value' && result.value[0] === 'cut';
}

async function apart(executor: CodeExecutor, candidate: Candidate, batch: readonly string[], options: InputOptions): Promise<readonly InputOutcome[]> {
  if (batch.length <= 1) {
    return [null];
  }
  const middle = Math.ceil(batch.length / 2);
  return [...(await outcomesOn(executor, candidate, batch.slice(0, middle), options)), ...(await outcomesOn(executor, candidate, batch.slice(middle), options))];
}
