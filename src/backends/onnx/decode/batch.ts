import type { StreamPart } from '../../../model';
import type { Sampled } from '../sampling';
import { KVCache } from '../session/kvCache';
import type { ForwardModel, ForwardRequest, ScoredRow } from '../session/transformerSession';
import { breathe } from './breathe';
import type { DraftPolicy } from './draftPolicy';
import { MAX_DRAFT } from './draftPolicy';
import { lookUp, type Draft } from './promptLookup';
import type { Sequence } from './sequence';

/** Slots that the samples' own caches grow by. Masked slots cost time, copies cost more. */
const OWN_BUCKET = 32;

/** Steps for which all logits are fetched after they were needed: flat stretches of text come in runs. */
const FLAT_STEPS = 8;

/** Scores of one token, and a way to all logits behind them. */
export interface ScoredToken extends Pick<ScoredRow, 'scores'> {
  allLogits(): Promise<Float32Array>;
}

/** @throws Error when the row came without logits. */
export function logitsOf(row: ScoredRow | undefined): Float32Array {
  if (!row?.logits) {
    throw new Error('Logits were asked for and did not come.');
  }
  return row.logits;
}

/**
 * Chooses a token; asks for all logits only when the scores do not decide.
 * @throws ReckonError `cancelled` before it looks at all logits, which takes a while for each sample
 */
export async function choose(sequence: Sequence, { scores, allLogits }: ScoredToken, signal: AbortSignal | undefined): Promise<Sampled> {
  const sampled = sequence.sampler.sample(scores);
  if (sampled) {
    return sampled;
  }
  await breathe(signal);
  return sequence.sampler.sampleAll(await allLogits());
}

/** Makes what is dear once, however often and by whomever it is asked for. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

/**
 * Samples over one prompt that are generated together. Each holds its own keys and values behind the
 * prompt's, of its own length, so that samples join and leave at any step and may advance by several
 * tokens at once.
 */
export class Batch {
  private active: readonly Sequence[] = [];
  private readonly own: KVCache;
  /** Steps that are still to fetch all logits, which saves repeating a step for one row. */
  private flatSteps = 0;

  constructor(
    private readonly model: ForwardModel,
    private readonly shared: KVCache,
    private readonly temperature: number,
    /** Null: nothing is drafted. */
    private readonly policy: DraftPolicy | null,
  ) {
    this.own = new KVCache(model.shape, 0, OWN_BUCKET);
  }

  get size(): number {
    return this.active.length;
  }

  /** Takes samples in that have their first token. */
  join(sequences: readonly Sequence[]): void {
    this.own.select(this.active.map((_, index) => index), sequences.length);
    this.active = [...this.active, ...sequences];
  }

  /**
   * One forward pass: every sample gets one token, or as many as its draft had right and one more. Finished ones leave.
   * Where the scores do not decide, a second pass fetches all logits, for every row at once.
   * @throws ReckonError `cancelled` between two samples that need all logits; the batch is of no use then
   */
  async step(signal?: AbortSignal): Promise<{ parts: StreamPart[]; tokens: number }> {
    const guesses = this.policy ? this.active.map((sequence) => lookUp(sequence.history, Math.min(MAX_DRAFT, sequence.remaining - 1))) : [];
    const drafts = this.policy?.choose(guesses) ?? this.active.map(() => []);
    const request = this.request(drafts);
    const scored = await this.model.forward(request);
    this.flatSteps = Math.max(0, this.flatSteps - 1);
    const withLogits = once(() => this.model.forward({ ...request, wantsLogits: true }));
    const parts: StreamPart[] = [];
    const counts: number[] = [];
    let row = 0;
    for (const [index, sequence] of this.active.entries()) {
      const draft = drafts[index] as readonly number[];
      const first = row;
      const scoredAt = (at: number): ScoredToken => this.scoredToken(scored, first + at, withLogits);
      const taken = await this.take(sequence, draft, (at) => choose(sequence, scoredAt(at), signal), parts);
      this.learn(guesses[index], draft.length, taken - 1);
      counts.push(taken);
      row += 1 + draft.length;
    }
    this.own.advance(counts);
    this.leave();
    return { parts, tokens: counts.reduce((sum, count) => sum + count, 0) };
  }

  /** Accepts tokens as long as they are what was drafted. Returns how many: as many rows of the cache count. */
  private async take(sequence: Sequence, draft: readonly number[], choiceAt: (at: number) => Promise<Sampled>, parts: StreamPart[]): Promise<number> {
    for (let at = 0; ; at += 1) {
      const sampled = await choiceAt(at);
      parts.push(...sequence.accept(sampled));
      if (sequence.finished || sampled.tokenId !== draft[at]) {
        return at + 1;
      }
    }
  }

  private learn(guess: Draft | null | undefined, checked: number, accepted: number): void {
    if (guess && checked > 0) {
      this.policy?.record(guess, checked, accepted);
    }
  }

  /** Rows of a sample: its last token, its draft, and filling up to the longest draft. */
  private request(drafts: readonly (readonly number[])[]): ForwardRequest {
    const rows = 1 + Math.max(...drafts.map(({ length }) => length));
    const at = [...new Array<undefined>(rows).keys()];
    // A sample near its end is filled up beyond the last position that the model knows; nobody looks at those rows.
    const lastPosition = this.model.shape.contextLength - 1;
    return {
      tokens: this.active.flatMap((sequence, index) => at.map((row) => (row === 0 ? sequence.last : (drafts[index]?.[row - 1] ?? sequence.last)))),
      groups: this.active.length,
      positions: this.active.flatMap((sequence) => at.map((row) => Math.min(sequence.history.length - 1 + row, lastPosition))),
      logitRows: drafts.flatMap((draft, index) => at.slice(0, 1 + draft.length).map((row) => index * rows + row)),
      temperature: this.temperature,
      wantsLogits: this.flatSteps > 0,
      shared: this.shared,
      own: this.own,
      into: this.own,
    };
  }

  private scoredToken(scored: readonly ScoredRow[], at: number, withLogits: () => Promise<readonly ScoredRow[]>): ScoredToken {
    const row = scored[at] as ScoredRow;
    return {
      scores: row.scores,
      allLogits: async () => {
        this.flatSteps = FLAT_STEPS;
        return row.logits ?? logitsOf((await withLogits())[at]);
      },
    };
  }

  private leave(): void {
    const kept = [...this.active.keys()].filter((index) => this.active[index]?.finished === false);
    if (kept.length < this.active.length) {
      this.own.select(kept);
      this.active = kept.map((index) => this.active[index] as Sequence);
    }
  }
}
