import { seededRandom } from '../base/random';
import type { AnswerPrompt } from '../prompts';
import { generateInputs } from '../verification/agreement';
import { confirmWinner, scrutinizeVerdict } from '../verification/scrutiny';
import { assembleProgram } from '../verification/task';
import type { Verdict } from '../verification/types';
import { codeOf } from './answers';
import { drawSamples, type DrawOutcome, type FinishedSample } from './draw';
import type { DrawnCandidate, StepOutcome } from './events';
import { AGREEMENT_INPUTS, groupCandidates } from './grouping';
import { runStep, unlessOver, type RunContext, type RunRecord } from './run';
import { isComparable } from './selection';
import type { StrategyId } from './strategies/ids';
import type { StrategyRun } from './strategies/strategy';

/** Inputs that are tried: those that no candidate takes tell nothing, and the others are enough then. */
const TRIED_INPUTS = 32;
/** Seed offset of the made-up inputs, apart from those of the samples. */
const INPUT_STREAM = 0x1e9;

/** Candidates to draw over one prompt. */
export interface CandidateDraw {
  readonly strategy: StrategyId;
  /** Of the step, for people. */
  readonly title: string;
  readonly prompt: AnswerPrompt;
  readonly count: number;
  readonly temperature: number;
}

/** Draws one batch and judges each sample as soon as it is complete, while the others are still being drawn. */
export async function drawCandidates(run: StrategyRun, draw: CandidateDraw): Promise<DrawOutcome> {
  const { context } = run;
  const callIndex = run.nextCall();
  const promptTokens = await run.countTokens(draw.prompt.prompt);
  const stepId = `step${callIndex + 1}`;
  return runStep(context, { stepId, kind: callIndex === 0 ? 'fast-answer' : 'samples', title: draw.title }, async () => {
    const batch = new Batch(run, { ...draw, promptTokens, callIndex }, stepId);
    const outcome = await batch.drawAndJudge();
    return { ...batch.summary(outcome), value: outcome };
  });
}

/** The samples of one call on their way from text to verdict. */
class Batch {
  private readonly enough = new AbortController();
  private readonly verdicts: Verdict[] = [];
  private written = 0;
  /** Checks run one after another: the sandbox has fewer cores than a batch has samples. */
  private lastCheck: Promise<void> = Promise.resolve();
  /** What the first check that could not be made failed with. */
  private failure: { readonly error: unknown } | null = null;

  private readonly context: RunContext;
  private readonly record: RunRecord;

  constructor(
    private readonly run: StrategyRun,
    private readonly options: CandidateDraw & { readonly promptTokens: number; readonly callIndex: number },
    private readonly stepId: string,
  ) {
    this.context = run.context;
    this.record = run.record;
  }

  async drawAndJudge(): Promise<DrawOutcome> {
    let outcome: DrawOutcome;
    try {
      outcome = await this.draw();
    } finally {
      await this.lastCheck;
    }
    if (this.failure !== null) {
      throw this.failure.error;
    }
    if (outcome.drawn && outcome.failure !== null) {
      this.reportFailure(outcome.failure);
    }
    return outcome;
  }

  /** An answer that was paid for outlives a model that fails after it; without any, the failure is all there is. */
  private reportFailure(failure: Error): void {
    if (this.record.sampleCount === 0) {
      throw failure;
    }
    this.run.onFailure(failure);
  }

  private draw(): Promise<DrawOutcome> {
    const { prompt, promptTokens, count, temperature, callIndex } = this.options;
    return drawSamples(
      this.context,
      { ...prompt, promptTokens, count, temperature, callIndex },
      {
        onText: (sampleIndex, text) => this.context.emit({ type: 'text-delta', stepId: this.stepId, sampleIndex, text }),
        onSample: (sample) => this.enqueue(sample),
        onUsage: (usage, samples) => this.run.onUsage(usage, samples),
      },
      this.enough.signal,
    );
  }

  /** A check that cannot be made ends the drawing at once: samples that nobody can judge are not worth paying for. */
  private enqueue(sample: FinishedSample): void {
    this.lastCheck = this.lastCheck
      .then(() => (this.failure === null ? this.judge(sample) : undefined))
      .catch((error: unknown) => {
        this.failure ??= { error };
        this.enough.abort();
      });
    this.context.onJudging?.(this.lastCheck);
  }

  private async judge(sample: FinishedSample): Promise<void> {
    const { context, record } = this;
    const { code, program } = await assembleProgram(context.task, codeOf(this.options.prompt, sample.text));
    const candidate: DrawnCandidate = {
      id: `c${record.sampleCount + 1}`,
      strategy: this.options.strategy,
      model: context.model.info.modelId,
      language: context.task.language,
      code,
      program,
      sampleIndex: sample.sampleIndex,
      completionTokens: sample.completionTokens,
      meanLogprob: sample.meanLogprob,
      finishReason: sample.finishReason,
    };
    const twin = record.verdictForCode(candidate.code);
    record.addCandidate(candidate);
    this.written += 1;
    context.emit({ type: 'candidate-drawn', stepId: this.stepId, candidate });
    if (context.signal.aborted) {
      return;
    }
    const verdict = twin
      ? { ...twin, candidateId: candidate.id, seconds: 0 }
      : await unlessOver(context, this.examine(candidate));
    if (verdict === null || (context.signal.aborted && verdict.status !== 'passed')) {
      return;
    }
    this.accept(verdict);
  }

