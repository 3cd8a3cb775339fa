import type { Draft } from './promptLookup';

/** Tokens drafted at most for a sample: longer drafts are rarely right to their end. */
export const MAX_DRAFT = 7;
/** From this match length on, what followed is taken for surer. */
const LONG_MATCH = 4;
/**
 * What one more row costs, as a share of a step of one row, with sums of byte products and without. Without, eight rows
 * took 116 ms and one took 34 (docs/engine.md). Not measured while running: how many rows a step has decides the last
 * bits of what it computes, and the same seed is to give the same text.
 */
const ROW_COST = { fast: 0.25, slow: 0.34 } as const;
/** How often drafted tokens are right before anything is known, and where forgotten rates drift to. */
const PRIOR = { short: 0.4, long: 0.7 } as const;
/** Weight of the newest draft. */
const NEWEST = 0.15;
/** How fast a low rate recovers while nothing is drafted, in steps: a new stretch of text deserves a new try. */
const RECOVERY = 0.01;

type Kind = keyof typeof PRIOR;

/**
 * Decides how many drafted tokens to check at once. Checking costs rows, and pays when enough of them
 * are right; what was right so far says how many that will be. With many samples a step's rows are
 * dear, and nothing is drafted.
 */
export class DraftPolicy {
  private readonly rates: Record<Kind, number> = { ...PRIOR };
  private readonly rowCost: number;

  constructor(hasByteDotProducts: boolean) {
    this.rowCost = hasByteDotProducts ? ROW_COST.fast : ROW_COST.slow;
  }

  /** The drafts to check, one for each sample; empty ones where none pays. */
  choose(drafts: readonly (Draft | null)[]): readonly (readonly number[])[] {
    let best = { length: 0, value: this.value(drafts, 0) };
    for (let length = 1; length <= MAX_DRAFT; length += 1) {
      const value = this.value(drafts, length);
      if (value > best.value) {
        best = { length, value };
      }
    }
    if (best.length === 0) {
      this.recover();
    }
    return drafts.map((draft) => draft?.tokens.slice(0, best.length) ?? []);
  }

  record(draft: Draft, checked: number, accepted: number): void {
    const kind = kindOf(draft);
    // Of accepted + 1 tokens looked at, the last was wrong, unless all were right.
    const right = accepted / Math.min(checked, accepted + 1);
    this.rates[kind] += NEWEST * (right - this.rates[kind]);
  }

  /** Tokens for the time of one step of one row. */
  private value(drafts: readonly (Draft | null)[], length: number): number {
    const rows = drafts.length * (1 + length);
    const tokens = drafts.reduce((sum, draft) => sum + 1 + this.expected(draft, length), 0);
    return tokens / (1 + this.rowCost * (rows - 1));
  }

  /** Drafted tokens that are right up to the first wrong one. */
  private expected(draft: Draft | null, length: number): number {
    if (draft === null) {
      return 0;
    }
    const rate = this.rates[kindOf(draft)];
    let sum = 0;
    for (let at = 1; at <= Math.min(length, draft.tokens.length); at += 1) {
      sum += rate ** at;
    }
    return sum;
  }

  private recover(): void {
    for (const kind of ['short', 'long'] as const) {
      this.rates[kind] += RECOVERY * (PRIOR[kind] - this.rates[kind]);
    }
  }
}

function kindOf({ matchLength }: Draft): Kind {
  return matchLength >= LONG_MATCH ? 'long' : 'short';
}
