import { randomUUID } from 'node:crypto';
import type { Clock } from '../../base/clock';
import { localTime } from '../../base/localTime';
import { budgetedTokens, dollarsOf, NO_USAGE, type GenerateOptions, type LanguageModel, type ModelInfo, type Prompt, type StreamPart, type TokenCount, type Usage } from '../../model';
import type { EnergyMeter } from '../energy';
import type { CallEntry, CallPurpose } from './entry';
import type { LedgerKeeper } from './keeper';

/** What calls are for. */
export interface CallContext {
  readonly purpose: CallPurpose;
  /** Run that all calls belong to; left out where each is one of its own. */
  readonly run?: string;
  /** Asked as each call begins; null where there is no folder. */
  workspace(): string | null;
}

export interface Metering extends CallContext {
  readonly keeper: LedgerKeeper;
  readonly clock: Clock;
  startEnergyMeter(): EnergyMeter;
}

/** More prompts than a run has; a model for completions sees a new one at each key. */
const KEPT_COUNTS = 64;

/** A model each of whose calls is in the ledger before the next one can begin. */
export class MeteredModel implements LanguageModel {
  /** Tokens of the last prompts that were counted, by their text: each step of a run makes its own of them. */
  private readonly counted = new Map<string, number>();

  constructor(private readonly model: LanguageModel, private readonly metering: Metering) {}

  get info(): ModelInfo {
    return this.model.info;
  }

  sample(prompt: Prompt, count: number, options: GenerateOptions): AsyncIterableIterator<StreamPart> {
    const promptTokens = this.counted.get(JSON.stringify(prompt)) ?? mostTokens(prompt);
    const prompts = this.model.info.sharesPrompt ? 1 : count;
    return new MeteredCall(this.model.sample(prompt, count, options), this.model.info, this.metering, count, { ...NO_USAGE, promptTokens: prompts * promptTokens, completionTokens: count * options.maxOutputTokens });
  }

  async countTokens(prompt: Prompt, abortSignal?: AbortSignal): Promise<TokenCount> {
    const count = await this.model.countTokens(prompt, abortSignal);
    this.remember(JSON.stringify(prompt), count.tokens);
    return count;
  }

  private remember(prompt: string, tokens: number): void {
    const [oldest] = this.counted.keys();
    if (oldest !== undefined && this.counted.size >= KEPT_COUNTS) {
      this.counted.delete(oldest);
    }
    this.counted.set(prompt, tokens);
  }

  warmUp(options?: Parameters<LanguageModel['warmUp']>[0]): Promise<number> {
    return this.model.warmUp(options);
  }

  unload(): Promise<void> {
    return this.model.unload();
  }
}

/**
 * One call. No generator: leaving one that waits for a model that hangs would wait as well, and nothing would be
 * recorded. The parts are passed on before the entry is waited for, so that a ledger on a slow disk delays no answer.
 */
class MeteredCall implements AsyncIterableIterator<StreamPart> {
  private readonly parts: AsyncIterator<StreamPart>;
  private begun: { readonly at: number; readonly energy: EnergyMeter; readonly workspace: string | null } | null = null;
  private written: Promise<void> | null = null;

  constructor(
    parts: AsyncIterable<StreamPart>,
    private readonly model: ModelInfo,
    private readonly metering: Metering,
    private readonly samples: number,
    private readonly worst: Usage,
  ) {
    this.parts = parts[Symbol.asyncIterator]();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<StreamPart>> {
    this.begun ??= { at: this.metering.clock.seconds(), energy: this.metering.startEnergyMeter(), workspace: this.metering.workspace() };
    if (this.written !== null) {
      await this.written; // The last part was passed on; nothing goes on before it is in the ledger.
    }
    try {
      const next = await this.parts.next();
      if (next.done === true) {
        await this.forfeit();
      } else if (next.value.type === 'finish') {
        void this.record('finished', next.value.usage);
      } else if (next.value.type === 'error') {
        void this.record(next.value.error.code === 'cancelled' ? 'cancelled' : 'failed', next.value.usage);
      }
      return next;
    } catch (error) {
      await this.forfeit();
      throw error;
    }
  }

  async return(): Promise<IteratorResult<StreamPart>> {
    if (this.begun !== null) {
      void this.forfeit();
    }
    const left = this.parts.return?.() ?? Promise.resolve({ done: true as const, value: undefined });
    const [end] = await Promise.all([left, this.written]);
    return end;
  }

  /** What it used never became known: the most that it can be counts. */
  private forfeit(): Promise<void> {
    return this.record('forfeited', NO_USAGE);
  }

  /** The first end of a call counts. */
  private record(outcome: CallEntry['outcome'], usage: Usage): Promise<void> {
    this.written ??= this.metering.keeper.record(this.entry(outcome, usage));
    return this.written;
  }

  private entry(outcome: CallEntry['outcome'], usage: Usage): CallEntry {
    const { promptTokens, cachedPromptTokens, completionTokens } = usage;
    const { clock, purpose, run = randomUUID() } = this.metering;
    const { joules, source } = this.begun?.energy.read() ?? { joules: null, source: 'unknown' };
    return {
      version: 1, type: 'call', time: localTime(clock.date()), run,
      model: this.model.modelId, location: this.model.location, purpose, workspace: this.begun?.workspace ?? null, outcome, samples: this.samples,
      promptTokens, cachedPromptTokens, completionTokens, forfeitedTokens: outcome === 'forfeited' ? budgetedTokens(this.worst) : 0,
      seconds: this.begun === null ? 0 : Math.max(0, clock.seconds() - this.begun.at),
      joules, energySource: source,
      dollars: dollarsOf(this.model, outcome === 'forfeited' ? this.worst : usage),
    };
  }
}

/** The chat template around a prompt, with the system message that some models have by default, in tokens. */
const TEMPLATE_TOKENS = 64;

/** Where a prompt was not counted: no token is shorter than a byte. */
function mostTokens(prompt: Prompt): number {
  return TEMPLATE_TOKENS + Buffer.byteLength(JSON.stringify(prompt));
}
