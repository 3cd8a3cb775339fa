import { randomUUID } from 'node:crypto';
import type { Clock } from '../base/clock';
import { ReckonError } from '../base/errors';
import { reckonHome } from '../base/home';
import { localTime } from '../base/localTime';
import { storageError } from '../base/storage';
import { correctionFrom, type BudgetLevel, type CostQuantile, type EnergyMeter, type ForecastCorrection, type PastRun, type Spent } from '../budget';
import { Ledger, LedgerKeeper, MeteredModel, type CallContext, type CallPurpose, type EndingEntry, type QuestionEntry, type RunEntry, type RunQuery } from '../budget/ledger';
import type { LanguageModel } from '../model';
import type { QuestionForm } from '../prompts';
import type { ReasoningResult, StoppingRule, StrategyName } from '../reasoning';
import type { QuestionResult } from '../reasoning/questions';
import { LEVEL_RULES } from './levelRules';
import type { AskRequest, LedgerChoices, SolveRequest } from './types';

/** What calls of this person took, whichever process made them. Reads when it is asked, and starts nothing. */
export function openLedger(environment: NodeJS.ProcessEnv): Ledger {
  return new Ledger(reckonHome(environment).ledger);
}

export interface BooksOptions {
  readonly ledger: Ledger;
  readonly clock: Clock;
  /** Null: nothing is written down. */
  readonly choices: LedgerChoices | null;
  startEnergyMeter(model: LanguageModel): EnergyMeter;
}

/** Runs that are alike in what a forecast of them looks at. */
export interface RunKind {
  /** As `ModelInfo.modelId` has it. */
  readonly model: string;
  readonly level: BudgetLevel;
  readonly rule: StoppingRule;
  readonly hasExamples: boolean;
  /** Whether there were models to go on with. */
  readonly hasFurther: boolean;
  /** Ways to spend compute that were named; absent: the usual ones. */
  readonly strategies?: readonly StrategyName[] | undefined;
}

export interface QuestionKind extends Pick<RunKind, 'model' | 'level'> {
  readonly form: QuestionForm;
}

/** Calls that belong together. */
export interface OpenRun {
  /** The model, each of whose calls is then one of this run. */
  metered(model: LanguageModel): LanguageModel;
  /** Writes down how it ended, where it ended with a result. Never rejects. */
  ended(request: SolveRequest, result: ReasoningResult): Promise<void>;
  /** As `ended`, of a question. */
  answered(request: AskRequest, result: QuestionResult): Promise<void>;
}

/** Sees to it that each call and each run of this core is in the ledger. */
export class Books {
  private readonly keeper: LedgerKeeper | null;
  /** Models whose calls belong to no run, each one once: whoever remembers by model must find the same. */
  private readonly lasting = new WeakMap<LanguageModel, Map<CallPurpose, LanguageModel>>();

  constructor(private readonly options: BooksOptions) {
    const { ledger, clock, choices } = options;
    this.keeper = choices && new LedgerKeeper({
      ledger,
      clock,
      isEnabled: () => choices.isEnabled(),
      keptDays: () => choices.keptDays(),
      onProblem: (error) => choices.warn(problem(error, ledger.folder)),
      onRecorded: () => choices.onRecorded?.(),
    });
  }

  /** Begins something whose calls belong together. */
  openRun(purpose: CallPurpose, id: string = randomUUID()): OpenRun {
    const workspace = this.workspace();
    const record = (ending: Ending): Promise<void> | undefined => this.keeper?.record({ ...ending, time: localTime(this.options.clock.date()), run: id, purpose, workspace });
    return {
      metered: (model) => this.metered(model, { purpose, run: id, workspace: () => workspace }),
      ended: async (request, result) => record(runEnding(request, result)),
      answered: async ({ level, question }, result) => record({ type: 'question', ...endingOf(level, result), form: question.form, status: result.status }),
    };
  }

  /** The model for calls that are each for themselves; the same for the same model and purpose. */
  ofSingleCalls(model: LanguageModel, purpose: CallPurpose): LanguageModel {
    const known = this.lasting.get(model) ?? new Map<CallPurpose, LanguageModel>();
    this.lasting.set(model, known);
    const metered = known.get(purpose) ?? this.metered(model, { purpose, workspace: () => this.workspace() });
    known.set(purpose, metered);
    return metered;
  }

  /** What this person's past runs of that kind change in forecasts; null where there are too few of them. Runs that went on with earlier ones are like no others. */
  correctionFor({ model, ...wanted }: RunKind): Promise<ForecastCorrection | null> {
    const strategies = named(wanted.strategies).join();
    return this.correction({ type: 'run', model }, (run) =>
      run.level === wanted.level && ruleOf(run) === wanted.rule && run.examples > 0 === wanted.hasExamples && (run.further ?? 0) > 0 === wanted.hasFurther
      && run.isContinued !== true && (run.strategies ?? []).join() === strategies);
  }

  /** As `correctionFor`, over questions. */
  questionCorrectionFor({ model, ...wanted }: QuestionKind): Promise<ForecastCorrection | null> {
    return this.correction({ type: 'question', model }, (run) => run.level === wanted.level && run.form === wanted.form);
  }

  private async correction<Type extends EndingEntry['type']>(query: RunQuery<Type>, isAlike: (run: Extract<EndingEntry, { readonly type: Type }>) => boolean): Promise<ForecastCorrection | null> {
    if (this.keeper === null) {
      return null;
    }
    try {
      return correctionFrom((await this.options.ledger.runs(query)).filter((run) => run.stopReason !== 'cancelled' && isAlike(run)).map(pastRun));
    } catch {
      return null; // A ledger that cannot be read costs forecasts their correction; whoever opens it is told why.
    }
  }

