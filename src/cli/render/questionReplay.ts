import type { QuestionReplay, QuestionTrace } from '../../app';
import { plural } from '../../base/format';
import type { QuestionResult } from '../../reasoning/questions';
import { endLines, numbers, spentWords } from './replay';
import { renderTable } from './table';
import { printable } from './width';

const STATUS: Readonly<Record<QuestionReplay['status'], string>> = {
  agreed: 'AGREED', 'no-agreement': 'NO AGREEMENT', 'answered-once': 'NOT CHECKED', 'free-text': 'NOT CHECKED', 'no-answer': 'NO ANSWER', unknown: 'unknown',
};

/** What one replay of a question says, for people. */
export function questionReplayLines(trace: QuestionTrace, { level, status, result, inHand, spent, recordEnd }: QuestionReplay): string[] {
  const recorded = recordedResult(trace);
  const answer = inHand === null ? 'it had no answer' : printable(inHand);
  return [
    ...(recordEnd === null ? [] : [`The record ends after ${plural(recordEnd.samples, 'sample')}: ${printable(recordEnd.reason)}. From here on nothing is known.`]),
    `${level} would have answered: ${recordEnd === null ? `${answer}, ${STATUS[status]}` : `unknown; ${inHand === null ? answer : `most samples said ${answer}`} by then`}`,
    ...(result === null ? [] : [printable(result.summary)]),
    `for       ${recordEnd === null ? '' : 'at least '}${spentWords(spent)}`,
    `recorded  ${recorded === null ? 'no result' : `${STATUS[recorded.status]} for ${spentWords(recorded.spent)}`} (budget ${trace.request.level})`,
  ];
}

/** One line a position of the slider, the recorded run above them. */
export function questionReplayTableLines(trace: QuestionTrace, replays: readonly QuestionReplay[]): string[] {
  const recorded = recordedResult(trace);
  return [
    ...renderTable([
      ['budget', 'would have ended', 'answer', 'samples', 'tokens', 'time'],
      ...(recorded === null ? [] : [['recorded', STATUS[recorded.status], answerCell(recorded.answer), ...numbers(recorded.spent, recorded.samples.length, '')]]),
      ...replays.map(({ level, status, inHand, recordEnd, result, spent }) => [
        level,
        STATUS[status],
        recordEnd === null ? answerCell(inHand) : '',
        ...numbers(spent, result?.samples.length ?? recordEnd?.samples ?? 0, recordEnd === null ? '' : 'over '),
      ]),
    ]),
    ...endLines(replays),
  ];
}

/** Characters of an answer in a table; a text is longer. */
const MAX_CELL = 30;

function answerCell(answer: string | null): string {
  const line = printable((answer ?? '').replace(/\s+/g, ' '));
  return line.length > MAX_CELL ? `${line.slice(0, MAX_CELL - 1)}…` : line;
}

function recordedResult({ events }: QuestionTrace): QuestionResult | null {
  const last = events.findLast(({ event }) => event.type === 'run-finished')?.event;
  return last?.type === 'run-finished' ? last.result : null;
}
