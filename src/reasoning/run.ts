import { raceAbort } from '../base/abort';
import { ReckonError } from '../base/errors';
import type { BudgetAccount } from '../budget';
import type { Clock } from '../base/clock';
import type { LanguageModel } from '../model';
import type { CodeTask, Fingerprint, Verdict, Verifier } from '../verification/types';
import type { Difference, DrawnCandidate, JudgedCandidate, ReasoningEvent, StepKind, StepOutcome } from './events';
import { GeneratedTests } from './generatedTests';
import type { OwnTestsJudge } from './ownTestsJudge';
import type { Outcomes } from './policy';
import type { RefusedCall } from './refusedCall';
import { StrategyMemory } from './strategyMemory';

/** What a step of a run works with. */
export interface RunContext {
  readonly task: CodeTask;
  readonly model: LanguageModel;
  readonly verifier: Verifier;
  /** Null when the person's own tests have no say. */
  readonly ownTests: OwnTestsJudge | null;
  readonly account: BudgetAccount;
  readonly clock: Clock;
  readonly seed: number;
  /** For drawing and comparing: aborts when the person cancels or the time for it is used up. */
  readonly signal: AbortSignal;
  /** For the last check of the winner, which has a little time of its own at the end. */
  readonly confirmSignal: AbortSignal;
  emit(event: ReasoningEvent): void;
  /** Told of each finished sample, with when it is judged. */
  onJudging?(done: Promise<void>): void;
}

/** What can be in a group of candidates that behave alike. */
const COMPARED: ReadonlySet<string> = new Set(['passed', 'inconclusive']);

/** Everything learned about the candidates so far. */
export class RunRecord {
  readonly memory = new StrategyMemory();
  /** Of the model, where it was asked for tests. */
  readonly generated = new GeneratedTests();
  private readonly drawn: DrawnCandidate[] = [];
  private readonly verdicts = new Map<string, Verdict>();
  private readonly fingerprints = new Map<string, Fingerprint>();
  private clusters: ReadonlyMap<string, string> = new Map();
  private madeUp: readonly string[] = [];
  private found: Difference | null = null;
  private readonly confirmed = new Set<string>();
  private readonly revised = new Set<string>();
  private modelFailure: Error | null = null;
  private testsFault: string | null = null;
  private refusedCall: RefusedCall | null = null;

  /** Takes over what an earlier run over the same task drew and learned. Its winner is to be confirmed again. */
  resume(candidates: readonly JudgedCandidate[]): void {
    for (const { candidate, verdict } of candidates) {
      this.addCandidate(candidate);
      if (verdict !== null) {
        this.setVerdict(verdict);
      }
    }
    this.clusters = new Map(candidates.flatMap(({ candidate, cluster }) => (cluster === null ? [] : [[candidate.id, cluster] as const])));
  }

  addCandidate(candidate: DrawnCandidate): void {
    this.drawn.push(candidate);
  }

  setVerdict(verdict: Verdict): void {
    this.verdicts.set(verdict.candidateId, verdict);
  }

  /** A verdict for the same text, judged earlier in this run. */
  verdictForCode(code: string): Verdict | null {
    const twin = this.drawn.find((candidate) => candidate.code === code && this.verdicts.has(candidate.id));
    return twin ? (this.verdicts.get(twin.id) ?? null) : null;
  }

  setFingerprint(fingerprint: Fingerprint): void {
    this.fingerprints.set(fingerprint.candidateId, fingerprint);
  }

  fingerprint(candidateId: string): Fingerprint | null {
    return this.fingerprints.get(candidateId) ?? null;
  }

  /** The calls that fingerprints are about, in their order. */
  setInputs(calls: readonly string[]): void {
    this.madeUp = calls;
  }

  get inputs(): readonly string[] {
    return this.madeUp;
  }

  /** Where the two leading groups differ. */
  setDifference(difference: Difference): void {
    this.found = difference;
  }

  get difference(): Difference | null {
    return this.found;
  }

  setClusters(clusters: ReadonlyMap<string, string>): void {
    this.clusters = clusters;
  }

  /** Size of the largest group of candidates that behave alike; 0 before any comparison. */
  agreeing(): number {
    return this.sizeOf('A');
  }

  /** Size of the second largest. */
  runnerUp(): number {
    return this.sizeOf('B');
  }

  private sizeOf(cluster: string): number {
    // A passing answer may have lost its verdict since it was compared, and is no reason to trust others then.
    return [...this.clusters].filter(([id, letter]) => letter === cluster && COMPARED.has(this.verdicts.get(id)?.status ?? 'failed')).length;
  }

