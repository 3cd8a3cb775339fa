import { raceAbort } from '../base/abort';
import type { Deadline } from '../budget';
import type { Usage } from '../model';
import { solvePrompt, type AnswerPrompt } from '../prompts';
import type { StopReason } from './events';
import { withoutModel, type EscalationPolicy, type PolicyDecision, type RunState, type StoppingRule } from './policy';
import type { RunContext, RunRecord } from './run';
import { isOpen, judgeOf, ownTestsStep } from './ownTests';
import { isPassing, selectBest } from './selection';
import { agreementStep, confirmStep, sampleStep } from './steps';

/** The loop of a run: decide, act, look at the evidence, decide again. */
export class Ladder {
  constructor(
    private readonly context: RunContext,
    private readonly record: RunRecord,
    private readonly policy: EscalationPolicy,
    private readonly rule: StoppingRule,
    private readonly deadline: Deadline,
    private readonly onUsage?: (usage: Usage, samples: number) => void,
  ) {}

  /** Climbs until the policy stops, a limit is reached or the run is cancelled; then confirms the winner. */
  async climb(): Promise<StopReason> {
    for (;;) {
      const stopReason = await this.climbOnce();
      const canGoOn = claimsVerified(stopReason) && !this.context.signal.aborted;
      const confirmed = await (canGoOn ? this.confirmWinner() : this.confirmAnyWinner());
      if (!confirmed && canGoOn && this.context.signal.aborted) {
        await this.confirmAnyWinner();
      }
      if (confirmed || !canGoOn || this.context.signal.aborted) {
        return this.finalReason(stopReason);
      }
    }
  }

  private async climbOnce(): Promise<StopReason> {
    const prompt = solvePrompt(this.context.task, this.context.model.info);
    const promptTokens = this.promptTokens ?? (await this.countTokens(prompt));
    this.promptTokens = promptTokens;
    if (promptTokens === null) {
      return 'cancelled';
    }
    for (;;) {
      const decision = this.decide();
      this.announce(decision);
      if (decision.stopReason !== null) {
        return decision.stopReason;
      }
      const outcome = await sampleStep(this.context, this.record, {
        prompt,
        promptTokens,
        decision,
        rule: this.rule,
        callIndex: this.calls,
        onUsage: (usage, samples) => this.onUsage?.(usage, samples),
      });
      this.calls += 1;
      if (!outcome.drawn) {
        this.record.setRefused(outcome.refused);
        return `budget-${outcome.refused.limit}`;
      }
      if (this.context.signal.aborted) {
        return 'cancelled';
      }
      await this.compare();
    }
  }

  private decide(): PolicyDecision {
    const decision = this.policy.decide(this.state());
    return this.record.failure === null ? decision : withoutModel(decision);
  }

  /** Null when the run was cancelled, or its time was up, while they were counted. */
  private async countTokens({ prompt }: AnswerPrompt): Promise<number | null> {
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

  private calls = 0;
  /** The prompt stays the same, so it is counted once; a model that has failed could not count it again. */
  private promptTokens: number | null = null;

  private async compare(): Promise<void> {
    const passing = this.record.judged().filter(isPassing).length;
    if (this.rule !== 'first-pass' && passing >= 2) {
      await agreementStep(this.context, this.record, this.calls);
    }
  }

  /** When nothing more will be drawn, the next best takes the place of a winner that did not pass again. */
  private async confirmAnyWinner(): Promise<boolean> {
    let confirmed = await this.confirmWinner();
    while (!confirmed && !this.context.confirmSignal.aborted) {
      confirmed = await this.confirmWinner();
    }
    return confirmed;
  }

  /** True when there is nothing to confirm or the winner passed again, and the person's own tests as far as they have a say. */
  private async confirmWinner(): Promise<boolean> {
    const best = selectBest(this.record.judged());
    if (best === null || this.context.confirmSignal.aborted) {
      return true;
    }
    if (!isPassing(best)) {
      return this.decideByOwnTests();
    }
    if (!(await confirmStep(this.context, this.record, best.candidate.id))) {
      return false;
    }
    const judge = judgeOf(this.context, this.record);
    return judge === null || (await ownTestsStep(this.context, this.record, judge, best)) !== 'failed';
  }

  /** Nothing passed. True when nothing is left that own tests could decide about, or they did, for a candidate. */
  private async decideByOwnTests(): Promise<boolean> {
    const judge = judgeOf(this.context, this.record);
    const best = selectBest(this.record.judged().filter((each) => isOpen(this.context.task, each)));
    return judge === null || best === null || (await ownTestsStep(this.context, this.record, judge, best)) === 'passed';
  }

  /** An interrupted run was cancelled by a person or by its own deadline. */
  private finalReason(reason: StopReason): StopReason {
    if (!this.context.signal.aborted || (claimsVerified(reason) && this.isWinnerConfirmed())) {
      return reason;
    }
    return this.deadline.expired() ? 'budget-seconds' : 'cancelled';
  }

  private isWinnerConfirmed(): boolean {
    const best = selectBest(this.record.judged());
    return best !== null && this.record.isConfirmed(best.candidate.id);
  }

  private announce({ action, count, reason, passProbability }: PolicyDecision): void {
    this.context.emit({ type: 'decision', decision: { action, count, reason, passProbability } });
  }

  private state(): RunState {
    return {
      hasExamples: this.context.task.examples.length > 0,
      hasOwnTests: judgeOf(this.context, this.record) !== null,
      open: this.record.judged().filter((each) => isOpen(this.context.task, each)).length,
      samplesDrawn: this.context.account.spent().samples,
      passing: this.record.judged().filter(isPassing).length,
      agreeing: this.record.agreeing(),
      drawnAtFirstPass: this.record.drawnAtFirstPass,
      remainingSamples: this.context.account.remainingSamples(),
    };
  }
}

function claimsVerified(reason: StopReason): boolean {
  return reason === 'verified' || reason === 'agreement';
}
