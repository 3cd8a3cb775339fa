import type { Clock } from '../../base/clock';
import type { VirtualClock } from '../../base/virtualClock';
import type { Candidate, Example, Fingerprint, Verdict, Verifier, VerifyOptions } from '../../verification/types';

/** What was found, and how long that took. */
interface Timed<T> {
  readonly found: T;
  readonly seconds: number;
}

/** What was checked before, by what it depends on. Shared by all replays of one problem. */
export class KnownChecks {
  readonly verdicts = new Map<string, Promise<Timed<Verdict>>>();
  readonly fingerprints = new Map<string, Promise<Timed<Fingerprint>>>();
}

export interface ReplayVerifierOptions {
  readonly verifier: Verifier;
  readonly known: KnownChecks;
  /** By which checks are timed when they are made. */
  readonly clock: Clock;
  /** The replay's own, on which these times pass. */
  readonly replayClock: VirtualClock;
  /** Stops checks; what comes of them then is nothing to go on with. */
  readonly abortSignal?: AbortSignal;
}

/**
 * Checks once what replays ask for again and again. A check's own seconds pass on the replay's clock, whenever it
 * was made. Limits of time are those of the verifier: what a replay has left must not change what is remembered.
 */
export class ReplayVerifier implements Verifier {
  constructor(private readonly options: ReplayVerifierOptions) {}

  async verify(candidate: Candidate, examples: readonly Example[], { virgin = false }: VerifyOptions = {}): Promise<Verdict> {
    const key = JSON.stringify([virgin, candidate.code, candidate.program, examples.map(({ id, expression, expected }) => [id, expression, expected])]);
    const { verifier, known } = this.options;
    const verdict = await this.once(known.verdicts, key, () => verifier.verify(candidate, examples, { virgin, ...this.stop() }));
    return { ...verdict, candidateId: candidate.id };
  }

  async *verifyAll(candidates: AsyncIterable<Candidate> | Iterable<Candidate>, examples: readonly Example[], options: VerifyOptions = {}): AsyncGenerator<Verdict> {
    for await (const candidate of candidates) {
      yield await this.verify(candidate, examples, options);
    }
  }

  async fingerprint(candidate: Candidate, expressions: readonly string[]): Promise<Fingerprint> {
    const key = JSON.stringify([candidate.program, expressions]);
    const { verifier, known } = this.options;
    const print = await this.once(known.fingerprints, key, () => verifier.fingerprint(candidate, expressions, this.stop()));
    return { ...print, candidateId: candidate.id };
  }

  /** The verifier belongs to whoever made it. */
  async dispose(): Promise<void> {}

  private stop(): { readonly abortSignal?: AbortSignal } {
    const { abortSignal } = this.options;
    return abortSignal ? { abortSignal } : {};
  }

  private async once<T>(known: Map<string, Promise<Timed<T>>>, key: string, make: () => Promise<T>): Promise<T> {
    const made = known.get(key) ?? this.timed(make);
    known.set(key, made);
    // A check that could not be made says nothing, and is made again when it is next asked for.
    const { found, seconds } = await made.catch((error: unknown) => {
      known.delete(key);
      throw error;
    });
    this.options.replayClock.advance(seconds);
    return found;
  }

  private async timed<T>(make: () => Promise<T>): Promise<Timed<T>> {
    const startedAt = this.options.clock.seconds();
    const found = await make();
    return { found, seconds: this.options.clock.seconds() - startedAt };
  }
}
