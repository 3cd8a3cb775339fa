import { nextTurn } from '../../base/turn';
import type { VirtualClock } from '../../base/virtualClock';
import type { Candidate, Example, Fingerprint, Verdict, Verifier, VerifyOptions } from '../../verification/types';

/** Verdicts that were made before, by what they depend on. Shared by all replays of one problem. */
export type KnownChecks = Map<string, Promise<Verdict | Fingerprint>>;

/**
 * Checks once what replays ask for again and again. A verdict's own seconds pass on the replay's clock, whenever it
 * was made. Limits of time are those of the verifier: what a replay has left must not change what is remembered.
 */
export class ReplayVerifier implements Verifier {
  private pending: Promise<unknown> = Promise.resolve();

  constructor(private readonly verifier: Verifier, private readonly known: KnownChecks, private readonly clock: VirtualClock) {}

  async verify(candidate: Candidate, examples: readonly Example[], { virgin = false }: VerifyOptions = {}): Promise<Verdict> {
    const key = JSON.stringify(['verify', virgin, candidate.code, candidate.program, examples.map(({ id, expression, expected }) => [id, expression, expected])]);
    const verdict = (await this.once(key, () => this.verifier.verify(candidate, examples, { virgin }))) as Verdict;
    this.clock.advance(verdict.seconds);
    return { ...verdict, candidateId: candidate.id };
  }

  async *verifyAll(candidates: AsyncIterable<Candidate> | Iterable<Candidate>, examples: readonly Example[], options: VerifyOptions = {}): AsyncGenerator<Verdict> {
    for await (const candidate of candidates) {
      yield await this.verify(candidate, examples, options);
    }
  }

  async fingerprint(candidate: Candidate, expressions: readonly string[]): Promise<Fingerprint> {
    const key = JSON.stringify(['fingerprint', candidate.program, expressions]);
    const print = (await this.once(key, () => this.verifier.fingerprint(candidate, expressions))) as Fingerprint;
    return { ...print, candidateId: candidate.id };
  }

  /** Resolves when every check that was asked for is done. */
  async settled(): Promise<void> {
    for (let last: Promise<unknown> | null = null; last !== this.pending; ) {
      last = this.pending;
      await last;
      // Whoever waited for it goes on first, and may ask for the next.
      await nextTurn();
    }
  }

  /** The verifier belongs to whoever made it. */
  async dispose(): Promise<void> {}

  private once(key: string, make: () => Promise<Verdict | Fingerprint>): Promise<Verdict | Fingerprint> {
    const known = this.known.get(key) ?? make();
    this.known.set(key, known);
    // A check that could not be made says nothing, and is made again when it is next asked for.
    this.pending = Promise.all([this.pending, known.catch(() => this.known.delete(key))]);
    return known;
  }
}
