import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BudgetAccount, createModelledMeter, MODELLED_WATTS_PER_CORE, unknownEnergyMeter, type Reservation, type WorstCase } from '../../../src/budget';
import { NO_USAGE } from '../../../src/model';
import { evenly } from '../../support/evenly';
import { FakeClock } from '../../support/fakeClock';

const RUNS = 10_000;

type Action =
  | { readonly type: 'reserve'; readonly tokens: number; readonly samples: number; readonly dollars: number }
  | { readonly type: 'settle'; readonly index: number; readonly fraction: number }
  | { readonly type: 'forfeit'; readonly index: number }
  | { readonly type: 'wait'; readonly seconds: number };

const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ type: fc.constant('reserve' as const), tokens: fc.integer({ min: 1, max: 600 }), samples: fc.integer({ min: 1, max: 5 }), dollars: evenly(0, 0.2) }),
  fc.record({ type: fc.constant('settle' as const), index: fc.nat(20), fraction: evenly(0, 1) }),
  fc.record({ type: fc.constant('forfeit' as const), index: fc.nat(20) }),
  fc.record({ type: fc.constant('wait' as const), seconds: evenly(0, 5) }),
);

const LIMITS = { maxTokens: 1000, maxSamples: 8, maxDollars: 0.5, maxSeconds: 20 } as const;
/** Of the meter: two cores at this power reach it before the limit of time, or after. */
const joulesLimit = evenly(1, 2 * MODELLED_WATTS_PER_CORE * LIMITS.maxSeconds * 1.5);
/** Of sums of dollars that the test makes in another order. */
const ROUNDING = 1e-9;

interface OpenCall {
  readonly reservation: Reservation;
  readonly tokens: number;
  readonly samples: number;
  readonly dollars: number;
  isOver: boolean;
  /** What it came to. */
  paid: { readonly tokens: number; readonly dollars: number };
}

describe('BudgetAccount', () => {
  it('never lets used plus reserved exceed a limit, in any order of calls', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 40 }), joulesLimit, (actions, maxJoules) => {
        const clock = new FakeClock();
        const account = new BudgetAccount({ ...LIMITS, maxJoules }, clock, createModelledMeter(clock, 2));
        const calls: OpenCall[] = [];
        // One assertion a case: they would otherwise take most of its time.
        const broken = actions.flatMap((step) => {
          apply(step, account, clock, calls);
          return brokenPromises(account, calls);
        });
        expect(broken).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  }, 30_000);

  it('adds money up exactly, so that what fits a limit by the cent fits it', () => {
    const account = new BudgetAccount({ maxDollars: 0.3 }, new FakeClock(), unknownEnergyMeter);
    for (const dollars of [0.1, 0.2]) {
      granted(account, { tokens: 1, samples: 1, dollars }).settle(NO_USAGE);
    }
    expect([account.spent().dollars, account.remainingDollars()]).toEqual([0.3, 0]);
    expect(account.reserve({ tokens: 1, samples: 1, dollars: 1e-9 })).toEqual({ granted: false, limit: 'dollars' });
    expect(account.reserve({ tokens: 1, samples: 1, dollars: 0 })).toMatchObject({ granted: true });
  });

  it('holds money back for a call that goes on, and gives back what it did not take', () => {
    const account = new BudgetAccount({ maxDollars: 1 }, new FakeClock(), unknownEnergyMeter);
    const call = granted(account, { tokens: 1, samples: 1, dollars: 0.75 });
    expect([account.remainingDollars(), account.spent().dollars]).toEqual([0.25, 0]);
    expect(account.reserve({ tokens: 1, samples: 1, dollars: 0.26 })).toEqual({ granted: false, limit: 'dollars' });
    call.settle(NO_USAGE, 0.125);
    expect([account.remainingDollars(), account.spent().dollars]).toEqual([0.875, 0.125]);
    granted(account, { tokens: 1, samples: 1, dollars: 0.5 }).forfeit();
    expect([account.remainingDollars(), account.spent().dollars]).toEqual([0.375, 0.625]);
  });

  it('keeps no limit of money once what was spent is not known, and has none where nobody set one', () => {
    const spent = new BudgetAccount({}, new FakeClock(), unknownEnergyMeter).spent();
    const account = new BudgetAccount({ maxDollars: 1 }, new FakeClock(), unknownEnergyMeter, { ...spent, dollars: null });
    expect([account.remainingDollars(), account.spent().dollars]).toEqual([0, null]);
    expect(account.reserve({ tokens: 1, samples: 1, dollars: 0 })).toEqual({ granted: false, limit: 'dollars' });
    expect(new BudgetAccount({}, new FakeClock(), unknownEnergyMeter).remainingDollars()).toBe(Infinity);
  });

  it('counts what an earlier part of the run cost', () => {
    const spent = new BudgetAccount({}, new FakeClock(), unknownEnergyMeter).spent();
    const account = new BudgetAccount({ maxDollars: 1 }, new FakeClock(), unknownEnergyMeter, { ...spent, dollars: 0.9 });
    expect(account.reserve({ tokens: 1, samples: 1, dollars: 0.2 })).toEqual({ granted: false, limit: 'dollars' });
    granted(account, { tokens: 1, samples: 1, dollars: 0.1 }).settle(NO_USAGE);
    expect(account.spent().dollars).toBe(1);
  });

  it('refuses by the limit that would be exceeded', () => {
    const clock = new FakeClock();
    const account = new BudgetAccount({ maxTokens: 100, maxSamples: 2, maxSeconds: 1 }, clock, unknownEnergyMeter);
    expect(account.reserve({ tokens: 101, samples: 1, dollars: 0 })).toEqual({ granted: false, limit: 'tokens' });
    expect(account.reserve({ tokens: 10, samples: 3, dollars: 0 })).toEqual({ granted: false, limit: 'samples' });
    clock.advance(1);
    expect(account.reserve({ tokens: 10, samples: 1, dollars: 0 })).toEqual({ granted: false, limit: 'seconds' });
  });

  it('refuses an unknown price under a money limit, and unknown energy under an energy limit', () => {
    const clock = new FakeClock();
    const money = new BudgetAccount({ maxDollars: 1 }, clock, unknownEnergyMeter);
    expect(money.reserve({ tokens: 1, samples: 1, dollars: null })).toEqual({ granted: false, limit: 'dollars' });
    const energy = new BudgetAccount({ maxJoules: 100 }, clock, unknownEnergyMeter);
    expect(energy.reserve({ tokens: 1, samples: 1, dollars: 0 })).toEqual({ granted: false, limit: 'joules' });
  });

  it('counts the worst case when a call never said what it used', () => {
    const account = new BudgetAccount({ maxTokens: 100 }, new FakeClock(), unknownEnergyMeter);
    const outcome = account.reserve({ tokens: 80, samples: 1, dollars: 0 });
    if (!outcome.granted) {
      throw new Error('the reservation was refused');
    }
    outcome.reservation.forfeit();
    outcome.reservation.settle({ ...NO_USAGE, completionTokens: 1 });
    expect(account.remainingTokens()).toBe(20);
    expect(account.spent()).toMatchObject({ completionTokens: 0, forfeitedTokens: 80 });
  });

  it('is overdrawn, and refuses everything after, when a provider bills more than it was allowed', () => {
    const account = new BudgetAccount({ maxTokens: 100 }, new FakeClock(), unknownEnergyMeter);
    const outcome = account.reserve({ tokens: 50, samples: 1, dollars: 0 });
    if (!outcome.granted) {
      throw new Error('the reservation was refused');
    }
    outcome.reservation.settle({ ...NO_USAGE, completionTokens: 120 });
    expect(account.spent().completionTokens).toBe(120);
    expect(account.reserve({ tokens: 1, samples: 1, dollars: 0 })).toEqual({ granted: false, limit: 'tokens' });
  });
});

