import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MODELLED_WATTS_PER_CORE, type EnergyMeter } from '../../../src/budget/energy';
import { estimateFor } from '../../support/estimates';
import { evenly } from '../../support/evenly';
import { FakeClock } from '../../support/fakeClock';
import { pass } from '../../support/passTime';
import { runToEnd } from '../../support/runs';
import { ScriptedModel } from '../../support/scriptedModel';
import { ScriptedVerifier } from '../../support/scriptedVerifier';
import { WRONG } from '../../support/tasks';

/** What the meter expects: two cores. */
const WATTS = 2 * MODELLED_WATTS_PER_CORE;

it('a run stays within measured energy, whatever the power turns out to be, and uses most of it', async () => {
  const machine = fc.record({
    maxJoules: evenly(40, 400),
    // The meter expects WATTS; the processor draws something else.
    watts: evenly(WATTS / 4, WATTS * 3),
    partSeconds: evenly(0.01, 1),
  });
  const estimate = estimateFor({ stops: 'first-pass' });
  await fc.assert(
    fc.asyncProperty(machine, async ({ maxJoules, watts, partSeconds }) => {
      const clock = new FakeClock();
      const startedAt = clock.seconds();
      const energy: EnergyMeter = { watts: WATTS, read: () => ({ joules: (clock.seconds() - startedAt) * watts, source: 'measured' }) };
      const model = new ScriptedModel({ samples: [{ text: WRONG }] });
      const draw = model.sample.bind(model);
      model.sample = async function* (...call) {
        for await (const part of draw(...call)) {
          await pass(clock, partSeconds, 0.02);
          yield part;
        }
      };
      const { result } = await runToEnd({ model, verifier: new ScriptedVerifier(), clock, energy, estimate, budget: { maxSamples: 64, maxJoules } });
      expect(result.spent.energy).toMatchObject({ source: 'measured' });
      expect(result.spent.energy.joules).toBeLessThanOrEqual(maxJoules);
      expect(['budget-joules', 'budget-samples', 'no-strategy']).toContain(result.stopReason);
      if (result.stopReason === 'budget-joules') {
        expect(result.spent.energy.joules).toBeGreaterThan(maxJoules * 0.5);
      }
    }),
    { numRuns: 200 },
  );
}, 60_000);
