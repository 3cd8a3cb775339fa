import { z } from 'zod';

/** What a call was made for. */
export const CALL_PURPOSES = ['solve', 'complete', 'inline', 'ask', 'benchmark'] as const;

const amount = z.number().nonnegative();

const entry = z.object({
  /** Of this form; a line of another is not read. */
  version: z.literal(1),
  /** When the call ended, ISO 8601 in UTC. */
  time: z.iso.datetime(),
  /** Calls of one run have it in common. */
  run: z.string(),
  model: z.string(),
  location: z.enum(['local', 'remote']),
  purpose: z.enum(CALL_PURPOSES),
  /** Folder that the work was for; null where there was none. */
  workspace: z.string().nullable(),
  samples: z.number().int().nonnegative(),
  promptTokens: amount,
  cachedPromptTokens: amount,
  completionTokens: amount,
  /** Set aside for a call that ended before it said what it used: at most so many more. */
  forfeitedTokens: amount,
  seconds: amount,
  /** Null when it is not known, never 0 for that. */
  joules: amount.nullable(),
  energySource: z.enum(['measured', 'modelled', 'unknown']),
  /** US dollars; null when the price is not known. */
  dollars: amount.nullable(),
});

/** One call of a model and what it took. */
export type LedgerEntry = Readonly<z.infer<typeof entry>>;

/** Null for what is no entry: the rest of a line that a killed process was writing, or a form of another version. */
export function parseEntry(line: string): LedgerEntry | null {
  try {
    const { success, data } = entry.safeParse(JSON.parse(line));
    return success ? data : null;
  } catch {
    return null;
  }
}
