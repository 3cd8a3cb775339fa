import { raceAbort } from '../../base/abort';
import { ReckonError, serializeError } from '../../base/errors';
import { formatPrice, formatSeconds } from '../../base/format';
import type { BudgetLimit } from '../../budget';
import type { LanguageModel, LoadProgress } from '../../model';
import type { FurtherModelOutcome } from '../events';
import { limitFault } from '../limitFault';
import type { ModelState } from '../policy';
import { runStep } from '../run';
import type { StrategyRun } from '../strategies';
import { ModelSteps } from './modelSteps';
import type { Escalation, FurtherModel } from './types';

export interface FurtherModelsOptions {
  readonly escalation: Escalation;
  /** The run with its first model. */
  readonly run: StrategyRun;
  /** Told before something is asked of another machine, whose energy nobody here knows. */
  onElsewhere(): void;
  onLoadProgress?(progress: LoadProgress): void;
}

interface Entry {
  readonly model: FurtherModel;
  /** Null before it is loaded. */
  steps: StrategyRun | null;
  loadSeconds: number | null;
  /** Why it is not asked, or not again. */
  fault: Error | null;
}

/** The further models of one run: which of them can be asked, loading one when it is to be, and what became of each. */
export class FurtherModels {
  private readonly entries: readonly Entry[];
  private loads = 0;

  constructor(private readonly options: FurtherModelsOptions) {
    const { budget } = options.run.context.account;
    this.entries = options.escalation.models.map((model) => ({ model, steps: null, loadSeconds: null, fault: limitFault(model.profile, budget) }));
  }

  /** The first model of the run and then these, as the policy looks at them. */
  states(): readonly ModelState[] {
    const { run, escalation } = this.options;
    const { modelId } = run.context.model.info;
    const first = { profile: escalation.first, isUsable: run.record.failure === null, isLoaded: true, ...this.counts(modelId) };
    return [first, ...this.entries.map((entry) => ({
      profile: entry.model.profile, isUsable: entry.fault === null, isLoaded: entry.steps !== null, ...this.counts(idOf(entry)),
    }))];
  }

  /**
   * The run with one of them, loading it where that was not done yet.
   * @param index from 1 on: 0 is the first model of the run
   * @returns null where it cannot be loaded; it is not tried again
   * @throws ReckonError `cancelled` when the run is over first
   */
  async runWith(index: number): Promise<StrategyRun | null> {
    const entry = this.at(index);
    entry.steps ??= await this.load(entry);
    return entry.steps;
  }

  /** The budget has no room for a call of it, however small. */
  refuse(index: number, limit: BudgetLimit): void {
    const entry = this.at(index);
    entry.fault ??= new ReckonError('budget-exceeded', `What the limit of ${limit} leaves is too little for a call of ${idOf(entry)}.`, { hint: 'Raise the limit.' });
  }

  outcomes(): FurtherModelOutcome[] {
    return this.entries.map((entry) => ({
      id: idOf(entry), location: entry.model.profile.location, candidates: this.counts(idOf(entry)).drawn, loadSeconds: entry.loadSeconds,
      failure: entry.fault === null ? null : serializeError(entry.fault),
    }));
  }

  private at(index: number): Entry {
    const entry = this.entries[index - 1];
    if (entry === undefined) {
      throw new RangeError(`There is no further model ${index}.`);
    }
    return entry;
  }

  private counts(modelId: string): Pick<ModelState, 'drawn' | 'judged'> {
    const { record } = this.options.run;
    return { drawn: record.drawnByModel(modelId), judged: record.outcomes(({ model }) => model === modelId) };
  }

  private load(entry: Entry): Promise<StrategyRun | null> {
    const { context } = this.options.run;
    this.loads += 1;
    return runStep<StrategyRun | null>(context, { stepId: `load${this.loads}`, kind: 'load', title: `Get ${idOf(entry)} ready` }, async () => {
      const startedAt = context.clock.seconds();
      try {
        const model = await this.loaded(entry);
        entry.loadSeconds = context.clock.seconds() - startedAt;
        return { outcome: 'passed', detail: readyWords(entry), value: this.stepsOf(entry, model) };
      } catch (error) {
        // What was never recorded is no fault of a model, and a bug is none either.
        if (context.signal.aborted || !ReckonError.is(error) || error.code === 'record-ended') {
          throw error;
        }
        entry.fault = error;
        return { outcome: 'stopped', detail: [error.message, error.hint].filter((part) => part !== undefined).join(' '), value: null };
      }
    });
  }

  private loaded({ model }: Entry): Promise<LanguageModel> {
    const { run: { context: { signal } }, onLoadProgress } = this.options;
    return raceAbort(model.load({ abortSignal: signal, ...(onLoadProgress ? { onProgress: onLoadProgress } : {}) }), signal);
  }

  private stepsOf(entry: Entry, model: LanguageModel): StrategyRun {
    if (model.info.location === 'remote') {
      this.options.onElsewhere();
    }
    return new ModelSteps(this.options.run, {
      model,
      onUsage: (usage, samples) => entry.model.onUsage?.(usage, samples),
      onFailure: (failure) => this.onFailure(entry, failure),
    });
  }

  /** Where a replay's record ends, no other model goes on: the recorded run did not. */
  private onFailure(entry: Entry, failure: Error): void {
    for (const each of ReckonError.is(failure, 'record-ended') ? this.entries : [entry]) {
      each.fault ??= failure;
    }
    if (ReckonError.is(failure, 'record-ended')) {
      this.options.run.onFailure(failure);
    }
  }
}

function idOf({ model, steps }: Entry): string {
  return steps?.context.model.info.modelId ?? model.profile.id;
}

function readyWords({ model, loadSeconds }: Entry): string {
  const { location, price } = model.profile;
  if (location === 'local') {
    return `ready after ${formatSeconds(loadSeconds ?? 0)}`;
  }
  return `on a server; ${price === undefined ? 'what it costs is not known' : formatPrice(price)}`;
}
