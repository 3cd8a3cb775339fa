import { randomUUID } from 'node:crypto';
import type { Clock } from '../base/clock';
import { ReckonError } from '../base/errors';
import { reckonHome } from '../base/home';
import { localTime } from '../base/localTime';
import { storageError } from '../base/storage';
import { correctionFrom, type BudgetLevel, type CostQuantile, type EnergyMeter, type ForecastCorrection, type PastRun } from '../budget';
import { Ledger, LedgerKeeper, MeteredModel, type CallContext, type CallPurpose, type RunEntry } from '../budget/ledger';
import type { LanguageModel } from '../model';
import type { ReasoningResult } from '../reasoning';
import type { LedgerChoices, SolveRequest } from './types';

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

/** Calls that belong together. */
export interface OpenRun {
  /** The model, each of whose calls is then one of this run. */
  metered(model: LanguageModel): LanguageModel;
  /** Writes down how it ended, where it ended with a result. Never rejects. */
  ended(request: SolveRequest, result: ReasoningResult): Promise<void>;
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
    return {
      metered: (model) => this.metered(model, { purpose, run: id, workspace: () => workspace }),
      ended: async (request, result) => this.keeper?.record({ ...outcomeOf(request, result), time: localTime(this.options.clock.date()), run: id, purpose, workspace }),
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

  /**
   * What this person's past runs of a model change in forecasts; null where there are too few of them.
   * @param modelId of a server, without its prefix
   */
  async correctionFor(modelId: string, level: BudgetLevel, hasExamples: boolean): Promise<ForecastCorrection | null> {
    if (this.keeper === null) {
      return null;
    }
    try {
      return correctionFrom((await this.options.ledger.runs({ model: modelId })).filter(({ stopReason }) => stopReason !== 'cancelled').map(pastRun), level, hasExamples);
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

function pastRun({ level, examples, status, promptTokens, completionTokens, seconds, forecast }: RunEntry): PastRun {
  return { level, examples, isVerified: status === 'verified', tokens: promptTokens + completionTokens, seconds, forecast };
}

function outcomeOf({ level, task }: SolveRequest, { spent, budget, estimate, model, ...result }: ReasoningResult): Omit<RunEntry, 'time' | 'run' | 'purpose' | 'workspace'> {
  const { samples, promptTokens, cachedPromptTokens, completionTokens, forfeitedTokens, seconds, energy, dollars } = spent;
  return {
    version: 1, type: 'run', model: model.id, location: model.location,
    samples, promptTokens, cachedPromptTokens, completionTokens, forfeitedTokens, seconds, joules: energy.joules, energySource: energy.source, dollars,
    level, limits: { tokens: budget.maxTokens ?? null, seconds: budget.maxSeconds ?? null, samples: budget.maxSamples ?? null },
    language: task.language, examples: task.examples.length, status: result.status, stopReason: result.stopReason, loadSeconds: result.loadSeconds,
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
