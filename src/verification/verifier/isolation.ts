import { ReckonError } from '../../base/errors';
import type { Confinement, ConfinementProbe } from '../isolation';
import type { IsolationReport } from '../types';
import type { Engine } from './limits';
import { SLOW_START } from './sandboxProcess';

/** Levels that can be asked for; `contained` is what the sandboxes are on every machine. */
export type MinimumIsolation = 'contained' | 'isolated';

const CONTAINED: Readonly<Record<Engine, string>> = {
  python: 'Pyodide (CPython in WebAssembly) in a child process of its own, without network, host files or subprocesses',
  javascript: 'QuickJS in WebAssembly in a child process of its own, without network, host files or subprocesses',
};

const INSIDE: Readonly<Record<Engine, string>> = { python: 'Pyodide (CPython in WebAssembly)', javascript: 'QuickJS in WebAssembly' };

/** Of a verdict for which no code ran. */
export const NOTHING_RAN: IsolationReport = { level: 'static', description: 'nothing of the candidate ran' };

/**
 * Which wrapper sandboxes start in. Probed once, before the first of them; a wrapper that fails later is not
 * tried again, and from then on what was a process in it says so.
 */
export class SandboxIsolation {
  private probing: Promise<void> | null = null;
  private readonly ended = new AbortController();
  private found: ConfinementProbe = { confinement: null, reason: 'nobody has looked for a wrapper yet' };
  private isKnown = false;

  /** @param likely what the probe is going to try; null where that is not known before */
  constructor(private readonly minimum: MinimumIsolation, private readonly likely: Confinement | null, private readonly probe: (signal: AbortSignal) => Promise<ConfinementProbe>) {}

  /** Resolves when it is known what there is. No candidate runs before. */
  ready(): Promise<void> {
    this.probing ??= this.probe(this.ended.signal).then((found) => {
      this.found = found;
      this.isKnown = true;
    });
    return this.probing;
  }

  /** The wrapper that is being tried, in which a sandbox can start meanwhile, so as not to wait for one after the other; null when there is none or the probe is over. */
  get untried(): Confinement | null {
    return this.isKnown ? null : this.likely;
  }

  /** Ends a probe that is under way. */
  async dispose(): Promise<void> {
    this.ended.abort();
    await this.probing;
  }

  /** What candidates run in; null for a plain process. */
  get confinement(): Confinement | null {
    return this.found.confinement;
  }

  /** Why nothing may run here, and what to do; null when it may. */
  refusal(): string | null {
    return this.minimum === 'isolated' && this.found.confinement === null
      ? `not run: the level "isolated" is required, and here candidates would only be "contained": ${this.found.reason}. Mend that, or lower the setting reckon.verification.minimumIsolation (--min-isolation contained)`
      : null;
  }

  /**
   * Takes a failed start for the wrapper's, unless it merely took too long.
   * @param wrapper what it was started in
   * @returns whether another try may go better, or is refused with a reason
   */
  lose(error: unknown, wrapper: Confinement | null): boolean {
    if (wrapper === null || !ReckonError.is(error, 'sandbox-failed') || error.cause === SLOW_START) {
      return false;
    }
    if (this.found.confinement !== wrapper) {
      return true; // Another check has found out already.
    }
    this.found = { confinement: null, reason: `the system's wrapper worked before and does no more (${error.message})` };
    return true;
  }

  /** Of a sandbox that ran. @param isConfined whether that process was in the wrapper */
  report(engine: Engine, isConfined: boolean): IsolationReport {
    const { confinement } = this.found;
    if (isConfined) {
      return { level: 'isolated', description: `${INSIDE[engine]} in ${confinement?.report.description ?? 'namespaces of the operating system'}` };
    }
    return { level: 'contained', description: `${CONTAINED[engine]}${confinement === null ? `; not isolated by the operating system: ${this.found.reason}` : ''}` };
  }
}
