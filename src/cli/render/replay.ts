import { resultOf, type Trace, type TraceReplay } from '../../app';
import { formatCount, formatDollars, formatEnergy, formatSeconds, formatSpentTokens, plural } from '../../base/format';
import type { Spent } from '../../budget/types';
import type { ReasoningResult } from '../../reasoning/events';
import { renderTable } from './table';
import { printable } from './width';

/** What one replay says, for people: what would have been answered, for what, and where the record ends. */
export function replayLines(trace: Trace, replay: TraceReplay): string[] {
  const { level, result, spent, recordEnd } = replay;
  const recorded = resultOf(trace);
  return [
    ...(recordEnd === null ? [] : [`The record ends after ${plural(recordEnd.samples, 'sample')}: ${printable(recordEnd.reason)}. From here on nothing is known.`]),
    `${level} would have answered: ${answerWords(replay, recorded)}`,
    ...(result === null ? [] : [printable(result.summary)]),
    `for       ${recordEnd === null ? '' : 'at least '}${spentWords(spent)}`,
    `recorded  ${recorded === null ? 'no result' : `${statusText(recorded.status)} for ${spentWords(recorded.spent)}`} (budget ${trace.request.level})`,
  ];
}

/** One line a position of the slider, the recorded run above them. */
export function replayTableLines(trace: Trace, replays: readonly TraceReplay[]): string[] {
  const recorded = resultOf(trace);
  return [
    ...renderTable([
      ['budget', 'would have ended', 'the same answer', 'samples', 'tokens', 'time'],
      ...(recorded === null ? [] : [['recorded', statusText(recorded.status), '', ...numbers(recorded.spent, recorded.spent.samples, '')]]),
      ...replays.map((replay) => [
        replay.level,
        replay.recordEnd === null ? statusText(replay.status) : 'unknown',
        replay.recordEnd === null ? sameWords(replay, recorded) : '',
        ...numbers(replay.spent, replay.recordEnd?.samples ?? replay.spent.samples, replay.recordEnd === null ? '' : 'over '),
      ]),
    ]),
    ...endLines(replays),
  ];
}

/** Where the record ends, for each replay to which that happens. */
export function endLines(replays: readonly Pick<TraceReplay, 'level' | 'recordEnd'>[]): string[] {
  const ends = replays.flatMap(({ level, recordEnd }) => (recordEnd === null ? [] : [`${level}: the record ends after ${plural(recordEnd.samples, 'sample')}: ${printable(recordEnd.reason)}. From there on nothing is known.`]));
  return ends.length === 0 ? [] : ['', ...ends];
}

function answerWords({ recordEnd, status, result, inHand }: TraceReplay, recorded: ReasoningResult | null): string {
  if (recordEnd === null) {
    const same = result !== null && recorded !== null && result.code === recorded.code ? ', the recorded answer' : '';
    return result?.selectedId === null ? statusText(status) : `${result?.selectedId ?? ''}${same}, ${statusText(status)}`;
  }
  if (inHand === null) {
    return 'unknown; it had no answer by then';
  }
  const results = inHand.verdict?.results ?? [];
  const passed = results.filter((each) => each.status === 'passed').length;
  const examples = inHand.verdict === null ? 'not checked' : `passes ${passed} of ${plural(results.length, 'example')}`;
  return `unknown; the best by then was ${inHand.candidate.id}, which ${inHand.verdict === null ? 'was ' : ''}${examples}`;
}

function sameWords({ result }: TraceReplay, recorded: ReasoningResult | null): string {
  return result === null || recorded === null || result.code === null ? '' : result.code === recorded.code ? 'yes' : 'no';
}

function statusText(status: TraceReplay['status']): string {
  return { verified: 'VERIFIED', unverified: 'NOT VERIFIED', abstained: 'NO ANSWER', unknown: 'unknown' }[status];
}

/** What a run took, for people. */
export function spentWords(spent: Spent): string {
  const { promptTokens, completionTokens, forfeitedTokens, samples, seconds, energy, dollars } = spent;
  return [formatSeconds(seconds), formatSpentTokens(promptTokens + completionTokens, forfeitedTokens), plural(samples, 'sample'), formatEnergy(energy), formatDollars(dollars)].join(' | ');
}

/** Cells for samples, tokens and time. */
export function numbers({ promptTokens, completionTokens, forfeitedTokens, seconds }: Spent, candidates: number, prefix: string): string[] {
  return [String(candidates), `${prefix}${formatCount(promptTokens + completionTokens + forfeitedTokens)}`, `${prefix}${formatSeconds(seconds)}`];
}
