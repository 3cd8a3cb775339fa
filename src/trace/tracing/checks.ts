import { ReckonError, serializeError } from '../../base/errors';
import type { OwnTestsJudge } from '../../reasoning';
import type { Candidate, Example, Fingerprint, Verdict, Verifier, VerifyOptions } from '../../verification/types';
import { fingerprintKey, ownTestsKey, verifyKey } from '../checkKey';
import type { TracedCheck } from '../document';
import type { Mutable, TraceSink } from './sink';

type CheckOf<Kind extends TracedCheck['kind']> = Mutable<Extract<TracedCheck, { readonly kind: Kind }>>;

/** A verifier whose checks are written down, with the time that each took. */
export class TracingVerifier implements Verifier {
  constructor(private readonly verifier: Verifier, private readonly sink: TraceSink) {}

  async verify(candidate: Candidate, examples: readonly Example[], options: VerifyOptions = {}): Promise<Verdict> {
    const check = this.beginVerify(candidate, examples, options);
    return this.endVerify(check, await this.verifier.verify(candidate, examples, options), options);
  }

  async *verifyAll(candidates: AsyncIterable<Candidate> | Iterable<Candidate>, examples: readonly Example[], options: VerifyOptions = {}): AsyncGenerator<Verdict> {
    const open = new Map<string, CheckOf<'verify'>>();
    const begin = (candidate: Candidate): void => void open.set(candidate.id, this.beginVerify(candidate, examples, options));
    for await (const verdict of this.verifier.verifyAll(announced(candidates, begin), examples, options)) {
      const check = open.get(verdict.candidateId);
      yield check ? this.endVerify(check, verdict, options) : verdict;
    }
  }

  async fingerprint(candidate: Candidate, expressions: readonly string[], options: VerifyOptions = {}): Promise<Fingerprint> {
    const check: CheckOf<'fingerprint'> = {
      kind: 'fingerprint', ...begun(this.sink, candidate, options), key: fingerprintKey(candidate, expressions, options.virgin === true), fresh: options.virgin === true, outcomes: null,
    };
    this.sink.addCheck(check);
    const print = await this.verifier.fingerprint(candidate, expressions, options);
    Object.assign(check, { ended: this.sink.end(), outcomes: options.abortSignal?.aborted === true ? null : print.outcomes });
    return print;
  }

  dispose(): Promise<void> {
    return this.verifier.dispose();
  }

  private beginVerify(candidate: Candidate, examples: readonly Example[], options: VerifyOptions): CheckOf<'verify'> {
    const fresh = options.virgin === true;
    const check: CheckOf<'verify'> = { kind: 'verify', ...begun(this.sink, candidate, options), key: verifyKey(candidate, examples, fresh), fresh, verdict: null };
    this.sink.addCheck(check);
    return check;
  }

  /** A check that was stopped says nothing of its candidate, unless it had passed by then. */
  private endVerify(check: CheckOf<'verify'>, verdict: Verdict, { abortSignal }: VerifyOptions): Verdict {
    Object.assign(check, { ended: this.sink.end(), verdict: abortSignal?.aborted === true && verdict.status !== 'passed' ? null : verdict });
    return verdict;
  }
}

function begun(sink: TraceSink, { id }: Pick<Candidate, 'id'>, { maxSeconds = null }: { readonly maxSeconds?: number | null }): Pick<TracedCheck, 'candidateId' | 'startedAt' | 'ended' | 'maxSeconds'> {
  return { candidateId: id, startedAt: sink.seconds(), ended: null, maxSeconds };
}

async function* announced(candidates: AsyncIterable<Candidate> | Iterable<Candidate>, begin: (candidate: Candidate) => void): AsyncGenerator<Candidate> {
  for await (const candidate of candidates) {
    begin(candidate);
    yield candidate;
  }
}

/** The person's own tests, written down as they judge. */
export function tracingJudge(judge: OwnTestsJudge, sink: TraceSink): OwnTestsJudge {
  return {
    command: judge.command,
    judge: async (candidate, abortSignal) => {
      const check: CheckOf<'own-tests'> = {
        kind: 'own-tests', ...begun(sink, candidate, {}), key: ownTestsKey(candidate, judge.command), command: judge.command, report: null, error: null,
      };
      sink.addCheck(check);
      try {
        const report = await judge.judge(candidate, abortSignal);
        Object.assign(check, { ended: sink.end(), report: abortSignal.aborted ? null : report });
        return report;
      } catch (error) {
        Object.assign(check, { ended: sink.end(), error: abortSignal.aborted || !ReckonError.is(error) ? null : serializeError(error) });
        throw error;
      }
    },
  };
}
