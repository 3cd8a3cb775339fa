import { formatCount, formatSeconds, plural } from '../../base/format';
import type { QuestionEvent, QuestionResult, QuestionStatus } from '../../reasoning/questions';
import type { Colors, Terminal } from '../terminal';
import { describeBudget, describeCost, describeSpent } from './run';
import { statusLine } from './statusLine';
import { printable, printableLines } from './width';

/** Where the answer itself goes while it is written. */
export interface AnswerOutput {
  /** Null where nothing is to be printed before the end. */
  readonly stream: ((text: string) => void) | null;
}

/** Groups named one by one; more are counted. */
const MAX_GROUPS_SHOWN = 8;

/** Shows the run of a question on a terminal: the price, the first chain of thought as it is written, the others by their answers, the counts. */
export class AskRenderer {
  private isText = false;
  private isFirst = true;
  private streamed = 0;

  constructor(private readonly terminal: Terminal, private readonly output: AnswerOutput) {}

  show(event: QuestionEvent): void {
    const { terminal } = this;
    const { colors } = terminal;
    switch (event.type) {
      case 'run-started':
        this.showStart(event);
        break;
      case 'model-ready':
        terminal.line(colors.dim(`  ${event.loadSeconds > 0 ? `model loaded in ${formatSeconds(event.loadSeconds)}` : 'model ready'}`));
        break;
      case 'step-started':
        this.isFirst = event.kind === 'fast-answer';
        this.streamed = 0;
        break;
      case 'text-delta':
        this.showText(event.text);
        break;
      case 'answer-drawn':
        this.showAnswer(event.answer.answer, event.answer.completionTokens);
        break;
      case 'decision':
        if (event.decision.action === 'sample' && event.decision.stays !== null) {
          terminal.line(colors.dim(`    ${printable(event.decision.reason)}`));
        }
        break;
      case 'run-finished':
        this.showResult(event.result);
        break;
      case 'groups':
      case 'spent':
      case 'step-finished':
        break;
    }
  }

  private showStart({ question, budget, estimate }: Extract<QuestionEvent, { type: 'run-started' }>): void {
    const { terminal } = this;
    this.isText = question.form === 'free';
    const wanted = { short: 'a short answer', free: 'a text', unclear: 'a short answer or a text' }[question.form];
    terminal.line(terminal.colors.bold(`question (${wanted} is expected)`));
    terminal.line(`  budget    ${describeBudget(budget)}`);
    terminal.line(`  estimate  ${describeCost(estimate)}`);
  }

  /** A text is the answer and goes where answers go; a chain of thought is only shown, and of several only the first. */
  private showText(text: string): void {
    const { terminal } = this;
    if (this.isText) {
      this.output.stream?.(text);
      return;
    }
    if (this.isFirst) {
      terminal.stream(terminal.colors.dim(printableLines(text)));
      return;
    }
    this.streamed += text.length;
    terminal.transient(terminal.colors.dim(`  . more opinions: ${formatCount(this.streamed)} characters`), 'opinions', '  . more opinions: writing');
  }

  private showAnswer(answer: string | null, tokens: number): void {
    if (!this.isText) {
      this.terminal.line(`  ${answer === null ? this.terminal.colors.yellow('no short answer') : `answers ${printable(answer)}`}${this.terminal.colors.dim(`  ${plural(tokens, 'token')}`)}`);
    }
  }

  private showResult(result: QuestionResult): void {
    const { terminal } = this;
    const { colors } = terminal;
    for (const line of groupLines(result)) {
      terminal.line(`    ${line}`);
    }
    terminal.line(`  ${statusLine(QUESTION_STATUS_WORDS[result.status], statusPaint(result.status, colors), result.summary)}`);
    if (result.failure !== null) {
      const { message, hint } = result.failure;
      terminal.line(colors.yellow(`  model failed: ${printable(hint === undefined ? message : `${message} ${hint}`)}`));
    }
    terminal.line(`  spent     ${describeSpent(result)}`);
  }
}

/** How many samples gave which answer. Nothing where there is but one sample. */
export function groupLines({ groups, samples }: Pick<QuestionResult, 'groups' | 'samples'>): string[] {
  if (samples.length < 2 || groups.length === 0) {
    return [];
  }
  const shown = groups.slice(0, MAX_GROUPS_SHOWN).map(({ answer, sampleIds }) => `${sampleIds.length} of ${samples.length}  ${printable(answer)}`);
  const without = samples.filter(({ answer }) => answer === null).length;
  return [
    ...shown,
    ...(groups.length > shown.length ? [`and ${plural(groups.length - shown.length, 'other answer')}`] : []),
    ...(without > 0 ? [`${without} of ${samples.length}  no short answer`] : []),
  ];
}

/** Never "verified": nothing was executed. */
export const QUESTION_STATUS_WORDS: Readonly<Record<QuestionStatus, string>> = {
  agreed: 'AGREED',
  'no-agreement': 'NO AGREEMENT',
  'answered-once': 'NOT CHECKED',
  'free-text': 'NOT CHECKED',
  'no-answer': 'NO ANSWER',
};

function statusPaint(status: QuestionStatus, colors: Colors): (text: string) => string {
  return status === 'agreed' ? colors.green : colors.yellow;
}