  private async examine(candidate: DrawnCandidate): Promise<Verdict> {
    const { task, verifier, seed } = this.context;
    const verdict = await verifier.verify(candidate, task.examples, verifyLimits(this.context));
    return scrutinizeVerdict(verifier, candidate, task, verdict, { ...verifyLimits(this.context), seed });
  }

  private accept(verdict: Verdict): void {
    this.record.setVerdict(verdict);
    this.verdicts.push(verdict);
    this.context.emit({ type: 'candidate-judged', stepId: this.stepId, verdict });
    if (verdict.status === 'passed' && this.run.rule === 'first-pass') {
      this.enough.abort();
    }
  }

  private uncheckedWords(): string {
    if (this.written === 0) {
      return 'no complete answer';
    }
    // The time for the last check still runs when only that for drawing is over.
    return this.context.confirmSignal.aborted ? 'written, but not checked' : 'written, but no time was left to check it';
  }

  summary(outcome: DrawOutcome): { outcome: StepOutcome; detail: string } {
    if (!outcome.drawn) {
      return { outcome: 'stopped', detail: 'the next call does not fit the budget' };
    }
    return outcome.failure === null ? describeVerdicts(this.verdicts, this.uncheckedWords()) : { outcome: 'stopped', detail: outcome.failure.message };
  }
}

export function verifyLimits(context: RunContext): { abortSignal: AbortSignal; maxSeconds?: number } {
  const remaining = context.account.remainingSeconds();
  return { abortSignal: context.signal, ...(Number.isFinite(remaining) ? { maxSeconds: remaining } : {}) };
}

/** @param unchecked what is said when there is no verdict. */
function describeVerdicts(verdicts: readonly Verdict[], unchecked: string): { outcome: StepOutcome; detail: string } {
  const passed = verdicts.filter((verdict) => verdict.status === 'passed').length;
  const [only] = verdicts;
  if (only === undefined) {
    return { outcome: 'inconclusive', detail: unchecked };
  }
  if (verdicts.length === 1) {
    const outcome = only.status === 'passed' ? 'passed' : only.status === 'inconclusive' ? 'inconclusive' : 'failed';
    return { outcome, detail: only.reason };
  }
  return { outcome: passed > 0 ? 'passed' : 'failed', detail: `${passed} of ${verdicts.length} pass` };
}

/** Compares the passing candidates on made-up inputs and groups those that behave alike. */
export async function agreementStep(context: RunContext, record: RunRecord, stepIndex: number): Promise<void> {
  const inputs = await generateInputs(context.task, seededRandom(context.seed).fork(INPUT_STREAM), TRIED_INPUTS, record.generated.inputs);
  if (inputs.length === 0) {
    return;
  }
  record.setInputs(inputs);
  const stepId = `agreement${stepIndex}`;
  const title = `Do they agree? ${Math.min(inputs.length, AGREEMENT_INPUTS)} made-up inputs`;
  await runStep(context, { stepId, kind: 'agreement', title }, async () => {
    const passing = record.judged().filter((each) => isComparable(context.task, each));
    for (const { candidate } of passing) {
      if (record.fingerprint(candidate.id) === null && !context.signal.aborted) {
        const print = await unlessOver(context, context.verifier.fingerprint(candidate, inputs, verifyLimits(context)));
        if (print !== null) {
          record.setFingerprint(print);
        }
      }
    }
    groupCandidates(context, record, stepId);
    const agreeing = record.agreeing();
    return {
      outcome: agreeing >= 2 ? 'passed' : 'inconclusive',
      detail: `${agreeing} of ${passing.length} ${context.task.examples.length > 0 ? 'passing ' : ''}candidates agree`,
      value: undefined,
    };
  });
}

/**
 * Checks the winner once more in a process that has never run anything else. A winner that does
 * not pass again loses its verdict, and the next best takes its place.
 * @returns true when nothing was left to confirm or the winner passed again.
 */
export async function confirmStep(context: RunContext, record: RunRecord, candidateId: string): Promise<boolean> {
  const judged = record.judged().find(({ candidate }) => candidate.id === candidateId);
  if (!judged || record.isConfirmed(candidateId)) {
    return true;
  }
  const stepId = `confirm-${candidateId}`;
  return runStep(context, { stepId, kind: 'confirm', title: 'Check again in a fresh process' }, async () => {
    const verdict = await unlessOver(context, confirmWinner(context.verifier, judged.candidate, context.task, judged.verdict, {
      ...verifyLimits(context),
      abortSignal: context.confirmSignal,
      seed: context.seed,
    }));
    if (verdict === null) {
      return { outcome: 'stopped', detail: 'the run was over first', value: false };
    }
    const confirmed = verdict.status === 'passed';
    if (confirmed) {
      record.setConfirmed(candidateId);
    } else if (!context.confirmSignal.aborted) {
      record.setVerdict(verdict);
      context.emit({ type: 'candidate-judged', stepId, verdict });
    }
    return { outcome: confirmed ? 'passed' : 'failed', detail: verdict.reason, value: confirmed };
  });
}
