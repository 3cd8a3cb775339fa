import { BUDGET_LEVELS, contextLine } from '../../app';
import type { BudgetLevel, ComputeBudget, CostEstimate, Spent } from '../../budget/types';
import type { LoadProgress } from '../../model';
import type { CandidateState, FailureState, ForecastState, LimitsState, RunState, SpentState, StepState } from '../../protocol';
import type { DrawnCandidate, EscalationDecision, ReasoningEvent, ReasoningResult, StepKind } from '../../reasoning/events';
import type { ExampleResult, Verdict } from '../../verification/types';
import { answerOf } from './answer';
import { describeMiss } from './miss';

/** Characters kept of each text that is being written: a screenful; the rest is in the trace. */
const WRITING_TAIL = 3_000;

/** What a live run was asked with. */
export interface AskedAt {
  readonly level: BudgetLevel;
  /** The run that it goes on with; null when it begins anew. */
  readonly previous: ReasoningResult | null;
}

/** A run as the panel shows it, built from the same events that the terminal and the trace get. */
export class RunView {
  private phase: RunState['phase'] = 'loading';
  private load: RunState['load'] = null;
  private limits: LimitsState = limitsState({});
  private forecast: ForecastState | null = null;
  private harderForecast: ForecastState | null = null;
  private examples: RunState['examples'] = [];
  private readonly steps: StepState[] = [];
  private readonly kinds = new Map<string, StepKind>();
  private writing = new Map<number, string>();
  private readonly drawn: { readonly candidate: DrawnCandidate; readonly isFast: boolean }[] = [];
  private readonly verdicts = new Map<string, Verdict>();
  private clusters: Readonly<Record<string, string>> = {};
  private comparedInputs = 0;
  private spent: SpentState | null = null;
  private selectedId: string | null = null;
  private answer: RunState['answer'] = null;
  private failure: FailureState | null = null;
  private finished: ReasoningResult | null = null;

  /**
   * @param insertLabel what the answer's first button says.
   * @param from what it was asked with, or where it comes from when it does not take place now, such as `recorded 2026-01-31`.
   */
  constructor(private readonly insertLabel: string, private readonly from: AskedAt | string) {}

  get isOver(): boolean {
    return this.phase === 'finished' || this.phase === 'failed';
  }

  /** Code of the answer; null before the end, or when there is none. */
  get code(): string | null {
    return this.answer?.code ?? null;
  }

  /** What to go on with, and at which level; null while it runs, when it was cancelled or drew nothing, and at the highest level. */
  get harder(): { readonly level: BudgetLevel; readonly previous: ReasoningResult } | null {
    const { from, finished } = this;
    if (typeof from === 'string' || finished === null || finished.stopReason === 'cancelled' || finished.candidates.length === 0) {
      return null;
    }
    const level = BUDGET_LEVELS[BUDGET_LEVELS.indexOf(from.level) + 1];
    return level === undefined ? null : { level, previous: finished };
  }

  /** @param estimate of both parts together */
  priceHarder(estimate: CostEstimate): void {
    this.harderForecast = forecastState(estimate);
  }

  progress({ phase, fraction }: LoadProgress): void {
    this.load = { label: phase === 'import' ? 'Importing the model (once)' : 'Loading the model', fraction };
  }

  stopping(): void {
    if (!this.isOver) {
      this.phase = 'stopping';
    }
  }

  fail(failure: FailureState): void {
    this.phase = 'failed';
    this.failure = failure;
    this.load = null;
    this.writing.clear();
    const previous = this.previous();
    if (previous !== null) {
      // The answer that should have become better is still there.
      this.selectedId = previous.selectedId;
      this.answer = answerOf(previous, this.comparedInputs, this.insertLabel);
    }
  }

  /**
   * Moves the clock that a person sees between two events.
   * @param seconds since the model was ready
   */
  tick(seconds: number): void {
    if (this.spent !== null && !this.isOver) {
      this.spent = { ...this.spent, seconds: Math.max(this.spent.seconds, this.spentBefore().seconds + seconds) };
    }
  }

  apply(event: ReasoningEvent): void {
    switch (event.type) {
      case 'run-started':
        this.limits = limitsState(event.budget);
        this.forecast = forecastState(event.estimate);
        this.examples = event.task.examples.map(({ id, label }) => ({ id, label }));
        if (event.task.context !== undefined) {
          this.steps.push({ id: 'context', title: `Shown beside the task: ${contextLine(event.task.context)}`, outcome: 'passed', detail: '', seconds: null });
        }
        break;
      case 'model-ready':
        this.phase = this.phase === 'stopping' ? 'stopping' : 'running';
        this.load = null;
        this.spent = this.spentBefore();
        break;
      case 'step-started':
        this.kinds.set(event.stepId, event.kind);
        this.writing = new Map();
        this.steps.push({ id: event.stepId, title: event.title, outcome: 'running', detail: '', seconds: null });
        break;
      case 'text-delta':
        this.write(event.sampleIndex, event.text);
        break;
      case 'candidate-drawn':
        this.drawn.push({ candidate: event.candidate, isFast: event.candidate.strategy === 'direct' });
        this.writing.delete(event.candidate.sampleIndex);
        break;
      case 'candidate-judged':
        this.verdicts.set(event.verdict.candidateId, event.verdict);
        break;
      case 'clusters':
        this.clusters = event.clusters;
        this.comparedInputs = event.inputs;
        break;
      case 'spent':
        this.spent = spentState(event.spent);
        break;
      case 'step-finished':
        this.finishStep(event);
        break;
      case 'decision':
        this.explain(event.decision);
        break;
      case 'run-finished':
        this.phase = 'finished';
        this.finished = event.result;
        this.writing = new Map();
        this.selectedId = event.result.selectedId;
        this.spent = spentState(event.result.spent);
        this.answer = answerOf(event.result, this.comparedInputs, this.insertLabel);
        break;
    }
  }

