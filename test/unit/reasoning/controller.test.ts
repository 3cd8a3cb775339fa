import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReckonError } from '../../../src/base/errors';
import { MODELLED_WATTS_PER_CORE } from '../../../src/budget/energy';
import { NO_USAGE } from '../../../src/model';
import { STOPPING_RULES } from '../../../src/reasoning';
import { estimateFor } from '../../support/estimates';
import { evenly } from '../../support/evenly';
import { FakeClock } from '../../support/fakeClock';
import { pass } from '../../support/passTime';
import { runToEnd } from '../../support/runs';
import { ScriptedModel } from '../../support/scriptedModel';
import { ScriptedVerifier } from '../../support/scriptedVerifier';
import { ALSO_RIGHT, pythonTask, RIGHT, WRONG } from '../../support/tasks';

const samples = (...texts: string[]): { text: string }[] => texts.map((text) => ({ text }));

describe('the controller', () => {
  it('stops at the fast answer when it passes, and confirms it in a fresh process', async () => {
    const model = new ScriptedModel({ samples: samples(RIGHT) });
    const verifier = new ScriptedVerifier();
    const { result } = await runToEnd({ model, verifier });
    expect(result).toMatchObject({ status: 'verified', stopReason: 'verified', selectedId: 'c1' });
    expect(model.calls.map(({ count, options }) => [count, options.temperature])).toEqual([[1, 0]]);
    expect(verifier.verified.map(({ options }) => options.virgin ?? false)).toEqual([false, true]);
  });

  it('escalates in batches over the same prompt until one passes', async () => {
    const model = new ScriptedModel({ samples: samples(WRONG, `${WRONG}#1`, `${WRONG}#2`, `${WRONG}#3`, `${WRONG}#4`, RIGHT) });
    const { result } = await runToEnd({ model, verifier: new ScriptedVerifier() });
    expect(result.status).toBe('verified');
    expect(model.calls.map(({ count }) => count)).toEqual([1, 3, 4]);
    expect(new Set(model.calls.map(({ prompt }) => JSON.stringify(prompt))).size).toBe(1);
    expect(new Set(model.calls.map(({ options }) => options.seed)).size).toBe(3);
  });

  it('wants two passing candidates that behave alike under the two-agree rule', async () => {
    const model = new ScriptedModel({ samples: samples(RIGHT, ALSO_RIGHT, WRONG) });
    const { result } = await runToEnd({ model, verifier: new ScriptedVerifier(undefined, () => 'same'), rule: 'two-agree' });
    expect(result).toMatchObject({ status: 'verified', stopReason: 'agreement' });
    expect(result.candidates.filter(({ cluster }) => cluster === 'A').length).toBeGreaterThanOrEqual(2);
  });

  it('says plainly when no candidate passes', async () => {
    const model = new ScriptedModel({ samples: samples(WRONG) });
    const { result } = await runToEnd({ model, verifier: new ScriptedVerifier(), budget: { maxSamples: 4 } });
    expect(result).toMatchObject({ status: 'unverified', stopReason: 'budget-samples', confidence: null });
    expect(result.candidates).toHaveLength(4);
  });

  it('claims nothing for a task without examples', async () => {
    const model = new ScriptedModel({ samples: samples(RIGHT) });
    const { result } = await runToEnd({ model, verifier: new ScriptedVerifier(), task: pythonTask(0) });
    expect(result).toMatchObject({ status: 'unverified', stopReason: 'no-examples', confidence: null });
    expect(model.calls.map(({ count }) => count)).toEqual([1, 3]);
  });

  it('drops a winner that does not pass again in a fresh process', async () => {
    const verifier = new ScriptedVerifier((code, { virgin }) => (code.includes('1 + x') || (code.includes('right') && virgin !== true) ? 'passed' : 'failed'));
    const model = new ScriptedModel({ samples: samples(RIGHT, ALSO_RIGHT) });
    const { result } = await runToEnd({ model, verifier });
    expect(result.status).toBe('verified');
    expect(result.code).toContain('1 + x');
  });

  it('confirms the next best when the budget is used up and the winner does not pass again', async () => {
    const verifier = new ScriptedVerifier((code, { virgin }) => (code.includes('1 + x') || (code.includes('right') && virgin !== true) ? 'passed' : 'failed'), () => 'same');
    verifier.fingerprint = async ({ id }) => ({ candidateId: id, outcomes: [null] });
    const model = new ScriptedModel({ samples: samples(RIGHT, ALSO_RIGHT) });
    // Two prompts of 100 tokens and two short answers fit, a third prompt does not.
    const { result } = await runToEnd({ model, verifier, rule: 'two-agree', budget: { maxTokens: 270 } });
    expect(result).toMatchObject({ status: 'verified', stopReason: 'budget-tokens' });
    expect(result.code).toContain('1 + x');
  });

  it('keeps what it has when a person cancels', async () => {
    const abort = new AbortController();
    const model = new ScriptedModel({
      samples: samples(WRONG),
      onPart: (part) => (part.type === 'sample-finish' && model.calls.length === 2 ? abort.abort() : undefined),
    });
    const { result } = await runToEnd({ model, verifier: new ScriptedVerifier(), abortSignal: abort.signal });
    expect(result).toMatchObject({ status: 'unverified', stopReason: 'cancelled' });
    expect(model.calls).toHaveLength(2);
  });

  it.each([['a person', 'cancelled'], ['its deadline', 'budget-seconds']] as const)('is over, and no error, when %s ends it while the prompt is counted', async (who, stopReason) => {
    const [clock, abort] = [new FakeClock(), new AbortController()];
    const model = new ScriptedModel({ samples: samples(RIGHT) });
    model.countTokens = async () => {
      if (who === 'a person') {
        abort.abort();
      } else {
        clock.advance(60);
      }
      throw new ReckonError('cancelled', 'The operation was cancelled.');
    };
    const { result } = await runToEnd({ model, verifier: new ScriptedVerifier(), clock, abortSignal: abort.signal, budget: { maxSeconds: 10 } });
    expect(result).toMatchObject({ status: 'abstained', stopReason });
  });

  it('keeps what it has when a cancel takes the engine down, too', async () => {
    const abort = new AbortController();
    const model = new ScriptedModel({ samples: samples(WRONG), failAtCall: 1, onFailure: () => abort.abort() });
    const { result } = await runToEnd({ model, verifier: new ScriptedVerifier(), abortSignal: abort.signal });
    expect(result).toMatchObject({ status: 'unverified', stopReason: 'cancelled', selectedId: 'c1' });
  });

  it('is over when a cancel takes the engine down while it loads', async () => {
    const abort = new AbortController();
    const model = new ScriptedModel({ samples: samples(RIGHT) });
    model.warmUp = async () => {
      abort.abort();
      throw new ReckonError('engine-crashed', 'The engine process ended.');
    };
    const { result } = await runToEnd({ model, verifier: new ScriptedVerifier(), abortSignal: abort.signal });
    expect(result).toMatchObject({ status: 'abstained', stopReason: 'cancelled' });
  });

  it('is already over when the signal was aborted before', async () => {
    const model = new ScriptedModel({ samples: samples(RIGHT) });
    const { result } = await runToEnd({ model, verifier: new ScriptedVerifier(), abortSignal: AbortSignal.abort() });
    expect(result).toMatchObject({ status: 'abstained', stopReason: 'cancelled', code: null });
  });

  it('keeps and confirms a passing answer when the model fails at the second opinion', async () => {
    const model = new ScriptedModel({ samples: samples(RIGHT), failAtCall: 1 });
    const { result, events } = await runToEnd({ model, verifier: new ScriptedVerifier(), rule: 'two-agree' });
    expect(result).toMatchObject({ status: 'verified', stopReason: 'model-failed', selectedId: 'c1', failure: { code: 'engine-crashed', message: 'The engine process ended.' } });
    expect(events.filter((event) => event.type === 'step-finished').map(({ outcome, detail }) => [outcome, detail])).toContainEqual(['stopped', 'The engine process ended.']);
    expect(model.calls).toHaveLength(2);
  });

  it('is verified as it would have been when another sample of the same call fails', async () => {
    const model = new ScriptedModel({ samples: samples(WRONG) });
    const fast = model.sample.bind(model);
    model.sample = async function* (prompt, count, options) {
      if (model.calls.length === 0) {
        yield* fast(prompt, count, options);
        return;
      }
      yield { type: 'text-delta', sampleIndex: 0, text: RIGHT };
      yield { type: 'sample-finish', sampleIndex: 0, finishReason: 'stop', completionTokens: 9, meanLogprob: null, meanEntropy: null, tokenScores: null };
      yield { type: 'error', error: { code: 'remote-failed', message: 'The server answered 429.', hint: 'Wait.' }, usage: NO_USAGE };
    };
    const { result } = await runToEnd({ model, verifier: new ScriptedVerifier() });
    expect(result).toMatchObject({ status: 'verified', stopReason: 'verified', failure: { code: 'remote-failed' } });
  });

  it('gives the best of what failed its examples when the model fails later', async () => {
    const model = new ScriptedModel({ samples: samples(WRONG), failAtCall: 1 });
    const { result } = await runToEnd({ model, verifier: new ScriptedVerifier() });
    expect(result).toMatchObject({ status: 'unverified', stopReason: 'model-failed', selectedId: 'c1' });
    expect(result.summary).toContain('the model failed');
  });

  it('fails with the typed error of a model that fails before any answer', async () => {
    const model = new ScriptedModel({ samples: samples(WRONG), failAtCall: 0 });
    await expect(runToEnd({ model, verifier: new ScriptedVerifier() })).rejects.toSatisfy((error) => ReckonError.is(error, 'engine-crashed'));
  });

  it('does not load a model that no call could be made of', async () => {
    const model = new ScriptedModel({ samples: samples(RIGHT) });
    model.warmUp = () => Promise.reject(new Error('loaded'));
    const { result } = await runToEnd({ model, verifier: new ScriptedVerifier(), budget: { maxTokens: 48 } });
    expect(result).toMatchObject({ status: 'abstained', stopReason: 'budget-tokens', loadSeconds: 0, summary: 'No answer: an answer takes at least 48 tokens beside its prompt, and only 48 are allowed.' });
  });

  it('says what the prompt takes when it leaves no room for an answer', async () => {
    const model = new ScriptedModel({ samples: samples(RIGHT) });
    const { result } = await runToEnd({ model, verifier: new ScriptedVerifier(), budget: { maxTokens: 60 } });
    expect(result.summary).toMatch(/^No answer: the prompt alone takes (\d+) tokens: at least \d+ are needed, and 60 are allowed\.$/);
    const [prompt = 0, needed = 0] = [...result.summary.matchAll(/\d+/g)].map(Number);
    expect(needed).toBe(prompt + 48);
  });

  it('calls an answer written that the end of its time left unchecked', async () => {
    const clock = new FakeClock();
    const verifier = new ScriptedVerifier();
    verifier.verify = async ({ id }) => {
      clock.advance(8);
      return { candidateId: id, status: 'inconclusive', results: [], reason: 'stopped', isolation: { level: 'contained', description: 'scripted' }, seconds: 8 };
    };
    const { result, events } = await runToEnd({ model: new ScriptedModel({ samples: samples(RIGHT) }), verifier, clock, budget: { maxSeconds: 10 } });
    expect(result.code).toContain('def f');
    expect(result.summary).toBe('Not verified: the answer was written, but not checked: the time for writing was used up (7.6 s of 10 s; the rest is kept back for the last check and for stopping).');
    expect(events.find(({ type }) => type === 'step-finished')).toMatchObject({ outcome: 'inconclusive', detail: 'written, but no time was left to check it' });
  });

  it('stops drawing at the deadline of a time budget', async () => {
    const clock = new FakeClock();
    const model = new ScriptedModel({ samples: samples(WRONG), onPart: () => clock.advance(0.5) });
    const { result } = await runToEnd({ model, verifier: new ScriptedVerifier(), clock, budget: { maxSeconds: 10 } });
    expect(result.stopReason).toBe('budget-seconds');
    expect(result.spent.seconds).toBeLessThanOrEqual(10);
  });
});

