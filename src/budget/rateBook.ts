import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { Usage } from '../model';
import type { DecodePoint, MeasuredRates, PrefillPoint } from './rates';

/** Weight of the newest measurement; old ones fade over about five runs, as machines and loads change. */
const NEWEST_WEIGHT = 0.3;
/** Shorter measurements say more about start-up than about speed. */
const MIN_TOKENS = 16;
/** Contexts are told apart by powers of this: between two of them speeds differ by a few percent. */
const CONTEXT_STEP = 2;
/** Contexts below this are alike. */
const SHORTEST_CONTEXT = 128;

const positive = z.number().positive();
const entrySchema = z.object({
  machine: z.string(),
  prefill: z.array(z.object({ contextTokens: positive, tokensPerSecond: positive })),
  decode: z.array(z.object({ samples: positive, contextTokens: positive, tokensPerSecond: positive })),
});
/** Entries are looked at one by one: what one version or one mishap wrote for a model must not cost the others theirs. */
const bookSchema = z.record(z.string(), z.unknown());
type Book = Readonly<Record<string, z.infer<typeof entrySchema>>>;

/**
 * Measured speeds by model, kept in one small file. What another machine measured (a home folder that is shared)
 * does not count. Losing the file, or one of two measurements written at once, only makes forecasts coarser.
 */
export class RateBook {
  /** @param machine what speeds depend on beside the model: the processor and the threads */
  constructor(private readonly path: string, private readonly machine: string) {}

  get(modelId: string): MeasuredRates | null {
    const entry = this.readAll()[modelId];
    return entry?.machine === this.machine ? { prefill: entry.prefill, decode: entry.decode } : null;
  }

  /** Blends one call's speed in. `samples` were drawn at once. */
  record(modelId: string, usage: Usage, samples: number): void {
    const all = this.readAll();
    const old = this.get(modelId) ?? { prefill: [], decode: [] };
    const prefill = measuredPrefill(usage);
    const decode = measuredDecode(usage, samples);
    if (prefill || decode) {
      this.write({
        ...all,
        [modelId]: {
          machine: this.machine,
          prefill: prefill ? blend(old.prefill, prefill, (point) => point.contextTokens === prefill.contextTokens) : [...old.prefill],
          decode: decode ? blend(old.decode, decode, (point) => point.samples === decode.samples && point.contextTokens === decode.contextTokens) : [...old.decode],
        },
      });
    }
  }

  private readAll(): Book {
    try {
      const entries = Object.entries(bookSchema.parse(JSON.parse(readFileSync(this.path, 'utf8'))));
      return Object.fromEntries(entries.flatMap(([modelId, entry]) => {
        const parsed = entrySchema.safeParse(entry);
        return parsed.success ? [[modelId, parsed.data]] : [];
      }));
    } catch {
      return {}; // Absent on first use, or broken: start from the prior again.
    }
  }

  private write(all: Book): void {
    try {
      mkdirSync(dirname(this.path), { recursive: true });
      writeAtomically(this.path, JSON.stringify(all, null, 2));
    } catch {
      // A full disk or a folder that cannot be written must not fail a run that is paid for: the next forecast is rougher.
    }
  }
}

/** Readers see the old text or the new one. When it fails, nothing is left behind. */
function writeAtomically(path: string, text: string): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, text);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Null when the call was too short to say. */
function measuredPrefill({ promptTokens, cachedPromptTokens, prefillSeconds }: Usage): PrefillPoint | null {
  const tokensPerSecond = speed(promptTokens - cachedPromptTokens, prefillSeconds);
  return tokensPerSecond === null ? null : { contextTokens: bucket(promptTokens), tokensPerSecond };
}

/** Null when the call was too short to say. */
function measuredDecode({ promptTokens, completionTokens, decodeSeconds }: Usage, samples: number): DecodePoint | null {
  const tokensPerSecond = speed(completionTokens, decodeSeconds);
  return tokensPerSecond === null ? null : { samples, contextTokens: bucket(promptTokens + completionTokens / samples), tokensPerSecond };
}

function speed(tokens: number, seconds: number): number | null {
  return tokens < MIN_TOKENS || seconds <= 0 ? null : tokens / seconds;
}

function bucket(tokens: number): number {
  return SHORTEST_CONTEXT * CONTEXT_STEP ** Math.max(0, Math.round(Math.log2(tokens / SHORTEST_CONTEXT)));
}

/** The points with one measurement in them. The first of its kind stands alone. */
function blend<T extends { readonly tokensPerSecond: number }>(points: readonly T[], newest: T, isSameKind: (point: T) => boolean): T[] {
  const old = points.find(isSameKind);
  const others = points.filter((point) => !isSameKind(point));
  const tokensPerSecond = old === undefined ? newest.tokensPerSecond : old.tokensPerSecond * (1 - NEWEST_WEIGHT) + newest.tokensPerSecond * NEWEST_WEIGHT;
  return [...others, { ...newest, tokensPerSecond }];
}