  state(): RunState {
    return {
      phase: this.phase,
      origin: typeof this.from === 'string' ? this.from : null,
      load: this.load,
      limits: this.limits,
      forecast: this.forecast,
      examples: this.examples,
      steps: [...this.steps],
      writing: [...this.writing].map(([sampleIndex, text]) => ({ label: `sample ${sampleIndex + 1}`, text: text.trimStart() })),
      candidates: this.drawn.map((each, index) => this.candidate(each, index)),
      spent: this.spent,
      answer: this.answer,
      harder: this.harder && { level: this.harder.level, forecast: this.harderForecast },
      failure: this.failure,
    };
  }

  private write(sampleIndex: number, text: string): void {
    this.writing.set(sampleIndex, ((this.writing.get(sampleIndex) ?? '') + text).slice(-WRITING_TAIL));
  }

  private finishStep({ stepId, outcome, detail, seconds }: Extract<ReasoningEvent, { type: 'step-finished' }>): void {
    const at = this.steps.findIndex(({ id }) => id === stepId);
    const step = this.steps[at];
    if (step) {
      // What was drawn before is one line; it took no time of this run.
      this.steps[at] = this.isEarlier(step) ? { ...step, title: `${step.title}: ${detail}`, outcome } : { ...step, outcome, detail, seconds };
    }
    this.writing = new Map();
    if (this.kinds.get(stepId) === 'load') {
      this.load = null;
    }
  }

  /** Why the run goes on, or stops, belongs below the step that was decided upon. */
  private explain({ action, reason }: EscalationDecision): void {
    const last = this.steps.at(-1);
    // That more was asked for is no news to who asked; that there is no room for it is.
    if (last && !(this.isEarlier(last) && action === 'sample')) {
      const detail = last.detail === '' ? reason : `${last.detail.replace(/\.$/, '')}. ${reason}`;
      this.steps[this.steps.length - 1] = { ...last, detail };
    }
  }

  private isEarlier({ id }: StepState): boolean {
    return this.kinds.get(id) === 'earlier';
  }

  private previous(): ReasoningResult | null {
    return typeof this.from === 'string' ? null : this.from.previous;
  }

  /** What the run that this one goes on with took: it counts against the limits. */
  private spentBefore(): SpentState {
    const previous = this.previous();
    return previous === null
      ? { tokens: 0, forfeitedTokens: 0, seconds: 0, samples: 0, joules: null, energySource: 'unknown', dollars: null }
      : spentState(previous.spent);
  }

  private writerOf({ model }: DrawnCandidate): string | null {
    return this.drawn.every(({ candidate }) => candidate.model === model) ? null : (model ?? null);
  }

  private candidate({ candidate, isFast }: { readonly candidate: DrawnCandidate; readonly isFast: boolean }, index: number): CandidateState {
    const verdict = this.verdicts.get(candidate.id);
    const results = new Map(verdict?.results.map((result) => [result.exampleId, result]));
    return {
      id: candidate.id,
      label: String(index + 1),
      isFast,
      isSelected: candidate.id === this.selectedId,
      cells: this.examples.map(({ id, label }) => cellOf(label, results.get(id))),
      ownTests: ownTestsCell(verdict),
      cluster: this.clusters[candidate.id] ?? null,
      tokens: candidate.completionTokens,
      writer: this.writerOf(candidate),
    };
  }
}

function cellOf(label: string, result: ExampleResult | undefined): CandidateState['cells'][number] {
  switch (result?.status) {
    case undefined:
    case 'inconclusive':
      return { mark: 'unknown', title: `${label}: ${result?.message ?? 'not run'}` };
    case 'passed':
      return { mark: 'passed', title: label };
    case 'failed':
    case 'timed-out':
    case 'crashed':
      return { mark: 'failed', title: `${label}: ${describeMiss(result)}` };
  }
}

function ownTestsCell(verdict: Verdict | undefined): CandidateState['ownTests'] {
  if (verdict?.ownTests === undefined) {
    return null;
  }
  const { status, reason } = verdict.ownTests;
  return { mark: status === 'passed' ? 'passed' : status === 'inconclusive' ? 'unknown' : 'failed', title: reason };
}

export function limitsState({ maxTokens, maxSeconds, maxSamples, maxDollars, maxJoules }: ComputeBudget): LimitsState {
  return { tokens: maxTokens ?? null, seconds: maxSeconds ?? null, samples: maxSamples ?? null, dollars: maxDollars ?? null, joules: maxJoules ?? null };
}

export function forecastState({ p50, p90, energySource, verifiedProbability, correction }: CostEstimate): ForecastState {
  return { p50, p90, energySource, verifiedProbability, ownRuns: correction?.runs ?? 0 };
}

function spentState(spent: Spent): SpentState {
  return {
    tokens: spent.promptTokens + spent.completionTokens,
    forfeitedTokens: spent.forfeitedTokens,
    seconds: spent.seconds,
    samples: spent.samples,
    joules: spent.energy.joules,
    energySource: spent.energy.source,
    dollars: spent.dollars,
  };
}
