import { raceAbort } from '../../base/abort';
import type { Deadline } from '../../budget';
import type { Usage } from '../../model';
import { questionPrompt, shortAnswerIn, type Question, type QuestionForm } from '../../prompts';
import { drawSamples, MAX_ANSWER_TOKENS, type DrawContext, type DrawOutcome, type FinishedSample } from '../draw';
import type { RefusedCall } from '../refusedCall';
import { runStep } from '../run';
import type { AnswerGroup, DrawnAnswer, QuestionEvent, QuestionStopReason } from './events';
import { groupAnswers } from './groups';
import { decideQuestion, isAgreed, type AgreementRule, type PolicyDecision, type QuestionState } from './policy';

/** Longest text: about 700 words. A chain of thought that is longer than an answer in code goes in circles. */
const MAX_TEXT_TOKENS = 1_024;

/** What the run of a question works with. */
export interface QuestionContext extends DrawContext {
  readonly question: Question;
  readonly rule: AgreementRule;
  readonly deadline: Deadline;
  emit(event: QuestionEvent): void;
  onUsage?(usage: Usage, samples: number): void;
}

/** The loop of a question: draw, read the answers, count, decide. */
export class QuestionRun {
  readonly samples: DrawnAnswer[] = [];
  groups: readonly AnswerGroup[] = [];
  /** What the question turned out to want. */
  form: QuestionForm;
  failure: Error | null = null;
  /** The call that the budget had no room for. */
  refused: RefusedCall | null = null;
  /** What the first sample had written when it was cut off; empty when it was not. */
  unfinished = '';
  private calls = 0;

  constructor(private readonly context: QuestionContext) {
    this.form = context.question.form;
  }

  /** Draws until the answers agree, a text is there, a limit is reached or the run is cancelled. */
  async answer(): Promise<QuestionStopReason> {
    const prompt = questionPrompt(this.context.question, this.context.model.info);
    const promptTokens = await this.countTokens(prompt);
    while (promptTokens !== null) {
      const decision = this.decide();
      this.announce(decision);
      if (decision.stopReason !== null) {
        return this.context.signal.aborted && decision.stopReason !== 'agreement' && decision.stopReason !== 'answered' ? this.interruption() : decision.stopReason;
      }
      const outcome = await this.drawStep(prompt, promptTokens, decision);
      if (!outcome.drawn) {
        this.refused = outcome.refused;
        return `budget-${outcome.refused.limit}`;
      }
      if (this.context.signal.aborted && !this.isDone()) {
        break;
      }
    }
    return this.interruption();
  }

  /** A person cancelled, or the time was up. */
  private interruption(): QuestionStopReason {
    return this.context.deadline.expired() ? `budget-${this.context.account.nearestDeadline()}` : 'cancelled';
  }

  private isDone(): boolean {
    return this.isAgreed() || (this.form === 'free' && this.samples.length > 0);
  }

  /** Whether the leading answer is agreed on by the rule of this run, whatever the budget would still allow. */
  isAgreed(): boolean {
    const { largest, second } = this.state();
    return isAgreed(this.context.rule, { largest, second, all: this.context.account.budget.maxSamples ?? Infinity });
  }

  /** Null when the run was over before they were counted. */
  private async countTokens(prompt: ReturnType<typeof questionPrompt>): Promise<number | null> {
    const { model, signal } = this.context;
    try {
      return (await raceAbort(model.countTokens(prompt, signal), signal)).tokens;
    } catch (error) {
      if (signal.aborted) {
        return null;
      }
      throw error;
    }
  }

  private decide(): PolicyDecision {
    const decision = decideQuestion(this.context.rule, this.state());
    return this.failure === null || decision.stopReason !== null
      ? decision
      : { ...decision, action: 'stop', count: 0, stopReason: 'model-failed', reason: 'The model failed, so nothing more is drawn.' };
  }

