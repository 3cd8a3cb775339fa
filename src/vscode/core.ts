import { createReckon, type EngineOptions, type LedgerChoices, type Reckon, type VerificationOptions } from '../app';
import { systemClock } from '../base/clock';
import type { EndpointKeys } from './secrets';
import type { Settings } from './settings';

/**
 * The core, made on first use and made anew when a setting changes that it was built with. The one
 * that is let go of stops its processes.
 */
export class Core {
  private current: Reckon | null = null;
  private retired: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly scriptsFolder: string,
    private readonly settings: Settings,
    private readonly keys: EndpointKeys,
    private readonly ledger: Pick<LedgerChoices, 'warn' | 'onRecorded' | 'workspace'>,
  ) {}

  get(): Reckon {
    this.current ??= createReckon({
      scriptsFolder: this.scriptsFolder,
      environment: process.env,
      clock: systemClock,
      apiKey: (endpoint) => this.keys.get(endpoint),
      engine: engineOptions(this.settings),
      verification: verificationOptions(this.settings),
      ledger: ledgerChoices(this.settings, this.ledger),
    });
    return this.current;
  }

  /** Frees every process and all memory of the models. The next question loads again. */
  async reset(): Promise<void> {
    const { current } = this;
    this.current = null;
    this.retired = Promise.all([this.retired, current?.dispose()]);
    await this.retired;
  }

  dispose(): Promise<void> {
    return this.reset();
  }
}

/** A 0 in the settings stands for the default: a thread a core, and never unloaded. */
function engineOptions(settings: Settings): EngineOptions {
  const threads = settings.get('reckon.engine.threads');
  const minutes = settings.get('reckon.engine.unloadAfterMinutes');
  return {
    precision: settings.get('reckon.engine.precision'),
    ...(threads === 0 ? {} : { threads }),
    ...(minutes === 0 ? {} : { unloadAfterSeconds: minutes * 60 }),
  };
}

function verificationOptions(settings: Settings): VerificationOptions {
  return {
    minimumIsolation: settings.get('reckon.verification.minimumIsolation'),
    limits: {
      exampleSeconds: settings.get('reckon.verification.secondsPerExample'),
      candidateSeconds: settings.get('reckon.verification.secondsPerCandidate'),
      memoryMiB: settings.get('reckon.verification.memoryMiB'),
    },
  };
}

/** Settings are asked each time: changing them ends no model. A 0 keeps all days. */
function ledgerChoices(settings: Settings, { warn, onRecorded, workspace }: Pick<LedgerChoices, 'warn' | 'onRecorded' | 'workspace'>): LedgerChoices {
  return {
    isEnabled: () => settings.get('reckon.ledger.enabled'),
    keptDays: () => settings.get('reckon.ledger.retentionDays') || null,
    workspace,
    warn,
    ...(onRecorded ? { onRecorded } : {}),
  };
}