/** Of the modelled meter with which runs are tested: two cores. */
const WATTS = 2 * MODELLED_WATTS_PER_CORE;
const ROUNDING = 1e-9;

describe('a time budget', () => {
  it('is never exceeded, whatever is slow and whoever ignores a cancel', async () => {
    const share = evenly(0, 1.5);
    const slowness = fc.record({
      maxSeconds: evenly(0.1, 8),
      // Modelled energy is time at a known power, so that its limit holds in the same way.
      isEnergy: fc.boolean(),
      count: share, part: share, stop: share, verify: share, fingerprint: share,
      texts: fc.array(fc.constantFrom(WRONG, RIGHT, ALSO_RIGHT), { minLength: 1, maxLength: 6 }),
      rule: fc.constantFrom(...STOPPING_RULES),
      heeds: fc.boolean(),
    });
    const estimate = estimateFor({ stops: 'first-pass' });
    await fc.assert(
      fc.asyncProperty(slowness, async ({ maxSeconds, isEnergy, count, part, stop, verify, fingerprint, texts, rule, heeds }) => {
        const clock = new FakeClock();
        const step = Math.min(0.04, maxSeconds / 100);
        const slowly = (share: number): Promise<void> => pass(clock, share * maxSeconds, step);
        const model = new ScriptedModel({ samples: samples(...texts) });
        const verifier = new ScriptedVerifier(undefined, () => 'same');
        const [tokens, draw] = [model.countTokens.bind(model), model.sample.bind(model)];
        const [check, look] = [verifier.verify.bind(verifier), verifier.fingerprint.bind(verifier)];
        model.countTokens = async () => slowly(count / 4).then(tokens);
        model.sample = async function* (prompt, n, { abortSignal, ...rest }) {
          try {
            for await (const each of draw(prompt, n, heeds && abortSignal ? { ...rest, abortSignal } : rest)) {
              await slowly(part / 4);
              yield each;
            }
          } finally {
            await slowly(stop);
          }
        };
        verifier.verify = async (...given) => slowly(verify).then(() => check(...given));
        verifier.fingerprint = async (...given) => slowly(fingerprint).then(() => look(...given));
        const { result } = await runToEnd({ model, verifier, clock, rule, estimate, budget: { maxSamples: 8, ...(isEnergy ? { maxJoules: maxSeconds * WATTS } : { maxSeconds }) } });
        expect(result.spent.seconds).toBeLessThanOrEqual(maxSeconds * (1 + ROUNDING));
        expect(result.spent.energy.joules).toBeLessThanOrEqual(maxSeconds * WATTS * (1 + ROUNDING));
        expect(result.stopReason).not.toBe(isEnergy ? 'budget-seconds' : 'budget-joules');
      }),
      // Each lets time pass in a hundred steps or more, with a turn of the event loop in each.
      // The example: a call after the time for drawing once went over it.
      { numRuns: 1_000, examples: [[{ maxSeconds: 0.1, isEnergy: false, count: 0, part: 0, stop: 0.013332, verify: 0.000003, fingerprint: 0.9599985, texts: [WRONG, RIGHT], rule: 'all-samples', heeds: false }]] },
    );
  }, 60_000);

  it('draws nothing more when the time for it ended while answers were compared', async () => {
    const clock = new FakeClock();
    const model = new ScriptedModel({ samples: samples(RIGHT, ALSO_RIGHT) });
    const verifier = new ScriptedVerifier();
    const [look, begun] = [verifier.fingerprint.bind(verifier), clock.seconds()];
    verifier.fingerprint = async (...given) => {
      clock.advance(clock.seconds() < begun + 7.8 ? 7.8 : 0);
      return look(...given);
    };
    const { result, events } = await runToEnd({ model, verifier, clock, rule: 'all-samples', budget: { maxSamples: 8, maxSeconds: 10 } });
    expect(result).toMatchObject({ status: 'verified', stopReason: 'budget-seconds' });
    expect(model.calls.map(({ count }) => count)).toEqual([1, 3]);
    expect(events.filter(({ type }) => type === 'decision')).toHaveLength(2);
  });

  it('leaves time for the last check when it is short and the model ignores its cancel', async () => {
    const clock = new FakeClock();
    const model = new ScriptedModel({ samples: samples(RIGHT) });
    const draw = model.sample.bind(model);
    model.sample = async function* (prompt, count, { abortSignal, ...options }) {
      expect(abortSignal).toBeDefined(); // And ignored from here.
      for await (const part of draw(prompt, count, options)) {
        if (part.type === 'finish') {
          await pass(clock, 5, 0.01);
        }
        yield part;
      }
    };
    const { result } = await runToEnd({ model, verifier: new ScriptedVerifier(), clock, budget: { maxSamples: 8, maxSeconds: 1 } });
    expect(result).toMatchObject({ status: 'verified' });
    expect(result.spent.seconds).toBeLessThanOrEqual(1);
  });
});

