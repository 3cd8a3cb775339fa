import type { Clock } from '../base/clock';
import { addUsage, budgetedTokens, NO_USAGE, type Usage } from '../model';
import type { EnergyMeter } from './energy';
import { addKnown, limitOf, toDollars, toUnits } from './money';
import { PowerGauge } from './powerGauge';
import type { ComputeBudget, Dollars, Energy, Spent } from './types';

/** The most that one call may take. */
export interface WorstCase {
  /** Every prompt that is paid for plus the maximum output of every sample, in tokens. */
  readonly tokens: number;
  readonly samples: number;
  /** Null when the price is unknown; refused under a money limit, since it could not be kept. */
  readonly dollars: Dollars;
}

export type BudgetLimit = 'tokens' | 'samples' | 'seconds' | 'dollars' | 'joules';

export type ReservationOutcome =
  | { readonly granted: true; readonly reservation: Reservation }
  | { readonly granted: false; readonly limit: BudgetLimit };

/** Room set aside for one call. Exactly one of `settle` and `forfeit` ends it; a second end is ignored. */
export interface Reservation {
  /**
   * Replaces the worst case by what was used. A provider that bills more than it was allowed is
   * recorded as it is: the account is then overdrawn and every later reservation is refused.
   */
  settle(usage: Usage, dollars?: Dollars): void;
  /** What was used never became known: the worst case counts as used. */
  forfeit(): void;
}

/**
 * Meter and gate of one run. The invariant, whatever happens in whatever order:
 * used + reserved never exceeds a limit. Time cannot be set aside, so it is a deadline instead.
 */
export class BudgetAccount {
  private usage: Usage = NO_USAGE;
  private forfeitedTokens = 0;
  private samples = 0;
  /** In units of money; null where it is not known. */
  private money: number | null = 0;
  private reserved = { tokens: 0, samples: 0, money: 0 };
  private readonly startedAt: number;
  private readonly power: PowerGauge;

  /** @param before what an earlier part of the same run took: it counts against the limits, and is part of what is spent. */
  constructor(
    readonly budget: ComputeBudget,
    private readonly clock: Clock,
    private readonly energy: EnergyMeter,
    private readonly before: Spent | null = null,
  ) {
    this.startedAt = clock.seconds() - (before?.seconds ?? 0);
    this.power = new PowerGauge(energy.watts);
    if (before !== null) {
      const { promptTokens, cachedPromptTokens, completionTokens } = before;
      this.usage = { ...NO_USAGE, promptTokens, cachedPromptTokens, completionTokens };
      this.forfeitedTokens = before.forfeitedTokens;
      this.samples = before.samples;
      this.money = unitsOf(before.dollars);
    }
  }

  /** What an earlier part of the run took, in seconds. */
  get earlierSeconds(): number {
    return this.before?.seconds ?? 0;
  }

  elapsedSeconds(): number {
    return this.clock.seconds() - this.startedAt;
  }

  /** Until the limit of time, or that of energy at the power that is modelled or measured; infinity without either, never negative. */
  remainingSeconds(): number {
    return Math.max(0, Math.min(this.secondsOfTime(), this.secondsOfEnergy()));
  }

  /** Which limit `remainingSeconds` comes from. */
  nearestDeadline(): 'seconds' | 'joules' {
    return this.secondsOfEnergy() < this.secondsOfTime() ? 'joules' : 'seconds';
  }

  private secondsOfTime(): number {
    return (this.budget.maxSeconds ?? Infinity) - this.elapsedSeconds();
  }

  /** Whether a limit of energy goes by a counter, so that the time it leaves is known only as it passes. */
  isPowerMeasured(): boolean {
    return this.budget.maxJoules !== undefined && this.energy.read().source === 'measured';
  }

  private secondsOfEnergy(): number {
    if (this.budget.maxJoules === undefined) {
      return Infinity; // The counter, a file, is read only where there is a limit.
    }
    const now = this.energy.read();
    const { joules } = this.withBefore(now);
    if (joules === null) {
      return Infinity;
    }
    const watts = now.source === 'measured' ? this.power.read(joules, this.clock.seconds()) : this.energy.watts;
    return watts === undefined || watts === 0 ? Infinity : (this.budget.maxJoules - joules) / watts;
  }

