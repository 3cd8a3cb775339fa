import { resultOf, type QuestionReplay, type QuestionTrace } from '../../app';
import { plural } from '../../base/format';
import { QUESTION_STATUS_WORDS } from './ask';
import { endLines, numbers, spentWords } from './replay';
import { renderTable } from './table';
import { printable, printableLines } from './width';

/** What one replay of a question says, for people. */
export function questionReplayLines(trace: QuestionTrace, replay: QuestionReplay): string[] {
  const { level, result, spent, recordEnd } = replay;
  const recorded = resultOf(trace);
  return [
    ...(recordEnd === null ? [] : [`The record ends after ${plural(recordEnd.samples, 'sample')}: ${printable(recordEnd.reason)}. From here on nothing is known.`]),
    `${level} would have answered: ${answerWords(replay)}`,
    ...(result?.status === 'free-text' ? [printableLines(result.answer ?? '')] : []),
    ...(result === null ? [] : [printable(result.summary)]),
    `for       ${recordEnd === null ? '' : 'at least '}${spentWords(spent)}`,
    `recorded  ${recorded === null ? 'no result' : `${QUESTION_STATUS_WORDS[recorded.status]} for ${spentWords(recorded.spent)}`} (budget ${trace.request.level})`,
  ];
}

function answerWords({ result, leading, recordEnd }: QuestionReplay): string {
  if (result !== null) {
    const words = QUESTION_STATUS_WORDS[result.status];
    return result.answer === null || result.status === 'free-text' ? words : `${printable(result.answer)}, ${words}`;
  }
  return leading === null
    ? 'unknown; it had no short answer by then'
    : `unknown; the leading answer by then was ${printable(leading.answer)}, of ${leading.sampleIds.length} of ${plural(recordEnd?.samples ?? 0, 'sample')}`;
}

/** One line a position of the slider, the recorded run above them. */
export function questionReplayTableLines(trace: QuestionTrace, replays: readonly QuestionReplay[]): string[] {
  const recorded = resultOf(trace);
  return [
    ...renderTable([
      ['budget', 'would have ended', 'answer', 'samples', 'tokens', 'time'],
      ...(recorded === null ? [] : [['recorded', QUESTION_STATUS_WORDS[recorded.status], answerCell(recorded.answer), ...numbers(recorded.spent, recorded.samples.length, '')]]),
      ...replays.map(({ level, status, recordEnd, result, spent }) => [
        level,
        status === 'unknown' ? status : QUESTION_STATUS_WORDS[status],
        answerCell(result?.answer ?? null),
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
