import { describe, expect, it } from 'vitest';
import type { Candidate, Verdict } from '../../../src/verification/types';
import { judgeStream } from '../../../src/verification/verifier/stream';
import { candidateOf } from '../../support/candidates';

const candidates = (count: number): Candidate[] => Array.from({ length: count }, (_, index) => ({ ...candidateOf('python', '', 'f'), id: `c${index}` }));

function verdictOf({ id }: Candidate): Verdict {
  return { candidateId: id, status: 'passed', results: [], reason: '', seconds: 0, isolation: { level: 'contained', description: 'scripted' } };
}

/** Judges nothing until it is told to. */
function slowJudge(): { judge: (candidate: Candidate, signal: AbortSignal) => Promise<Verdict>; asked: string[]; finish: (id: string) => void; aborted: string[] } {
  const asked: string[] = [];
  const aborted: string[] = [];
  const finishers = new Map<string, () => void>();
  return {
    asked,
    aborted,
    finish: (id) => finishers.get(id)?.(),
    judge: (candidate, signal) => {
      asked.push(candidate.id);
      return new Promise((resolve) => {
        finishers.set(candidate.id, () => resolve(verdictOf(candidate)));
        signal.addEventListener('abort', () => {
          aborted.push(candidate.id);
          resolve({ ...verdictOf(candidate), status: 'inconclusive' });
        });
      });
    },
  };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('judging a stream of candidates', () => {
  it('yields verdicts as they come and asks for no more candidates than it has room for', async () => {
    const { judge, asked, finish } = slowJudge();
    const verdicts = judgeStream(candidates(5), judge, 2, undefined)[Symbol.asyncIterator]();
    const first = verdicts.next();
    await settled();
    expect(asked).toEqual(['c0', 'c1']);
    finish('c1');
    expect((await first).value).toMatchObject({ candidateId: 'c1' });
    await settled();
    expect(asked).toEqual(['c0', 'c1', 'c2']);
    await Promise.all([verdicts.return(undefined), settled()]);
  });

  it('judges candidates while the stream is still coming in, and ends with it', async () => {
    let release = (): void => undefined;
    async function* coming(): AsyncGenerator<Candidate> {
      yield* candidates(1);
      await new Promise<void>((resolve) => {
        release = resolve;
      });
    }
    const verdicts = judgeStream(coming(), async (candidate) => verdictOf(candidate), 4, undefined);
    expect((await verdicts.next()).value).toMatchObject({ candidateId: 'c0' });
    release();
    expect((await verdicts.next()).done).toBe(true);
  });

  it('stops the checks and the stream when the consumer leaves', async () => {
    const { judge, asked, aborted } = slowJudge();
    const judgeFirstAtOnce: typeof judge = (candidate, signal) => (candidate.id === 'c0' ? Promise.resolve(verdictOf(candidate)) : judge(candidate, signal));
    let isStopped = false;
    function* endless(): Generator<Candidate> {
      try {
        for (let index = 0; ; index += 1) {
          yield { ...candidateOf('python', '', 'f'), id: `c${index}` };
        }
      } finally {
        isStopped = true;
      }
    }
    for await (const verdict of judgeStream(endless(), judgeFirstAtOnce, 3, undefined)) {
      expect(verdict.candidateId).toBe('c0');
      break;
    }
    expect(isStopped).toBe(true);
    expect(asked.length).toBeGreaterThan(0);
    expect(aborted).toEqual(asked);
  });

  it('ends when it is aborted, also while it waits for a candidate', async () => {
    const cancel = new AbortController();
    async function* never(): AsyncGenerator<Candidate> {
      await new Promise<void>(() => undefined);
      yield* candidates(1);
    }
    const next = judgeStream(never(), async (candidate) => verdictOf(candidate), 2, cancel.signal).next();
    cancel.abort();
    expect((await next).done).toBe(true);
  });

  it('fails as a check fails', async () => {
    const verdicts = judgeStream(candidates(3), async () => {
      throw new Error('no sandbox');
    }, 2, undefined);
    await expect(verdicts.next()).rejects.toThrow('no sandbox');
  });
});
