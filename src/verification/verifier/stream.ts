import { anySignal, raceAbort } from '../../base/abort';
import { AsyncQueue } from '../../base/asyncQueue';
import type { Candidate, Verdict } from '../types';

/**
 * Judges a stream of candidates, at most `atOnce` at a time, and yields verdicts as they come. The next candidate is
 * asked for only when there is room for it. Leaving early, or an abort, ends the checks and the stream.
 */
export async function* judgeStream(
  candidates: AsyncIterable<Candidate> | Iterable<Candidate>,
  judge: (candidate: Candidate, abortSignal: AbortSignal) => Promise<Verdict>,
  atOnce: number,
  abortSignal: AbortSignal | undefined,
): AsyncGenerator<Verdict, void> {
  const left = new AbortController();
  const signal = anySignal(abortSignal, left.signal);
  const verdicts = new AsyncQueue<Verdict>(() => left.abort());
  const iterator = Symbol.asyncIterator in candidates ? candidates[Symbol.asyncIterator]() : candidates[Symbol.iterator]();
  const work = async (): Promise<void> => {
    while (!signal.aborted) {
      const next = await raceAbort(Promise.resolve(iterator.next()), signal);
      if (next.done) {
        return;
      }
      verdicts.push(await judge(next.value, signal));
    }
  };
  const finish = (error?: unknown): void => {
    const isCancelled = abortSignal?.aborted === true;
    left.abort(); // After a failure the others' checks are of no use any more.
    if (error === undefined || isCancelled) {
      verdicts.end();
    } else {
      verdicts.fail(error);
    }
  };
  const workers = Promise.all(Array.from({ length: atOnce }, work)).then(() => finish(), finish);
  try {
    yield* verdicts;
  } finally {
    left.abort();
    void iterator.return?.();
    await workers;
  }
}
