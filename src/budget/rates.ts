import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { Usage } from '../model';

/** How fast a model is on this machine, in tokens a second. */
export interface Rates {
  readonly prefill: number;
  /** Over one sequence. */
  readonly decodeSingle: number;
  /** Total over a batch of several samples. */
  readonly decodeBatch: number;
}

/** What has been measured; a rate that no call has shown yet is absent. */
export type MeasuredRates = Readonly<Partial<Rates>>;

/**
 * Before anything has been measured: a two-core machine with AVX2 and a 0.5B model, on the slow
 * side, so that the first forecast errs towards "longer".
 */
export const PRIOR_RATES: Rates = { prefill: 90, decodeSingle: 25, decodeBatch: 50 };

/** Weight of the newest measurement; old ones fade over about five runs, as machines and loads change. */
const NEWEST_WEIGHT = 0.3;
/** Shorter measurements say more about start-up than about speed. */
const MIN_TOKENS = 16;

const rate = z.number().positive().optional();
const bookSchema = z.record(z.string(), z.object({ prefill: rate, decodeSingle: rate, decodeBatch: rate }));

/** Rates by model, kept in one small file. Losing it only makes forecasts coarser, so a broken file is started anew. */
export class RateBook {
  constructor(private readonly path: string) {}

  get(modelId: string): MeasuredRates | null {
    return this.readAll()[modelId] ?? null;
  }

  /** Blends one call's speed in. `samples` were drawn at once. */
  record(modelId: string, usage: Usage, samples: number): void {
    const all = this.readAll();
    const decode = samples === 1 ? 'decodeSingle' : 'decodeBatch';
    const newPromptTokens = usage.promptTokens - usage.cachedPromptTokens;
    const old = all[modelId] ?? {};
    const measured = {
      ...old,
      ...blended(old, 'prefill', newPromptTokens, usage.prefillSeconds),
      ...blended(old, decode, usage.completionTokens, usage.decodeSeconds),
    };
    if (Object.keys(measured).length > 0) {
      this.write({ ...all, [modelId]: measured });
    }
  }

  private readAll(): Record<string, MeasuredRates> {
    try {
      const parsed = bookSchema.safeParse(JSON.parse(readFileSync(this.path, 'utf8')));
      const entries = parsed.success ? Object.entries(parsed.data) : [];
      return Object.fromEntries(entries.map(([modelId, rates]) => [modelId, withoutPrior(rates)]));
    } catch {
      // Absent on first use, or broken: start from the prior again.
      return {};
    }
  }

  private write(all: Record<string, MeasuredRates>): void {
    try {
      mkdirSync(dirname(this.path), { recursive: true });
      const temporary = `${this.path}.${process.pid}.tmp`;
      writeFileSync(temporary, JSON.stringify(all, null, 2));
      renameSync(temporary, this.path);
    } catch {
      // A full disk or a folder that cannot be written must not fail a run that is paid for: the next forecast is rougher.
    }
  }
}

/** One rate with a call's measurement in it; nothing when the call was too short to say. The first measurement stands alone. */
function blended(old: MeasuredRates, name: keyof Rates, tokens: number, seconds: number): MeasuredRates {
  if (tokens < MIN_TOKENS || seconds <= 0) {
    return {};
  }
  const speed = tokens / seconds;
  const before = old[name];
  return { [name]: before === undefined ? speed : before * (1 - NEWEST_WEIGHT) + speed * NEWEST_WEIGHT };
}

/** Older versions wrote the prior for what they had not measured; no measurement is that round. */
function withoutPrior(rates: { readonly [K in keyof Rates]?: number | undefined }): MeasuredRates {
  const known = Object.entries(rates).filter(([name, value]) => value !== undefined && value !== PRIOR_RATES[name as keyof Rates]);
  return Object.fromEntries(known);
}
