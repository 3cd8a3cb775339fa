import { ReckonError } from '../base/errors';
import { solveRateOf, type Deadline } from '../budget';
import { measuresOf } from '../measures';
import { canGenerateInputs } from '../verification/agreement';
import type { DrawOutcome } from './draw';
import type { FurtherModels } from './furtherModels';
import type { StopReason } from './events';
import { withoutModel, type EscalationPolicy, type PolicyDecision, type RunState } from './policy';
import type { RunContext, RunRecord } from './run';
import type { RunSteps } from './runSteps';
import { isOpen, judgeOf, ownTestsStep } from './ownTests';
import { isComparable, isPassing, selectBest } from './selection';
import { agreementStep, confirmStep } from './steps';
import { SELECTORS, STRATEGIES, type ReasoningStrategy, type Selector, type SelectorId, type StrategyId } from './strategies';

export interface LadderOptions {
  readonly steps: RunSteps;
  readonly policy: EscalationPolicy;
  /** Ways to spend compute that the policy may choose from, after the fast answer. */
  readonly strategies: readonly StrategyId[];
  /** Ways to choose among candidates, beside what they show by themselves. */
  readonly selectors: readonly SelectorId[];
  /** Models to go on with when the first one is not enough; null without any. */
  readonly further: FurtherModels | null;
  readonly deadline: Deadline;
  /** An earlier run is gone on with, because a person asked for more. */
  readonly isContinued: boolean;
}

/** The loop of a run: decide, act, look at the evidence, decide again. */
export class Ladder {
  private readonly steps: RunSteps;
  private readonly context: RunContext;
  private readonly record: RunRecord;
  private readonly selectors: readonly Selector[];
  /** Whether answers can be run on made-up inputs; known once it was asked. */
  private canCompare = false;

  constructor(private readonly options: LadderOptions) {
    this.steps = options.steps;
    this.context = options.steps.context;
    this.record = options.steps.record;
    this.selectors = options.selectors.map((id) => SELECTORS[id]);
  }

  /** Climbs until the policy stops, a limit is reached or the run is cancelled; then confirms the winner. */
  async climb(): Promise<StopReason> {
    this.canCompare = await canGenerateInputs(this.context.task);
    for (;;) {
      const stopReason = await this.climbOnce();
      await this.select('settling');
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
    for (;;) {
      const decision = this.decide();
      // The time for drawing may have ended while answers were compared.
      if (decision.stopReason === null && this.context.signal.aborted) {
        return 'cancelled';
      }
      this.announce(decision);
      if (decision.stopReason !== null || decision.strategy === null) {
        return decision.stopReason ?? 'no-strategy';
      }
      const outcome = await this.act(STRATEGIES[decision.strategy], decision);
      if (outcome === null || this.context.signal.aborted) {
        return 'cancelled';
      }
      if (!outcome.drawn && decision.modelIndex === undefined) {
        this.record.setRefused(outcome.refused);
        return `budget-${outcome.refused.limit}`;
      }
      if (!outcome.drawn) {
        // A smaller model may still fit.
        this.options.further?.refuse(decision.modelIndex as number, outcome.refused.limit);
        continue;
      }
      await this.compare();
    }
  }

  /** Null when the run was cancelled, or its time was up, before anything was drawn. */
  private act(strategy: ReasoningStrategy, { count, modelIndex }: PolicyDecision): Promise<DrawOutcome | null> {
    return this.unlessCancelled(async () => {
      const run = modelIndex === undefined || this.options.further === null ? this.steps : await this.options.further.runWith(modelIndex);
      // A model that cannot be had draws nothing, and is not chosen again.
      return run === null ? { drawn: true, failure: null } : strategy.act(run, count);
    });
  }

  /** Lets those selectors act that can. */
  private async select(at: Selector['at']): Promise<void> {
    for (const selector of this.selectors) {
      if (selector.at === at && !this.context.signal.aborted && selector.canAct(this.context, this.record)) {
        await this.unlessCancelled(() => selector.act(this.steps));
      }
    }
  }

  private async unlessCancelled<T>(act: () => Promise<T>): Promise<T | null> {
    try {
      return await act();
    } catch (error) {
      // A count of tokens that is cut off by the run's end; what was drawn is in the record.
      if (this.context.signal.aborted && ReckonError.is(error, 'cancelled')) {
        return null;
      }
      throw error;
    }
  }

  private decide(): PolicyDecision {
    const decision = this.options.policy.decide(this.state());
    return this.record.failure === null || decision.modelIndex !== undefined ? decision : withoutModel(decision);
  }

  private async compare(): Promise<void> {
    const { task } = this.context;
    const comparable = this.record.judged().filter((each) => isComparable(task, each)).length;
    // One that passes is enough for the rule; where nothing can pass, agreement is all there is.
    if (comparable >= 2 && (this.steps.rule !== 'first-pass' || task.examples.length === 0 || this.selectors.length > 0)) {
      await this.select('comparing');
      await agreementStep(this.context, this.record, this.steps.calls);
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
    return this.options.deadline.expired() ? `budget-${this.context.account.nearestDeadline()}` : 'cancelled';
  }

  private isWinnerConfirmed(): boolean {
    const best = selectBest(this.record.judged());
    return best !== null && this.record.isConfirmed(best.candidate.id);
  }

  private announce({ action, strategy, count, reason, passProbability, model, basis }: PolicyDecision): void {
    this.context.emit({ type: 'decision', decision: { action, strategy, count, reason, passProbability, ...(model === undefined ? {} : { model }), ...(basis === undefined ? {} : { basis }) } });
  }

  private state(): RunState {
    const judged = this.record.judged();
    const measures = measuresOf(this.context.model.info.modelId);
    const able = this.options.strategies.filter((id) => STRATEGIES[id].canAct(this.record));
    return {
      hasExamples: this.context.task.examples.length > 0,
      canCompare: this.canCompare || this.selectors.some((selector) => selector.bringsInputs(this.context, this.record)),
      hasOwnTests: judgeOf(this.context, this.record) !== null,
      open: judged.filter((each) => isOpen(this.context.task, each)).length,
      solveRate: solveRateOf(measures, {
        examples: this.context.task.examples.length, promptTokens: this.steps.firstPromptTokens || null, fastLogprob: this.record.fastLogprob(),
      }),
      samplesDrawn: this.context.account.spent().samples,
      isAskedForMore: this.options.isContinued && this.steps.isFresh,
      passing: judged.filter(isPassing).length,
      judged: this.record.outcomes(),
      agreeing: this.record.agreeing(),
      runnerUp: this.record.runnerUp(),
      sinceFirstPass: this.record.sinceFirstPass,
      remainingSamples: this.context.account.remainingSamples(),
      promptTokens: this.steps.firstPromptTokens,
      answerTokens: this.record.answerTokens() ?? 0,
      strategies: new Map(able.map((id) => [id, this.record.outcomes(({ strategy }) => strategy === id)])),
      strategyMeasures: measures.strategies,
      models: this.options.further?.states() ?? [],
      remainingSeconds: this.context.account.remainingSeconds(),
    };
  }
}

function claimsVerified(reason: StopReason): boolean {
  return reason === 'verified' || reason === 'agreement';
}
