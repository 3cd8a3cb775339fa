import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ComputeBudget } from '../../../src/budget';
import { STOPPING_RULES, type ReasoningResult } from '../../../src/reasoning';
import { ReplayTime } from '../../../src/trace/replay/time';
import { FakeClock } from '../../support/fakeClock';
import { ScriptedModel } from '../../support/scriptedModel';
import { ScriptedVerifier } from '../../support/scriptedVerifier';
import { ALSO_RIGHT, RIGHT, WRONG } from '../../support/tasks';
import { recordRun, replayAt } from '../../support/traces';

const answer = (code: string, tokens?: number): { readonly text: string; readonly tokens?: number } => ({ text: `\`\`\`python\n${code}\`\`\`\n`, ...(tokens === undefined ? {} : { tokens }) });
const scripted = (...codes: readonly string[]): ScriptedModel => new ScriptedModel({ samples: codes.map((code) => answer(code)) });

/** All but times: what they were is not part of an answer, and sums of them differ in the last bit. */
function untimed(result: ReasoningResult | null): unknown {
  return JSON.parse(JSON.stringify(result, (key, value: unknown) => (key === 'seconds' || key === 'joules' ? undefined : value)));
}

/** What takes time of a clock that moves when all else waits: parts of a model, and checks. */
function inTime(time: ReplayTime, seconds: { readonly part: number; readonly check: number }, model: ScriptedModel): { readonly model: ScriptedModel; readonly verifier: ScriptedVerifier } {
  const sample = model.sample.bind(model);
  model.sample = async function* (prompt, count, options) {
    for await (const part of sample(prompt, count, options)) {
      await time.until(time.seconds() + seconds.part, Infinity, options.abortSignal);
      yield part;
    }
  };
  const verifier = new ScriptedVerifier();
  const verify = verifier.verify.bind(verifier);
  verifier.verify = async (...asked) => {
    await time.until(time.seconds() + seconds.check);
    return verify(...asked);
  };
  return { model, verifier };
}

describe('a replay at the recorded budget', () => {
  const codes = fc.constantFrom(WRONG, `${WRONG}# another\n`, RIGHT, ALSO_RIGHT, 'def f(x):\n    return (\n');
  const rules = fc.constantFrom(...STOPPING_RULES);
  const budgets = fc.record({ maxSamples: fc.integer({ min: 1, max: 12 }), maxTokens: fc.integer({ min: 40, max: 3000 }), maxSeconds: fc.integer({ min: 1, max: 60 }) }, { requiredKeys: ['maxSamples'] });
  const times = fc.record({ part: fc.integer({ min: 0, max: 100 }), check: fc.integer({ min: 0, max: 200 }) }).map(({ part, check }) => ({ part: part / 101, check: check / 97 }));

  it('comes to the recorded result, whatever the samples, the limits, the rule and the times', async () => {
    await fc.assert(fc.asyncProperty(
      fc.array(fc.tuple(codes, fc.integer({ min: 1, max: 700 })), { minLength: 1, maxLength: 14 }), rules, budgets, times,
      async (script, rule, budget, seconds) => {
        const clock = new ReplayTime();
        const { model, verifier } = inTime(clock, seconds, new ScriptedModel({ samples: script.map(([code, tokens]) => answer(code, tokens)) }));
        const { trace, result } = await clock.drive(recordRun({ model, verifier, rule, budget, clock }));
        const replay = await replayAt(trace);
        expect(replay.recordEnd).toBeNull();
        expect(untimed(replay.result)).toEqual(untimed(result));
        expect(replay.spent.seconds).toBeCloseTo(result.spent.seconds, 6);
      },
    ), { numRuns: 60, seed: 6 });
  }, 300_000);

  it('comes to it also where checks take time and samples are written meanwhile', async () => {
    const clock = new FakeClock();
    const verifier = new ScriptedVerifier((code) => {
      clock.advance(0.3);
      return code.includes('right') ? 'passed' : 'failed';
    });
    const model = new ScriptedModel({ samples: [answer(WRONG), answer(WRONG), answer(RIGHT), answer(WRONG)], onPart: () => clock.advance(0.1) });
    const { trace, result } = await recordRun({ model, verifier, clock });
    expect(untimed((await replayAt(trace)).result)).toEqual(untimed(result));
  });

  it('fails as the model failed', async () => {
    const model = new ScriptedModel({ samples: [answer(WRONG)], failAtCall: 1 });
    const { trace, result } = await recordRun({ model });
    expect(untimed((await replayAt(trace)).result)).toEqual(untimed(result));
  });
});

