import type { CallEntry, LedgerEntry, QuestionEntry, RunEntry } from '../../src/budget/ledger';

const COMMON = {
  version: 1, time: '2026-03-01T10:00:00.000+01:00', run: 'r', model: 'm', location: 'local', purpose: 'solve', workspace: '/w', samples: 1,
  promptTokens: 10, cachedPromptTokens: 0, completionTokens: 5, forfeitedTokens: 0, seconds: 1, joules: null, energySource: 'unknown', dollars: 0,
} as const;

export function callEntry(given: Partial<CallEntry> = {}): CallEntry {
  return { ...COMMON, type: 'call', outcome: 'finished', ...given };
}

const ENDING = {
  level: 'balanced', limits: { tokens: 8000, seconds: 60, samples: 16 }, loadSeconds: 0, forecast: { p50: { tokens: 300, seconds: 5 }, p90: { tokens: 3000, seconds: 40 }, verifiedProbability: 0.7 },
} as const;

export function runEntry(given: Partial<RunEntry> = {}): RunEntry {
  return { ...COMMON, ...ENDING, type: 'run', language: 'python', examples: 2, status: 'verified', stopReason: 'verified', ...given };
}

export function questionEntry(given: Partial<QuestionEntry> = {}): QuestionEntry {
  return { ...COMMON, ...ENDING, type: 'question', purpose: 'ask', form: 'short', status: 'agreed', stopReason: 'agreement', ...given };
}

export async function collected(entries: AsyncIterable<LedgerEntry>): Promise<LedgerEntry[]> {
  const all: LedgerEntry[] = [];
  for await (const entry of entries) {
    all.push(entry);
  }
  return all;
}