  private drawStep(prompt: ReturnType<typeof questionPrompt>, promptTokens: number, { count, temperature }: PolicyDecision): Promise<DrawOutcome> {
    const stepId = `step${this.calls + 1}`;
    const isFirst = this.calls === 0;
    const title = isFirst ? 'First answer' : `${count} more opinion${count === 1 ? '' : 's'}`;
    return runStep<DrawOutcome, 'fast-answer' | 'samples'>(this.context, { stepId, kind: isFirst ? 'fast-answer' : 'samples', title }, async () => {
      const enough = new AbortController();
      const before = this.samples.length;
      const outcome = await drawSamples(
        this.context,
        { prompt, promptTokens, count, temperature, callIndex: this.calls, maxOutputTokens: this.form === 'free' ? MAX_TEXT_TOKENS : MAX_ANSWER_TOKENS },
        {
          onText: (sampleIndex, text) => this.onText(stepId, sampleIndex, text),
          onSample: (sample) => this.onSample(stepId, sample, enough),
          onUsage: (usage, samples) => this.context.onUsage?.(usage, samples),
        },
        enough.signal,
      );
      this.calls += 1;
      this.keepFailure(outcome);
      return { ...this.words(outcome, before), value: outcome };
    });
  }

  private onText(stepId: string, sampleIndex: number, text: string): void {
    this.unfinished += this.samples.length === 0 && sampleIndex === 0 ? text : '';
    this.context.emit({ type: 'text-delta', stepId, sampleIndex, text });
  }

  /** Reads one sample, counts again, and ends the call once the answers agree: the others would be paid for nothing. */
  private onSample(stepId: string, sample: FinishedSample, enough: AbortController): void {
    const { question } = this.context;
    const answer: DrawnAnswer = {
      id: `s${this.samples.length + 1}`,
      sampleIndex: sample.sampleIndex,
      text: sample.text.trim(),
      answer: this.form === 'free' ? null : shortAnswerIn(sample.text, question),
      completionTokens: sample.completionTokens,
      meanLogprob: sample.meanLogprob,
      finishReason: sample.finishReason,
    };
    this.unfinished = '';
    this.samples.push(answer);
    this.context.emit({ type: 'answer-drawn', stepId, answer });
    if (this.form === 'unclear') {
      this.form = answer.answer === null ? 'free' : 'short';
    }
    if (this.form === 'short') {
      this.groups = groupAnswers(this.samples, question);
      this.context.emit({ type: 'groups', groups: this.groups, samples: this.samples.length });
      if (this.isAgreed()) {
        enough.abort();
      }
    }
  }

  /** A sample that was paid for outlives a model that fails after it; without any, the failure is all there is. */
  private keepFailure(outcome: DrawOutcome): void {
    if (outcome.drawn && outcome.failure !== null) {
      if (this.samples.length === 0) {
        throw outcome.failure;
      }
      this.failure = outcome.failure;
    }
  }

  private words(outcome: DrawOutcome, before: number): { readonly outcome: 'passed' | 'inconclusive' | 'stopped'; readonly detail: string } {
    if (!outcome.drawn) {
      return { outcome: 'stopped', detail: 'the next call does not fit the budget' };
    }
    if (outcome.failure !== null) {
      return { outcome: 'stopped', detail: outcome.failure.message };
    }
    if (this.samples.length === before) {
      return { outcome: 'stopped', detail: 'cut off before it was complete' };
    }
    if (this.form === 'free') {
      return { outcome: 'inconclusive', detail: 'a text; nothing to compare it with' };
    }
    const [leading] = this.groups;
    return leading === undefined
      ? { outcome: 'inconclusive', detail: 'no short answer' }
      : { outcome: leading.sampleIds.length > 1 ? 'passed' : 'inconclusive', detail: `${leading.sampleIds.length} of ${this.samples.length} say ${leading.answer}` };
  }

  private announce({ action, count, reason, stays }: PolicyDecision): void {
    this.context.emit({ type: 'decision', decision: { action, count, reason, stays } });
  }

  private state(): QuestionState {
    return {
      form: this.form,
      samplesDrawn: this.context.account.spent().samples,
      largest: this.groups[0]?.sampleIds.length ?? 0,
      second: this.groups[1]?.sampleIds.length ?? 0,
      remainingSamples: this.context.account.remainingSamples(),
    };
  }
}
