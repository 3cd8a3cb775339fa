import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { Usage } from '../model';

/** How fast a model has been on this machine, in tokens a second. */
export interface MeasuredRates {
  readonly prefill: number;
  /** Over one sequence. */
  readonly decodeSingle: number;
  /** Total over a batch of several samples. */
  readonly decodeBatch: number;
}

/**
 * Before anything has been measured: a two-core machine with AVX2 and a 0.5B model, on the slow
 * side, so that the first forecast errs towards "longer".
 */
export const PRIOR_RATES: MeasuredRates = { prefill: 90, decodeSingle: 25, decodeBatch: 50 };

/** Weight of the newest measurement; old ones fade over about five runs, as machines and loads change. */
const NEWEST_WEIGHT = 0.3;
/** Shorter measurements say more about start-up than about speed. */
const MIN_TOKENS = 16;

const ratesSchema = z.record(
  z.string(),
  z.object({ prefill: z.number().positive(), decodeSingle: z.number().positive(), decodeBatch: z.number().positive() }),
);

/** Rates by model, kept in one small file. Losing it only makes forecasts coarser, so a broken file is started anew. */
export class RateBook {
  constructor(private readonly path: string) {}

  get(modelId: string): MeasuredRates | null {
    return this.readAll()[modelId] ?? null;
  }

  /** Blends one call's speed in. `samples` were drawn at once. */
  record(modelId: string, usage: Usage, samples: number): void {
    const all = this.readAll();
    const old = all[modelId] ?? PRIOR_RATES;
    const weight = all[modelId] === undefined ? 1 : NEWEST_WEIGHT;
    const newPromptTokens = usage.promptTokens - usage.cachedPromptTokens;
    const blend = (before: number, tokens: number, seconds: number): number =>
      tokens < MIN_TOKENS || seconds <= 0 ? before : before * (1 - weight) + (tokens / seconds) * weight;
    const decode = (before: number): number => blend(before, usage.completionTokens, usage.decodeSeconds);
    all[modelId] = {
      prefill: blend(old.prefill, newPromptTokens, usage.prefillSeconds),
      decodeSingle: samples === 1 ? decode(old.decodeSingle) : old.decodeSingle,
      decodeBatch: samples > 1 ? decode(old.decodeBatch) : old.decodeBatch,
    };
    this.write(all);
  }

  private readAll(): Record<string, MeasuredRates> {
    try {
      const parsed = ratesSchema.safeParse(JSON.parse(readFileSync(this.path, 'utf8')));
      return parsed.success ? parsed.data : {};
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