describe('a replay at another budget', () => {
  it('takes fewer samples, and says what that costs', async () => {
    const { trace, result } = await recordRun({ model: scripted(WRONG, WRONG, WRONG, RIGHT) });
    expect(result.status).toBe('verified');
    const { recordEnd, status, spent, result: replayed } = await replayAt(trace, { maxSamples: 1 });
    expect([recordEnd, status, spent.samples, replayed?.stopReason]).toEqual([null, 'unverified', 1, 'budget-samples']);
    expect(spent.completionTokens).toBeLessThan(result.spent.completionTokens);
  });

  it('ends plainly where more samples would have been drawn than the record has', async () => {
    const { trace } = await recordRun({ model: scripted(WRONG), budget: { maxSamples: 4 } });
    const { recordEnd, status, result, inHand } = await replayAt(trace, { maxSamples: 16 });
    expect(recordEnd).toEqual({ what: 'samples', samples: 4, reason: 'no more samples were drawn' });
    expect([status, result, inHand?.verdict?.status]).toEqual(['unknown', null, 'failed']);
  });

  it('ends where the recorded run was stopped in the middle of a call', async () => {
    const abort = new AbortController();
    const model: ScriptedModel = new ScriptedModel({ samples: [answer(WRONG)], onPart: () => { if (model.calls.length > 1) { abort.abort(); } } });
    const { trace, result } = await recordRun({ model, abortSignal: abort.signal });
    expect(result.stopReason).toBe('cancelled');
    expect(await replayAt(trace)).toMatchObject({ status: 'unknown', recordEnd: { what: 'samples', samples: 1, reason: 'the recorded call was stopped there' } });
  });

  it('ends where a sample would have been longer, and where a shorter one was never checked', async () => {
    const model = new ScriptedModel({ samples: [answer(RIGHT, 400)] });
    const { trace } = await recordRun({ model, budget: { maxSamples: 1, maxTokens: 300 } });
    expect(await replayAt(trace, { maxSamples: 1 })).toMatchObject({ recordEnd: { what: 'samples', reason: 'the sample was cut off by a lower limit' } });
    const longer = await recordRun({ model: new ScriptedModel({ samples: [answer(RIGHT, 400)] }), budget: { maxSamples: 1 } });
    expect(await replayAt(longer.trace, { maxSamples: 1, maxTokens: 300 })).toMatchObject({ status: 'unknown', recordEnd: { what: 'check' } });
  });

  it('does not know whether another winner would have passed again, unless it may look', async () => {
    const recorded = await recordRun({ model: scripted(RIGHT, WRONG, ALSO_RIGHT, RIGHT), rule: 'all-samples', budget: { maxSamples: 4 }, verifier: new ScriptedVerifier(undefined, () => 'same') });
    const { trace } = { ...recorded };
    const without = { ...trace, checks: trace.checks.filter((check) => check.kind !== 'verify' || !check.fresh) };
    expect(await replayAt(without, { maxSamples: 1 })).toMatchObject({ status: 'unknown', recordEnd: { what: 'check', reason: 'what became of c1 was not checked in the recorded run' }, inHand: { candidate: { id: 'c1' } } });
    const verifier = new ScriptedVerifier();
    expect(await replayAt(without, { maxSamples: 1 }, { verifier })).toMatchObject({ status: 'verified', recordEnd: null });
    expect(verifier.verified.map(({ candidate, options }) => [candidate.id, options.virgin])).toContainEqual(['c1', true]);
  });

  it('never spends more than its limits, whatever was recorded', async () => {
    const budgets: fc.Arbitrary<ComputeBudget> = fc.record({ maxSamples: fc.integer({ min: 1, max: 20 }), maxTokens: fc.integer({ min: 50, max: 4000 }) });
    const clock = new FakeClock();
    const model = new ScriptedModel({ samples: [answer(WRONG, 90), answer(WRONG, 300), answer(WRONG, 20), answer(WRONG, 200)], onPart: () => clock.advance(0.05) });
    const { trace } = await recordRun({ model, budget: { maxSamples: 16 }, clock });
    await fc.assert(fc.asyncProperty(budgets, async (budget) => {
      const { spent } = await replayAt(trace, budget);
      expect(spent.samples).toBeLessThanOrEqual(budget.maxSamples ?? Infinity);
      expect(spent.promptTokens + spent.completionTokens + spent.forfeitedTokens).toBeLessThanOrEqual(budget.maxTokens ?? Infinity);
    }), { numRuns: 30, seed: 7 });
  }, 60_000);
});
