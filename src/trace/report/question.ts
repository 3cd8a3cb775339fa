import { formatCount } from '../../base/format';
import type { DrawnAnswer, QuestionResult, QuestionStatus } from '../../reasoning/questions';
import type { QuestionTrace } from '../questions/document';
import { resultOf } from '../result';
import { callRow, factsOf, noResultWords, promptText, stepsOf, type Report } from './report';

const COLUMNS = ['sample', 'answer', 'the same as', 'tokens', 'mean log-probability'];
const STATUS: Readonly<Record<QuestionStatus, string>> = {
  agreed: 'Agreed', 'no-agreement': 'No agreement', 'answered-once': 'Not checked', 'free-text': 'Not checked', 'no-answer': 'No answer',
};

/** What is said of the run of a question: nothing in it was executed, and nothing of it is called verified. */
export function questionReport(trace: QuestionTrace): Report {
  const { request, events } = trace;
  const result = resultOf(trace);
  const samples = result?.samples ?? [];
  return {
    title: 'Question',
    status: result === null ? 'No result' : STATUS[result.status],
    summary: result?.summary ?? noResultWords(trace),
    answer: result?.answer ? { text: result.answer, language: 'text' } : null,
    facts: factsOf(trace, request, result?.spent ?? null),
    asked: { heading: 'Question', text: request.question.words, language: 'text' },
    steps: stepsOf(events),
    drawn: {
      heading: 'Samples',
      columns: COLUMNS,
      rows: samples.map((sample) => [sample.id, sample.answer ?? 'none', othersOf(sample, result), formatCount(sample.completionTokens), sample.meanLogprob === null ? '' : sample.meanLogprob.toFixed(2)]),
      texts: samples.map(({ id, answer, text, finishReason }) => ({ id, words: answer ?? 'no short answer', note: finishReason === 'length' ? 'Cut off.' : '', text, language: 'text' })),
    },
    checks: null,
    calls: trace.calls.map(callRow),
    prompts: trace.prompts.map(({ id, prompt }) => ({ id, text: promptText(prompt) })),
    notChecked: [],
  };
}

/** Samples whose answer means the same. */
function othersOf({ id }: DrawnAnswer, result: QuestionResult | null): string {
  const group = result?.groups.find(({ sampleIds }) => sampleIds.includes(id));
  return group?.sampleIds.filter((each) => each !== id).join(', ') ?? '';
}
