import { resultOf, type QuestionReplay, type QuestionTrace, type Trace, type TraceReplay } from '../app';
import type { Spent } from '../budget/types';

/** Raised when a reader of older documents would misread newer ones. Documented in docs/documents.schema.json, definition `traceReplay`. */
const REPLAY_SCHEMA_VERSION = 1;

/** The one document that `reckon trace replay --json` prints. */
export function replaysDocument({ request, events }: Trace, replays: readonly TraceReplay[]): Record<string, unknown> {
  const recorded = resultOf({ events });
  return {
    schemaVersion: REPLAY_SCHEMA_VERSION,
    recorded: {
      level: request.level,
      budget: request.budget,
      status: recorded?.status ?? null,
      code: recorded?.code ?? null,
      usage: recorded === null ? null : usageOf(recorded.spent),
    },
    replays: replays.map(({ level, budget, status, recordEnd, result, inHand, spent }) => ({
      level,
      budget,
      status,
      stopReason: result?.stopReason ?? null,
      summary: result?.summary ?? null,
      code: result?.code ?? null,
      bestInHand: inHand === null ? null : { id: inHand.candidate.id, code: inHand.candidate.code, verdict: inHand.verdict?.status ?? null },
      recordEnd,
      usage: usageOf(spent),
    })),
  };
}

/** Raised when a reader of older documents would misread newer ones. Documented in docs/documents.schema.json, definition `questionReplay`. */
const QUESTION_REPLAY_SCHEMA_VERSION = 1;

/** The one document that `reckon trace replay --json` prints for a question. */
export function questionReplaysDocument({ request, events }: QuestionTrace, replays: readonly QuestionReplay[]): Record<string, unknown> {
  const recorded = resultOf({ events });
  return {
    schemaVersion: QUESTION_REPLAY_SCHEMA_VERSION,
    recorded: {
      level: request.level,
      budget: request.budget,
      status: recorded?.status ?? null,
      answer: recorded?.answer ?? null,
      usage: recorded === null ? null : usageOf(recorded.spent),
    },
    replays: replays.map(({ level, budget, status, recordEnd, result, leading, spent }) => ({
      level, budget, status,
      stopReason: result?.stopReason ?? null,
      summary: result?.summary ?? null,
      answer: result?.answer ?? null,
      leading: leading === null ? null : { answer: leading.answer, agreeing: leading.sampleIds.length },
      recordEnd,
      usage: usageOf(spent),
    })),
  };
}

function usageOf({ promptTokens, completionTokens, forfeitedTokens, samples, seconds, energy, dollars }: Spent): Record<string, unknown> {
  return { promptTokens, completionTokens, forfeitedTokens, samples, seconds, energyJoules: energy.joules, energySource: energy.source, dollars };
}
