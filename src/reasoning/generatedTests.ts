import type { Example } from '../verification/types';
import { consensusScores } from './consensus';
import type { GeneratedTest, MetExpectations } from './events';

/** Most tests that are kept: more cost sandbox time for every candidate, and those that were written most often come first. */
const MAX_GENERATED_TESTS = 16;

/** What a model wrote when it was asked for tests. */
export interface WrittenTests {
  /** Guesses: of a small model's about one in three is right. */
  readonly tests: readonly Example[];
  /** Everything that has arguments to try, whatever was expected of it. */
  readonly inputs: readonly Example[];
}

/** The tests of a run and which candidates meet them. They order candidates that are otherwise alike, and never make one pass. */
export class GeneratedTests {
  private written: WrittenTests | null = null;
  private readonly met = new Map<string, ReadonlySet<string>>();

  /** Whether the model was asked for tests, whatever came of it: it is asked once. */
  get isAsked(): boolean {
    return this.written !== null;
  }

  get tests(): readonly Example[] {
    return this.written?.tests ?? [];
  }

  get inputs(): readonly Example[] {
    return this.written?.inputs ?? [];
  }

  setWritten(written: WrittenTests): void {
    this.written = written;
  }

  /** @param testIds those that the candidate meets */
  setMet(candidateId: string, testIds: ReadonlySet<string>): void {
    this.met.set(candidateId, testIds);
  }

  metBy(candidateId: string): ReadonlySet<string> | null {
    return this.met.get(candidateId) ?? null;
  }

  /** What the tests say of each candidate that was run on them. */
  scores(): ReadonlyMap<string, MetExpectations> {
    const total = this.tests.length;
    return new Map([...consensusScores(this.met)].map(([id, score]) => [id, { passed: this.met.get(id)?.size ?? 0, total, score }]));
  }

  /** For people: each test with the candidates that meet it. */
  summary(): readonly GeneratedTest[] {
    return this.tests.map(({ id, label }) => ({ label, agreeing: [...this.met].filter(([, met]) => met.has(id)).map(([candidateId]) => candidateId) }));
  }
}

/**
 * Of what a model wrote in several samples, for each call the result that it gave most often; a call that it gives
 * two results equally often is an input and no test. What the task itself states is left out of both.
 */
export function chooseTests(samples: readonly (readonly Example[])[], stated: readonly Example[]): WrittenTests {
  const taken = new Set(stated.map(({ expression }) => expression));
  const calls = new Map<string, Map<string, { readonly test: Example; votes: number }>>();
  for (const test of samples.flat().filter(({ expression }) => !taken.has(expression))) {
    const results = calls.get(test.expression) ?? new Map<string, { readonly test: Example; votes: number }>();
    const key = JSON.stringify(test.expected.type === 'value' ? test.expected.value : test.expected);
    results.set(key, { test, votes: (results.get(key)?.votes ?? 0) + 1 });
    calls.set(test.expression, results);
  }
  const ranked = [...calls.values()].map((results) => [...results.values()].sort((a, b) => b.votes - a.votes));
  const clear = ranked.flatMap(([first, second]) => (first && first.votes > (second?.votes ?? 0) ? [first] : []));
  const tests = clear.sort((a, b) => b.votes - a.votes).slice(0, MAX_GENERATED_TESTS);
  return {
    tests: tests.map(({ test }, index) => ({ ...test, id: `gen${index + 1}` })),
    inputs: ranked.flatMap(([first]) => (first ? [first.test] : [])),
  };
}