  /** Tokens neither used nor reserved; Infinity without a limit. */
  remainingTokens(): number {
    return this.budget.maxTokens === undefined ? Infinity : this.budget.maxTokens - this.usedTokens() - this.reserved.tokens;
  }

  remainingSamples(): number {
    return this.budget.maxSamples === undefined ? Infinity : this.budget.maxSamples - this.samples - this.reserved.samples;
  }

  /** Dollars neither spent nor reserved; Infinity without a limit, 0 where nobody knows what was spent. */
  remainingDollars(): number {
    return this.budget.maxDollars === undefined ? Infinity : toDollars(this.remainingMoney(this.budget.maxDollars));
  }

  reserve(worst: WorstCase): ReservationOutcome {
    const limit = this.firstExceeded(worst);
    if (limit !== null) {
      return { granted: false, limit };
    }
    this.reserved.tokens += worst.tokens;
    this.reserved.samples += worst.samples;
    this.reserved.money += unitsOf(worst.dollars) ?? 0;
    return { granted: true, reservation: this.openReservation(worst) };
  }

  spent(): Spent {
    return {
      promptTokens: this.usage.promptTokens,
      cachedPromptTokens: this.usage.cachedPromptTokens,
      completionTokens: this.usage.completionTokens,
      forfeitedTokens: this.forfeitedTokens,
      samples: this.samples,
      seconds: this.elapsedSeconds(),
      energy: this.energyUsed(),
      dollars: this.money === null ? null : toDollars(this.money),
    };
  }

  private usedTokens(): number {
    return budgetedTokens(this.usage) + this.forfeitedTokens;
  }

  private firstExceeded(worst: WorstCase): BudgetLimit | null {
    if (worst.tokens > this.remainingTokens()) {
      return 'tokens';
    }
    if (worst.samples > this.remainingSamples()) {
      return 'samples';
    }
    if (this.remainingSeconds() <= 0) {
      return this.nearestDeadline();
    }
    if (this.exceedsDollars(worst)) {
      return 'dollars';
    }
    return this.exceedsJoules() ? 'joules' : null;
  }

  private exceedsDollars(worst: WorstCase): boolean {
    if (this.budget.maxDollars === undefined) {
      return false;
    }
    const money = unitsOf(worst.dollars);
    return money === null || this.money === null || money > this.remainingMoney(this.budget.maxDollars);
  }

  private remainingMoney(maxDollars: number): number {
    return this.money === null ? 0 : limitOf(maxDollars) - this.money - this.reserved.money;
  }

  /** An unknown meter cannot keep a limit and refuses. */
  private exceedsJoules(): boolean {
    if (this.budget.maxJoules === undefined) {
      return false;
    }
    const { joules } = this.energyUsed();
    return joules === null || joules >= this.budget.maxJoules;
  }

  private energyUsed(): Energy {
    return this.withBefore(this.energy.read());
  }

  private withBefore(now: Energy): Energy {
    return this.before === null ? now : addEnergy(this.before.energy, now);
  }

  private openReservation(worst: WorstCase): Reservation {
    let open = true;
    const close = (): boolean => {
      if (!open) {
        return false;
      }
      open = false;
      this.reserved.tokens -= worst.tokens;
      this.reserved.samples -= worst.samples;
      this.reserved.money -= unitsOf(worst.dollars) ?? 0;
      this.samples += worst.samples;
      return true;
    };
    return {
      settle: (usage, dollars = worst.dollars) => {
        if (close()) {
          this.usage = addUsage(this.usage, usage);
          this.money = addKnown(this.money, unitsOf(dollars));
        }
      },
      forfeit: () => {
        if (close()) {
          this.forfeitedTokens += worst.tokens;
          this.money = addKnown(this.money, unitsOf(worst.dollars));
        }
      },
    };
  }
}

/** A sum is known where both parts are, and measured where both are. */
function addEnergy(a: Energy, b: Energy): Energy {
  return a.joules === null || b.joules === null
    ? { joules: null, source: 'unknown' }
    : { joules: a.joules + b.joules, source: a.source === 'measured' && b.source === 'measured' ? 'measured' : 'modelled' };
}

function unitsOf(dollars: Dollars): number | null {
  return dollars === null ? null : toUnits(dollars);
}