  /** An answer was shown to the model to be mended, and is not shown again. */
  setRevised(code: string): void {
    this.revised.add(code);
  }

  isRevised(code: string): boolean {
    return this.revised.has(code);
  }

  /** What became of the candidates that were judged. @param isMeant default: all */
  outcomes(isMeant: (candidate: DrawnCandidate) => boolean = () => true): Outcomes {
    const statuses = this.drawn.filter(isMeant).flatMap(({ id }) => this.verdicts.get(id)?.status ?? []);
    const passes = statuses.filter((status) => status === 'passed').length;
    return { passes, failures: statuses.length - passes };
  }

  drawnByModel(modelId: string): number {
    return this.drawn.filter(({ model }) => model === modelId).length;
  }

  /** Median tokens of the answers so far; null before the first. */
  answerTokens(): number | null {
    const sorted = this.drawn.map(({ completionTokens }) => completionTokens).sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? null;
  }

  /** Mean log-probability of the fast answer's tokens; null before it, and where it is not known. */
  fastLogprob(): number | null {
    return this.drawn.find(({ strategy }) => strategy === 'direct')?.meanLogprob ?? null;
  }

  /** The candidate passed again in a process that had never run anything else. */
  setConfirmed(candidateId: string): void {
    this.confirmed.add(candidateId);
  }

  isConfirmed(candidateId: string): boolean {
    return this.confirmed.has(candidateId);
  }

  /** The first model failed: it is not asked again, but what is here counts. */
  setFailure(error: Error): void {
    this.modelFailure ??= error;
  }

  get failure(): Error | null {
    return this.modelFailure;
  }

  /** Why the person's own tests cannot judge, whatever the candidate; they are not asked again. */
  setOwnTestsFault(reason: string): void {
    this.testsFault ??= reason;
  }

  get ownTestsFault(): string | null {
    return this.testsFault;
  }

  /** The call that the budget had no room for. */
  setRefused(call: RefusedCall): void {
    this.refusedCall = call;
  }

  get refused(): RefusedCall | null {
    return this.refusedCall;
  }

  /** Candidates after the first that passes; one that has lost its verdict since is none. 0 where none does. */
  get sinceFirstPass(): number {
    const first = this.drawn.findIndex(({ id }) => this.verdicts.get(id)?.status === 'passed');
    return first < 0 ? 0 : this.drawn.length - (first + 1);
  }

  get sampleCount(): number {
    return this.drawn.length;
  }

  judged(): JudgedCandidate[] {
    const scores = this.generated.scores();
    return this.drawn.map((candidate) => {
      const generated = scores.get(candidate.id);
      return {
        candidate,
        verdict: this.verdicts.get(candidate.id) ?? null,
        cluster: this.clusters.get(candidate.id) ?? null,
        ...(generated ? { generated } : {}),
      };
    });
  }
}

/** What a step needs of a run, whatever the run is about. */
export interface StepContext<Kind extends string> extends Pick<RunContext, 'clock' | 'account'> {
  emit(event: { readonly type: 'step-started'; readonly stepId: string; readonly kind: Kind; readonly title: string } | Extract<ReasoningEvent, { readonly type: 'spent' | 'step-finished' }>): void;
}

/** Wraps a piece of work in `step-started` and `step-finished`, with the spending shown in between. */
export async function runStep<T, Kind extends string = StepKind>(
  context: StepContext<Kind>,
  step: { readonly stepId: string; readonly kind: Kind; readonly title: string },
  work: () => Promise<{ readonly outcome: StepOutcome; readonly detail: string; readonly value: T }>,
): Promise<T> {
  const startedAt = context.clock.seconds();
  context.emit({ type: 'step-started', ...step });
  const finish = (outcome: StepOutcome, detail: string): void => {
    context.emit({ type: 'spent', spent: context.account.spent() });
    context.emit({ type: 'step-finished', stepId: step.stepId, outcome, detail, seconds: context.clock.seconds() - startedAt });
  };
  try {
    const { outcome, detail, value } = await work();
    finish(outcome, detail);
    return value;
  } catch (error) {
    finish('stopped', ReckonError.is(error) ? error.message : 'The step failed.');
    throw error;
  }
}

/** What the work comes to; null when the run is over first. What ignores its cancel is not waited for. */
export async function unlessOver<T>({ confirmSignal }: RunContext, work: Promise<T>): Promise<T | null> {
  try {
    return await raceAbort(work, confirmSignal);
  } catch (error) {
    if (confirmSignal.aborted) {
      return null;
    }
    throw error;
  }
}
