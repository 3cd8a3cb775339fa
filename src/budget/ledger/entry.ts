import { z } from 'zod';
import { BUDGET_LEVELS } from '../types';

/** What a call was made for. */
export const CALL_PURPOSES = ['solve', 'complete', 'inline', 'ask', 'benchmark', 'evaluation'] as const;
export type CallPurpose = (typeof CALL_PURPOSES)[number];

const amount = z.number().nonnegative();

const common = {
  /** Of this form; a line of another is not read. */
  version: z.literal(1),
  /** When it ended: ISO 8601 with the offset of the machine, so that its first ten characters are the person's day. */
  time: z.iso.datetime({ offset: true }),
  /** The calls of one run and its end have it in common. */
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
  /** Set aside for calls that ended before they said what they used: at most so many more. */
  forfeitedTokens: amount,
  /** Wall seconds. */
  seconds: amount,
  /** Null when it is not known, never 0 for that. */
  joules: amount.nullable(),
  energySource: z.enum(['measured', 'modelled', 'unknown']),
  /** US dollars; null when the price is not known. */
  dollars: amount.nullable(),
};

const call = z.object({
  type: z.literal('call'),
  ...common,
  /** `forfeited`: it never said what it used. */
  outcome: z.enum(['finished', 'cancelled', 'failed', 'forfeited']),
});

const quantile = z.object({ tokens: amount, seconds: amount });

/** What earlier runs changed in a forecast, so that a later one can be compared with what it would have been without. */
const correction = z.object({ runs: z.number().int().positive(), p50: quantile, p90: quantile, verifiedLogOdds: z.number() });

/** How something ended that people asked for, and what was foretold of it. */
const ending = {
  level: z.enum(BUDGET_LEVELS),
  /** Limits that it had; null where there was none, absent where entries of earlier versions could not have one. */
  limits: z.object({ tokens: amount.nullable(), seconds: amount.nullable(), samples: amount.nullable(), dollars: amount.nullable().optional(), joules: amount.nullable().optional() }),
  stopReason: z.string(),
  /** Import and load of the model, apart from `seconds`. */
  loadSeconds: amount,
  /** What was foretold of it before anything was spent. */
  forecast: z.object({ p50: quantile, p90: quantile, verifiedProbability: z.number().min(0).max(1).nullable(), correction: correction.optional() }),
};

const run = z.object({
  type: z.literal('run'),
  ...common,
  ...ending,
  language: z.string(),
  /** By which it stopped; absent in the oldest entries, and others may name a rule that is no longer there. */
  rule: z.string().optional(),
  /** Models that it could go on with; absent: none. */
  further: z.number().int().positive().optional(),
  /** Ways to spend compute that were named for it, in the order of the alphabet; absent: the usual ones. */
  strategies: z.array(z.string()).optional(),
  /** It went on with an earlier run, and this is what that took beside it; absent: it did not. */
  isContinued: z.boolean().optional(),
  /** Of the task, that were understood. */
  examples: z.number().int().nonnegative(),
  status: z.enum(['verified', 'unverified', 'abstained']),
});

const question = z.object({
  type: z.literal('question'),
  ...common,
  ...ending,
  /** What its words said of the answer, before there was one. */
  form: z.enum(['short', 'free', 'unclear']),
  status: z.enum(['agreed', 'no-agreement', 'answered-once', 'free-text', 'no-answer']),
});

const entry = z.discriminatedUnion('type', [call, run, question]);

/** One call of a model and what it took. */
export type CallEntry = Readonly<z.infer<typeof call>>;
/** A run that ended with a result: what all of it took, checks included. Its calls have entries of their own. */
export type RunEntry = Readonly<z.infer<typeof run>>;
/** A question's run that ended with a result. Its calls have entries of their own. */
export type QuestionEntry = Readonly<z.infer<typeof question>>;
/** What ended with a result. */
export type EndingEntry = RunEntry | QuestionEntry;
export type LedgerEntry = CallEntry | EndingEntry;

/** Null for what is no entry: the rest of a line that a killed process was writing, or a form of another version. */
export function parseEntry(line: string): LedgerEntry | null {
  try {
    const { success, data } = entry.safeParse(JSON.parse(line));
    return success ? data : null;
  } catch {
    return null; // No JSON: the line is torn.
  }
}

/** The person's day on which it ended, such as `2026-03-01`. */
export function dayOf({ time }: Pick<LedgerEntry, 'time'>): string {
  return time.slice(0, 'YYYY-MM-DD'.length);
}