describe('what cannot be', () => {
  it('ends the drawing at once when a check cannot be made, with that failure', async () => {
    const verifier = new ScriptedVerifier();
    verifier.verify = () => Promise.reject(new ReckonError('sandbox-failed', 'The sandbox did not start.'));
    const model = new ScriptedModel({ samples: samples(WRONG) });
    await expect(runToEnd({ model, verifier, budget: { maxSamples: 16 } })).rejects.toMatchObject({ code: 'sandbox-failed' });
    expect(model.calls).toHaveLength(1);
  });

  it('is not waited for: a model that ignores its cancel does not hold the run', async () => {
    const clock = new FakeClock();
    const abort = new AbortController();
    const model = new ScriptedModel({ samples: samples(WRONG) });
    model.sample = async function* () {
      yield { type: 'text-delta', sampleIndex: 0, text: 'def' };
      setImmediate(() => {
        abort.abort();
        clock.advance(1);
      });
      await new Promise(() => undefined);
    };
    const { result } = await runToEnd({ model, verifier: new ScriptedVerifier(), clock, abortSignal: abort.signal, budget: { maxSamples: 4, maxTokens: 4_000 } });
    expect(result).toMatchObject({ status: 'abstained', stopReason: 'cancelled' });
    // Nobody knows what was used: all that was set aside counts, and is not called generated.
    expect(result.spent.completionTokens).toBe(0);
    expect(result.spent.forfeitedTokens).toBeGreaterThan(0);
  });
});
