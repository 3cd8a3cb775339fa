import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { ReckonError } from '../../../src/base/errors';
import { MODELLED_WATTS_PER_CORE, type ComputeBudget } from '../../../src/budget';
import { budgetedTokens, dollarsOf, NO_USAGE, type Usage } from '../../../src/model';
import { STOPPING_RULES, STRATEGY_NAMES, type ReasoningResult } from '../../../src/reasoning';
import { estimateFor } from '../../support/estimates';
import { evenly } from '../../support/evenly';
import { FakeClock } from '../../support/fakeClock';
import { runToEnd } from '../../support/runs';
import { ScriptedModel } from '../../support/scriptedModel';
import { ScriptedVerifier } from '../../support/scriptedVerifier';
import { ALSO_RIGHT, RIGHT, WRONG } from '../../support/tasks';

/** Made once for each arguments, which are plain data. */
const once = vi.hoisted(() => <Arguments extends readonly unknown[], Result>(make: (...given: Arguments) => Result) => {
  const known = new Map<string, Result>();
  return (...given: Arguments): Result => {
    const key = JSON.stringify(given);
    const made = known.has(key) ? (known.get(key) as Result) : make(...given);
    known.set(key, made);
    return made;
  };
});

// The same few answers to one task are read over and over, which would take most of the time of a run.
vi.mock('../../../src/verification/task', async (importOriginal) => {
  const original = await importOriginal<typeof import('../../../src/verification/task')>();
  return { ...original, assembleProgram: once(original.assembleProgram) };
});
vi.mock('../../../src/verification/agreement', async (importOriginal) => {
  const original = await importOriginal<typeof import('../../../src/verification/agreement')>();
  return { ...original, canGenerateInputs: once(original.canGenerateInputs) };
});

/** As many as of the account alone: some 2 ms of processor time each, so that the file takes some 22 s on a core of its own. */
const RUNS = 10_000;
/** Several times that on a machine that others keep busy. */
const RUN_MS = 240_000;

/** Of the modelled meter with which runs are tested: two cores. */
const WATTS = 2 * MODELLED_WATTS_PER_CORE;
const ROUNDING = 1e-9;
/** The same for every run: simulating one takes longer than most runs. */
const ESTIMATE = estimateFor({ stops: 'first-pass', promptTokens: 100 });