  /** Resolves when everything is on file, or takes too long. */
  async close(): Promise<void> {
    await this.keeper?.close();
  }

  private workspace(): string | null {
    return this.options.choices?.workspace() ?? null;
  }

  private metered(model: LanguageModel, context: CallContext): LanguageModel {
    const { keeper } = this;
    return keeper === null ? model : new MeteredModel(model, { ...context, keeper, clock: this.options.clock, startEnergyMeter: () => this.options.startEnergyMeter(model) });
  }
}

/** Before entries said it, the upper half of the slider always wanted a second opinion. */
function ruleOf({ rule, level }: RunEntry): string {
  return rule ?? (level === 'instant' || level === 'quick' ? 'first-pass' : 'two-agree');
}

type Owned = 'time' | 'run' | 'purpose' | 'workspace';
/** What is written of an end, besides when and what for. */
type Ending = Omit<RunEntry, Owned> | Omit<QuestionEntry, Owned>;

function pastRun({ status, seconds, forecast, ...spent }: EndingEntry): PastRun {
  return { isVerified: status === 'verified', tokens: tokensOf(spent), seconds, forecast };
}

/** As entries have them: none where what was named is what runs do anyway. */
function named(strategies: readonly StrategyName[] = []): readonly StrategyName[] {
  const names = [...new Set(strategies)].sort();
  return names.length === 1 && names[0] === 'best-of-n' ? [] : names;
}

function runEnding({ level, task, strategies, previous }: SolveRequest, result: ReasoningResult): Omit<RunEntry, Owned> {
  const names = named(strategies);
  return {
    type: 'run', ...endingOf(level, previous === undefined ? result : lessEarlier(result, previous.spent)),
    language: task.language, rule: LEVEL_RULES[level], examples: task.examples.length, status: result.status,
    ...(result.further === undefined || result.further.length === 0 ? {} : { further: result.further.length }),
    ...(names.length === 0 ? {} : { strategies: [...names] }),
    ...(previous === undefined ? {} : { isContinued: true }),
  };
}

/** Without what the run took that this one went on with, which has an entry of its own. */
function lessEarlier({ spent, estimate, ...result }: ReasoningResult, before: Spent): ReasoningResult {
  // Sums of fractions may miss what they were made of by a little.
  const less = (all: number, earlier: number): number => Math.max(0, all - earlier);
  const lessKnown = (all: number | null, earlier: number | null): number | null => (all === null || earlier === null ? null : less(all, earlier));
  const joules = lessKnown(spent.energy.joules, before.energy.joules);
  const price = (quantile: CostQuantile): CostQuantile => ({ ...quantile, tokens: less(quantile.tokens, tokensOf(before)), seconds: less(quantile.seconds, before.seconds) });
  return {
    ...result,
    spent: {
      promptTokens: less(spent.promptTokens, before.promptTokens),
      cachedPromptTokens: less(spent.cachedPromptTokens, before.cachedPromptTokens),
      completionTokens: less(spent.completionTokens, before.completionTokens),
      forfeitedTokens: less(spent.forfeitedTokens, before.forfeitedTokens),
      samples: less(spent.samples, before.samples),
      seconds: less(spent.seconds, before.seconds),
      energy: { joules, source: joules === null ? 'unknown' : spent.energy.source },
      dollars: lessKnown(spent.dollars, before.dollars),
    },
    estimate: { ...estimate, p50: price(estimate.p50), p90: price(estimate.p90) },
  };
}

/** Calls that never said what they used count as the most that they can have. */
function tokensOf({ promptTokens, completionTokens, forfeitedTokens }: Pick<Spent, 'promptTokens' | 'completionTokens' | 'forfeitedTokens'>): number {
  return promptTokens + completionTokens + forfeitedTokens;
}

/** What is alike in the ends of tasks and questions. */
function endingOf(level: BudgetLevel, { spent, budget, estimate, model, ...result }: Pick<ReasoningResult | QuestionResult, 'spent' | 'budget' | 'estimate' | 'model' | 'stopReason' | 'loadSeconds'>) {
  const { samples, promptTokens, cachedPromptTokens, completionTokens, forfeitedTokens, seconds, energy, dollars } = spent;
  return {
    version: 1 as const, model: model.id, location: model.location,
    samples, promptTokens, cachedPromptTokens, completionTokens, forfeitedTokens, seconds, joules: energy.joules, energySource: energy.source, dollars,
    level, limits: {
      tokens: budget.maxTokens ?? null, seconds: budget.maxSeconds ?? null, samples: budget.maxSamples ?? null,
      dollars: budget.maxDollars ?? null, joules: budget.maxJoules ?? null,
    },
    stopReason: result.stopReason, loadSeconds: result.loadSeconds,
    forecast: {
      p50: priceOf(estimate.p50), p90: priceOf(estimate.p90), verifiedProbability: estimate.verifiedProbability,
      ...(estimate.correction ? { correction: estimate.correction } : {}),
    },
  };
}

function priceOf({ tokens, seconds }: CostQuantile): RunEntry['forecast']['p50'] {
  return { tokens, seconds };
}

function problem(error: unknown, folder: string): string {
  const known = storageError(error, folder) ?? error;
  const reason = known instanceof Error ? known.message : String(known);
  const hint = ReckonError.is(known) && known.hint !== undefined ? ` ${known.hint}` : '';
  return `What calls take is not written into the ledger: ${reason}${hint}`;
}
