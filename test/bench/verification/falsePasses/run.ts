import { seededRandom } from '../../../../src/base/random';
import { loadSyntax } from '../../../../src/verification/syntax';
import { ResultCache } from '../../../../src/evaluation/resultCache';
import type { InputOutcome } from '../../../../src/evaluation/scoring/inputs';
import type { Bench, MutantResult, Reference } from './judging';
import { mutantsOf, shuffled, type Mutant } from './mutations';

/** A mutant with what became of it. */
export interface JudgedMutant extends MutantResult {
  readonly problem: string;
  readonly operator: string;
  /** Visible examples of its problem. */
  readonly examples: number;
}

interface Planned {
  readonly reference: Reference;
  readonly mutant: Mutant;
}

/** Mutants of all problems, one of each in turn, so that what is taken from the front is spread over them. */
export async function plan(references: readonly Reference[], seed: number): Promise<readonly Planned[]> {
  const syntax = await loadSyntax('python');
  const random = seededRandom(seed);
  const queues = references.map((reference, index): readonly Planned[] => {
    const { prompt, solution } = reference.row;
    return mutantsOf(syntax, prompt + (solution ?? ''), prompt.length, random.fork(index)).map((mutant) => ({ reference, mutant }));
  });
  const order = shuffled(queues, random.fork(queues.length));
  const longest = Math.max(0, ...order.map(({ length }) => length));
  return Array.from({ length: longest }, (_, turn) => order.flatMap((queue) => queue.slice(turn, turn + 1))).flat();
}

export interface RunInput {
  readonly planned: readonly Planned[];
  readonly count: number;
  readonly benches: readonly Bench[];
  readonly cache: ResultCache<MutantResult>;
  /** What results depend on besides the mutant: the sandbox's own text. */
  readonly version: string;
  log(line: string): void;
}

/** Lines of progress: one in so many mutants. */
const LOG_EVERY = 50;

/** Judges from the front until `count` are programs. The result depends on the plan only, not on which bench was quicker. */
export async function judgeMutants({ planned, count, benches, cache, version, log }: RunInput): Promise<readonly JudgedMutant[]> {
  const results: (JudgedMutant | undefined)[] = [];
  const expectations = new Map<Reference, Promise<readonly InputOutcome[]>>();
  let next = 0;
  let valid = 0;
  const work = async (bench: Bench): Promise<void> => {
    while (valid < count && next < planned.length) {
      const index = next;
      next += 1;
      const { reference, mutant } = planned[index] as Planned;
      const expected = (): Promise<readonly InputOutcome[]> => {
        const known = expectations.get(reference) ?? bench.expected(reference);
        expectations.set(reference, known);
        return known;
      };
      const { row, task } = reference;
      const key = ResultCache.keyOf(version, mutant.code, task.examples, row.inputs, row.tolerance);
      const result = await cache.get(key, () => bench.judge(reference, mutant, expected));
      results[index] = { ...result, problem: row.id, operator: mutant.operator, examples: task.examples.length };
      if (result.verdict !== 'not-compiled') {
        valid += 1;
        if (valid % LOG_EVERY === 0) {
          log(`${valid} of ${count} mutants`);
        }
      }
    }
  };
  await Promise.all(benches.map(work));
  return results.filter((result) => result !== undefined && result.verdict !== 'not-compiled').slice(0, count) as readonly JudgedMutant[];
}