function granted(account: BudgetAccount, worst: WorstCase): Reservation {
  const outcome = account.reserve(worst);
  if (!outcome.granted) {
    throw new Error(`the reservation was refused: ${outcome.limit}`);
  }
  return outcome.reservation;
}

/** What the account says it has left is what is neither used nor held back for the calls that are open, and never below nothing. */
function brokenPromises(account: BudgetAccount, calls: readonly OpenCall[]): readonly string[] {
  const [open, over] = [calls.filter(({ isOver }) => !isOver), calls.filter(({ isOver }) => isOver)];
  const sum = (of: (call: OpenCall) => number, among = open): number => among.reduce((total, call) => total + of(call), 0);
  const { promptTokens, completionTokens, forfeitedTokens, samples, dollars } = account.spent();
  const [tokens, money] = [promptTokens + completionTokens + forfeitedTokens, dollars ?? Infinity];
  const promises = {
    'tokens are used, reserved or left': account.remainingTokens() === LIMITS.maxTokens - tokens - sum((call) => call.tokens),
    'samples are drawn, reserved or left': account.remainingSamples() === LIMITS.maxSamples - samples - sum((call) => call.samples),
    'dollars are spent, reserved or left': Math.abs(account.remainingDollars() - (LIMITS.maxDollars - money - sum((call) => call.dollars))) < ROUNDING,
    'what is used is what calls came to': tokens === sum(({ paid }) => paid.tokens, over) && Math.abs(money - sum(({ paid }) => paid.dollars, over)) < ROUNDING,
    'nothing is overdrawn': Math.min(account.remainingTokens(), account.remainingSamples(), account.remainingDollars()) >= 0,
    'no more than the limit of money is spent': money <= LIMITS.maxDollars,
  };
  return Object.entries(promises).flatMap(([promise, isKept]) => (isKept ? [] : [promise]));
}

function apply(step: Action, account: BudgetAccount, clock: FakeClock, calls: OpenCall[]): void {
  const call = 'index' in step ? calls[step.index] : undefined;
  switch (step.type) {
    case 'reserve':
      reserve(step, account, calls);
      break;
    case 'settle': {
      const paid = { tokens: Math.floor((call?.tokens ?? 0) * step.fraction), dollars: (call?.dollars ?? 0) * step.fraction };
      call?.reservation.settle({ ...NO_USAGE, completionTokens: paid.tokens }, paid.dollars);
      end(call, paid);
      break;
    }
    case 'forfeit':
      call?.reservation.forfeit();
      end(call, call);
      break;
    case 'wait':
      clock.advance(step.seconds);
      break;
  }
}

/** The first end of a call counts. */
function end(call: OpenCall | undefined, paid: OpenCall['paid'] | undefined): void {
  if (call !== undefined && paid !== undefined && !call.isOver) {
    Object.assign(call, { isOver: true, paid });
  }
}

/** Time and energy are not set aside: no call begins once one of them is used up. */
function reserve({ tokens, samples, dollars }: WorstCase & { readonly dollars: number }, account: BudgetAccount, calls: OpenCall[]): void {
  const { seconds, energy } = account.spent();
  const isOver = seconds >= LIMITS.maxSeconds || (energy.joules ?? Infinity) >= (account.budget.maxJoules ?? 0);
  const outcome = account.reserve({ tokens, samples, dollars });
  if (outcome.granted && isOver) {
    throw new Error('A call began after the time or the energy was used up.');
  }
  if (outcome.granted) {
    calls.push({ reservation: outcome.reservation, tokens, samples, dollars, isOver: false, paid: { tokens: 0, dollars: 0 } });
  }
}
