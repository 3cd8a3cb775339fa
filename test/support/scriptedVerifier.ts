import type { Candidate, Example, ExampleStatus, Fingerprint, Verdict, Verifier, VerifyOptions } from '../../src/verification/types';

const ISOLATION = { level: 'contained', description: 'scripted' } as const;

/** Judges by what the candidate's text contains, and remembers what it was asked. */
export class ScriptedVerifier implements Verifier {
  readonly verified: { candidate: Candidate; options: VerifyOptions }[] = [];

  constructor(
    private readonly judge: (code: string, options: VerifyOptions) => ExampleStatus = (code) => (code.includes('right') ? 'passed' : 'failed'),
    private readonly behaviour: (code: string) => string = (code) => code,
  ) {}

  async verify(candidate: Candidate, examples: readonly Example[], options: VerifyOptions = {}): Promise<Verdict> {
    this.verified.push({ candidate, options });
    const status = examples.length === 0 ? 'inconclusive' : this.judge(candidate.code, options);
    return {
      candidateId: candidate.id,
      status,
      results: examples.map(({ id }) => ({ exampleId: id, status, actual: null, expected: '1', message: null })),
      reason: `scripted ${status}`,
      isolation: ISOLATION,
      seconds: 0.01,
    };
  }

  async *verifyAll(candidates: AsyncIterable<Candidate> | Iterable<Candidate>, examples: readonly Example[], options: VerifyOptions = {}): AsyncGenerator<Verdict> {
    for await (const candidate of candidates) {
      yield await this.verify(candidate, examples, options);
    }
  }

  async fingerprint(candidate: Candidate, expressions: readonly string[]): Promise<Fingerprint> {
    return { candidateId: candidate.id, outcomes: expressions.map(() => this.behaviour(candidate.code)) };
  }

  async dispose(): Promise<void> {}
}