const someLimit = <T>(limit: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(limit, { nil: undefined });
const price = fc.record({ prompt: fc.constantFrom(0, 0.15, 3), answer: fc.constantFrom(0, 0.6, 15, 0.0077) });

const scripts = fc.record({
  texts: fc.array(fc.record({ text: fc.constantFrom(WRONG, RIGHT, ALSO_RIGHT, '', 'nonsense'), tokens: fc.integer({ min: 1, max: 900 }) }), { minLength: 1, maxLength: 12 }),
  promptTokens: fc.integer({ min: 1, max: 400 }),
  maxTokens: someLimit(fc.integer({ min: 1, max: 5000 })),
  maxSamples: fc.integer({ min: 1, max: 12 }),
  maxDollars: someLimit(evenly(0, 0.02)),
  maxJoules: someLimit(evenly(WATTS, 20 * WATTS)),
  price: fc.option(price, { nil: null, freq: 8 }),
  isLocal: fc.boolean(),
  // Less than what is kept back for stopping of the least energy.
  secondsAPart: evenly(0, 0.05),
  rule: fc.constantFrom(...STOPPING_RULES),
  strategies: fc.subarray([...STRATEGY_NAMES]),
  failAtCall: fc.integer({ min: 0, max: 40 }),
  cancelAt: fc.integer({ min: 0, max: 400 }),
  sharesPrompt: fc.boolean(),
});
type Script = typeof scripts extends fc.Arbitrary<infer T> ? T : never;

it('no limit is ever exceeded, nor by what is reserved before a call, whatever the model does', async () => {
  await fc.assert(fc.asyncProperty(scripts, async (script) => {
    const { budget, result, model } = await run(script);
    expect([...model.overdrawn, ...(result === null ? [] : exceeded(result, budget))]).toEqual([]);
  }), { numRuns: RUNS });
}, RUN_MS);

/** `result`: null where the model failed before any answer. */
async function run({ texts, promptTokens, maxSamples, price, isLocal, secondsAPart, rule, strategies, failAtCall, cancelAt, sharesPrompt, ...limits }: Script): Promise<{ readonly budget: ComputeBudget; readonly result: ReasoningResult | null; readonly model: WatchedModel }> {
  const [abort, clock] = [new AbortController(), new FakeClock()];
  let parts = 0;
  const { maxTokens, maxDollars, maxJoules } = limits;
  const budget: ComputeBudget = {
    maxSamples, ...(maxTokens === undefined ? {} : { maxTokens }), ...(maxDollars === undefined ? {} : { maxDollars }), ...(maxJoules === undefined ? {} : { maxJoules }),
  };
  const model = new WatchedModel(budget, {
    samples: texts, promptTokens, failAtCall,
    info: { sharesPrompt, ...(isLocal ? {} : { location: 'remote', ...(price === null ? {} : { price }) }) },
    onPart: () => {
      parts += 1;
      clock.advance(secondsAPart);
      if (parts === cancelAt) {
        abort.abort();
      }
    },
  });
  const result = await runToEnd({ model, verifier: new ScriptedVerifier(), clock, estimate: ESTIMATE, budget, rule, strategies, abortSignal: abort.signal }).then(({ result: ended }) => ended, (error: unknown) => {
    expect(ReckonError.is(error, 'engine-crashed')).toBe(true);
    return null;
  });
  return { budget, result, model };
}

function exceeded({ spent }: ReasoningResult, { maxTokens = Infinity, maxSamples = Infinity, maxDollars = Infinity, maxJoules = Infinity }: ComputeBudget): readonly string[] {
  const limits = {
    tokens: budgetedTokens({ ...NO_USAGE, ...spent }) + spent.forfeitedTokens <= maxTokens,
    samples: spent.samples <= maxSamples,
    // What nobody knows is nothing: no call was made.
    dollars: maxDollars === Infinity || (spent.dollars !== null && spent.dollars <= maxDollars),
    joules: (spent.energy.joules ?? 0) <= maxJoules * (1 + ROUNDING),
  };
  return Object.entries(limits).flatMap(([limit, isKept]) => (isKept ? [] : [limit]));
}

/** Looks before each call whether what it can take at most fits beside what the calls before it took. */
class WatchedModel extends ScriptedModel {
  readonly overdrawn: string[] = [];
  private tokens = 0;
  private dollars = 0;

  constructor(private readonly budget: ComputeBudget, private readonly watched: ConstructorParameters<typeof ScriptedModel>[0]) {
    super(watched);
  }

  override async *sample(...[prompt, count, options]: Parameters<ScriptedModel['sample']>): ReturnType<ScriptedModel['sample']> {
    const { maxTokens = Infinity, maxDollars = Infinity } = this.budget;
    const prompts = this.info.sharesPrompt ? 1 : count;
    const most: Usage = { ...NO_USAGE, promptTokens: prompts * (this.watched.promptTokens ?? 0), completionTokens: count * options.maxOutputTokens };
    if (this.tokens + budgetedTokens(most) > maxTokens) {
      this.overdrawn.push('tokens that were not reserved');
    }
    if (maxDollars !== Infinity && this.dollars + (dollarsOf(this.info, most) ?? Infinity) > maxDollars + ROUNDING) {
      this.overdrawn.push('dollars that were not reserved');
    }
    let used = most;
    try {
      for await (const part of super.sample(prompt, count, options)) {
        used = part.type === 'finish' || part.type === 'error' ? part.usage : used;
        yield part;
      }
    } finally {
      this.tokens += budgetedTokens(used);
      this.dollars += dollarsOf(this.info, used) ?? 0;
    }
  }
}
