import type { Clock } from '../../../../src/base/clock';
import type { Candidate, Verifier } from '../../../../src/verification/types';
import type { SandboxVerifier } from '../../../../src/verification/verifier';
import { median } from '../../support/statistics';
import { checkAll, type PlainCheck } from './plain';
import type { Work } from './work';

export interface SpeedInput {
  readonly clock: Clock;
  readonly rounds: number;
  /** With all inputs. */
  readonly many: Work;
  /** With a few, as tasks have them. */
  readonly few: Work;
  readonly plain: PlainCheck;
  createVerifier(): SandboxVerifier;
}

/** Seconds, one value a round. */
export interface SpeedSeries {
  readonly reckon: readonly number[];
  readonly plain: readonly number[];
}

export interface SpeedResult {
  /** All candidates with all inputs. */
  readonly all: SpeedSeries;
  /** The median of a round's single checks. */
  readonly single: SpeedSeries;
  /** From nothing to the first verdict. */
  readonly cold: SpeedSeries;
}

/** Single checks of a round. */
const SINGLES = 15;

/** Reckon and plain processes in turns, so that a machine that is slower for a while is slower for both. */
export async function measureSpeed({ clock, rounds, many, few, plain, createVerifier }: SpeedInput): Promise<SpeedResult> {
  const timed = async (act: () => Promise<unknown>): Promise<number> => {
    const startedAt = clock.seconds();
    await act();
    return clock.seconds() - startedAt;
  };
  const first = few.candidates[0] as Candidate;
  const cold = { reckon: [] as number[], plain: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    const fresh = createVerifier();
    cold.reckon.push(await timed(() => verifyRight(fresh, [first], few)));
    await fresh.dispose();
    cold.plain.push(await timed(() => plain(first, few.examples)));
  }
  const verifier = createVerifier();
  try {
    await verifier.warmUp(many.language);
    await verifyRight(verifier, many.candidates, many);
    const all = { reckon: [] as number[], plain: [] as number[] };
    const single = { reckon: [] as number[], plain: [] as number[] };
    for (let round = 0; round < rounds; round += 1) {
      all.reckon.push(await timed(() => verifyRight(verifier, many.candidates, many)));
      all.plain.push(await timed(() => checkAll(plain, many)));
      single.reckon.push(await medianOf(few, (candidate) => timed(() => verifyRight(verifier, [candidate], few))));
      single.plain.push(await medianOf(few, (candidate) => timed(() => plain(candidate, few.examples))));
    }
    return { all, single, cold };
  } finally {
    await verifier.dispose();
  }
}

async function medianOf({ candidates }: Work, time: (candidate: Candidate) => Promise<number>): Promise<number> {
  const seconds: number[] = [];
  for (const candidate of candidates.slice(0, SINGLES)) {
    seconds.push(await time(candidate));
  }
  return median(seconds);
}

/** As a run of Reckon checks them. @throws Error when one does not pass: then something else was measured */
async function verifyRight(verifier: Verifier, candidates: readonly Candidate[], { examples }: Work): Promise<void> {
  let count = 0;
  for await (const { candidateId, status, reason } of verifier.verifyAll(candidates, examples)) {
    if (status !== 'passed') {
      throw new Error(`${candidateId}: ${status}, ${reason}`);
    }
    count += 1;
  }
  if (count !== candidates.length) {
    throw new Error(`${count} verdicts of ${candidates.length} candidates.`);
  }
}
