import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BudgetAccount, createModelledMeter, unknownEnergyMeter, type Reservation } from '../../../src/budget';
import { NO_USAGE } from '../../../src/model';
import { FakeClock } from '../../support/fakeClock';

const RUNS = 10_000;

type Action =
  | { readonly type: 'reserve'; readonly tokens: number; readonly samples: number; readonly dollars: number }
  | { readonly type: 'settle'; readonly index: number; readonly fraction: number }
  | { readonly type: 'forfeit'; readonly index: number }
  | { readonly type: 'wait'; readonly seconds: number };

const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ type: fc.constant('reserve' as const), tokens: fc.integer({ min: 1, max: 600 }), samples: fc.integer({ min: 1, max: 5 }), dollars: fc.double({ min: 0, max: 0.2, noNaN: true }) }),
  fc.record({ type: fc.constant('settle' as const), index: fc.nat(20), fraction: fc.double({ min: 0, max: 1, noNaN: true }) }),
  fc.record({ type: fc.constant('forfeit' as const), index: fc.nat(20) }),
  fc.record({ type: fc.constant('wait' as const), seconds: fc.double({ min: 0, max: 5, noNaN: true }) }),
);

describe('BudgetAccount', () => {
  it('never lets used plus reserved exceed a limit, in any order of calls', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 40 }), (actions) => {
        const clock = new FakeClock();
        const account = new BudgetAccount({ maxTokens: 1000, maxSamples: 8, maxDollars: 0.5, maxSeconds: 20 }, clock, createModelledMeter(clock, 2));
        const open: { reservation: Reservation; tokens: number; dollars: number }[] = [];
        for (const step of actions) {
          apply(step, account, clock, open);
          const spent = account.spent();
          expect(spent.promptTokens + spent.completionTokens + spent.forfeitedTokens).toBeLessThanOrEqual(1000);
          expect(account.remainingTokens()).toBeGreaterThanOrEqual(0);
          expect(spent.samples).toBeLessThanOrEqual(8);
          expect(account.remainingSamples()).toBeGreaterThanOrEqual(0);
          expect(spent.dollars ?? 0).toBeLessThanOrEqual(0.5 + 1e-9);
        }
      }),
      { numRuns: RUNS },
    );
  }, 30_000);

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

function apply(
  step: Action,
  account: BudgetAccount,
  clock: FakeClock,
  open: { reservation: Reservation; tokens: number; dollars: number }[],
): void {
  switch (step.type) {
    case 'reserve': {
      const outcome = account.reserve(step);
      if (outcome.granted) {
        open.push({ reservation: outcome.reservation, tokens: step.tokens, dollars: step.dollars });
      }
      break;
    }
    case 'settle': {
      const call = open[step.index];
      call?.reservation.settle({ ...NO_USAGE, completionTokens: Math.floor(call.tokens * step.fraction) }, call.dollars * step.fraction);
      break;
    }
    case 'forfeit':
      open[step.index]?.reservation.forfeit();
      break;
    case 'wait':
      clock.advance(step.seconds);
      break;
  }
}
