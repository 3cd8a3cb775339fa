import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ComputeBudget } from '../../../../src/budget';
import type { LanguageModel } from '../../../../src/model';
import { RecordedModel, Recording, RecordingModel } from '../../../../src/recording';
import type { ReasoningEvent, ReasoningResult, StoppingRule, StrategyId } from '../../../../src/reasoning';
import type { ExampleStatus } from '../../../../src/verification/types';
import { runToEnd } from '../../../support/runs';
import { ScriptedModel, type ScriptedModelOptions } from '../../../support/scriptedModel';
import { ScriptedVerifier } from '../../../support/scriptedVerifier';
import { ALSO_RIGHT, RIGHT, WRONG } from '../../../support/tasks';
import { temporaryFolder } from '../../../support/temporaryFolder';

interface Ran {
  readonly result: ReasoningResult;
  readonly model: ScriptedModel;
  readonly events: readonly ReasoningEvent[];
  /** Of the steps, with what became of them. */
  readonly steps: readonly string[];
}

interface Options extends Omit<ScriptedModelOptions, 'samples'> {
  readonly strategy?: StrategyId;
  readonly budget?: ComputeBudget;
  readonly rule?: StoppingRule;
  readonly judge?: (code: string) => ExampleStatus;
  readonly abortSignal?: AbortSignal;
}

async function run(texts: readonly string[], { strategy = 'tree-search', budget = { maxSamples: 8 }, rule = 'first-pass', judge, abortSignal, ...script }: Options = {}): Promise<Ran> {
  const model = new ScriptedModel({ samples: texts.map((text) => ({ text })), ...script });
  const { result, events } = await runToEnd({ model, verifier: new ScriptedVerifier(judge), strategies: [strategy], budget, rule, ...(abortSignal ? { abortSignal } : {}) });
  const titles = new Map(events.flatMap((event) => (event.type === 'step-started' ? [[event.stepId, event.title]] : [])));
  return { result, model, events, steps: events.flatMap((event) => (event.type === 'step-finished' ? [`${titles.get(event.stepId)}: ${event.detail}`] : [])) };
}

const said = ({ prompt }: ScriptedModel['calls'][number]): string => JSON.stringify(prompt);
const wrong = (index: number): string => WRONG.replace('return x', `return x + ${index} - ${index}`);
const crashing = (index: number): string => wrong(index).replace('# wrong', '# crash');
/** Fails, or breaks off where the code says so. */
const judge = (code: string): ExampleStatus => (code.includes('right') ? 'passed' : code.includes('crash') ? 'crashed' : 'failed');

describe('tree search', () => {
  it('asks for ideas with what went wrong in view, and writes the code of each', async () => {
    const { result, model, steps } = await run([WRONG, ' Add one.', ' add one.', ' Count up.', wrong(1), RIGHT]);
    expect(result.status).toBe('verified');
    expect(model.calls.map(({ count }) => count)).toEqual([1, 3, 1, 1]);
    expect(said(model.calls[1]!)).toContain('A first attempt was wrong: scripted failed.');
    expect(said(model.calls[2]!)).toContain('Follow this plan:\\n1. Add one.');
    expect(said(model.calls[3]!)).toContain('Follow this plan:\\n1. Count up.');
    expect(steps.slice(0, 4)).toEqual([
      'Fast answer: scripted failed', 'Ideas for a plan: 2 different', 'Code with "Add one.": scripted failed', 'Code with "Count up.": scripted passed',
    ]);
    expect(result.candidates.map(({ candidate }) => candidate.strategy)).toEqual(['direct', 'tree-search', 'tree-search']);
    // Steps are no answers: the budget of samples does not count them, that of tokens does.
    expect(result.spent.samples).toBe(3);
  });

  it('goes on with the plan that did best, over the steps of a run, and shows what its code failed with', async () => {
    const texts = [WRONG, ' a', ' b', ' c', crashing(1), wrong(2), crashing(3), ' d', ' e', ' f', RIGHT];
    const { result, model, steps } = await run(texts, { judge });
    expect(result.status).toBe('verified');
    expect(steps[5]).toBe('What comes after "b"?: 3 different');
    expect(steps[6]).toBe('Code with step 2, "d": scripted passed');
    expect(said(model.calls[5]!)).toContain('the code has to\\n1. b\\n\\nCode that does only this was wrong: scripted failed.');
    expect(model.calls[5]?.prompt).toMatchObject({ answerPrefix: 'It also has to' });
    expect(said(model.calls[6]!)).toContain('Follow this plan:\\n1. b\\n2. d');
  });

  it('goes elsewhere with UCT, which tries all that comes after a plan first', async () => {
    const texts = [WRONG, ' a', ' b', ' c', wrong(1), crashing(2), wrong(3), ' d', ' e', ' f', wrong(4), ' g', ' h', ' i', RIGHT];
    const judgeAgain = (code: string): ExampleStatus => (code.includes('x + 4') ? 'crashed' : judge(code));
    const ran = async (strategy: StrategyId): Promise<readonly string[]> => (await run(texts, { judge: judgeAgain, strategy, budget: { maxSamples: 6 } })).steps.map((step) => step.replace(/:.*/, ''));
    const common = ['Fast answer', 'Ideas for a plan', 'Code with "a"', 'Code with "b"', 'Code with "c"', 'What comes after "a"?', 'Code with step 2, "d"'];
    expect((await ran('tree-search')).slice(0, 8)).toEqual([...common, 'Code with step 2, "e"']);
    expect((await ran('tree-search-uct')).slice(0, 8)).toEqual([...common, 'What comes after "c"?']);
  });

  it('ends where nothing at all is thought of', async () => {
    const { result, model } = await run([WRONG, '', '', '']);
    expect(result).toMatchObject({ status: 'unverified', stopReason: 'no-strategy', spent: { samples: 1 } });
    expect(model.calls.map(({ count }) => count)).toEqual([1, 3]);
  });

  it('ends where nothing new is thought of', async () => {
    const { result, model } = await run([WRONG, ' Add one.', ' Add one.', ' Add one.', wrong(1), ' Add one.']);
    expect(result).toMatchObject({ status: 'unverified', stopReason: 'no-strategy' });
    expect(model.calls.map(({ count }) => count)).toEqual([1, 3, 1, 3]);
  });

  it('looks for a second opinion beside the plan that passes, without anything that went wrong', async () => {
    const { result, model } = await run([RIGHT, ' Add one.', ' Count up.', ' Look.', ALSO_RIGHT], { rule: 'two-agree' });
    expect(said(model.calls[1]!)).toContain('Think of an algorithm. ');
    expect(result.candidates.length).toBeGreaterThan(1);
    expect(result.status).toBe('verified');
  });

  it('is the same again with the same answers', async () => {
    const texts = [WRONG, ' a', ' b', ' c', ...Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? wrong(index) : ` step ${index}`))];
    for (const strategy of ['tree-search', 'tree-search-uct'] as const) {
      const [first, second] = [await run(texts, { strategy }), await run(texts, { strategy })];
      expect(first.steps).toEqual(second.steps);
      expect(first.model.calls.map(({ prompt, options }) => [prompt, options.seed])).toEqual(second.model.calls.map(({ prompt, options }) => [prompt, options.seed]));
    }
  });
});

describe('a recorded tree search', () => {
  it('grows the same tree when it is replayed', async () => {
    const folder = await temporaryFolder();
    try {
      const texts = [WRONG, ...Array.from({ length: 60 }, (_, index) => (index % 3 === 0 ? wrong(index) : ` step ${index}`))];
      for (const strategy of ['tree-search', 'tree-search-uct'] as const) {
        const model = new ScriptedModel({ samples: texts.map((text) => ({ text })) });
        const path = join(folder.path, `${strategy}.jsonl`);
        const stepsWith = async (asked: LanguageModel): Promise<readonly string[]> => {
          const { events } = await runToEnd({ model: asked, verifier: new ScriptedVerifier(), strategies: [strategy], budget: { maxSamples: 8 } });
          return events.flatMap((event) => (event.type === 'step-started' ? [event.title] : []));
        };
        const live = await stepsWith(new RecordingModel(model, Recording.openForWriting(path, model.info)));
        expect(live.length).toBeGreaterThan(8);
        expect(await stepsWith(new RecordedModel(Recording.open(path)))).toEqual(live);
      }
    } finally {
      await folder.dispose();
    }
  });
});

describe('the limits of tree search', () => {
  const texts = [WRONG, ...Array.from({ length: 200 }, (_, index) => (index % 4 === 3 ? wrong(index) : ` step ${index}`))];

  it('are never exceeded, whichever comes first', async () => {
    for (const strategy of ['tree-search', 'tree-search-uct'] as const) {
      for (let maxTokens = 120; maxTokens < 3_000; maxTokens += 211) {
        const budget = { maxTokens, maxSamples: 1 + (maxTokens % 9) };
        const { result } = await run(texts, { strategy, budget });
        const { promptTokens, completionTokens, forfeitedTokens, samples } = result.spent;
        expect(promptTokens + completionTokens + forfeitedTokens).toBeLessThanOrEqual(maxTokens);
        expect(samples).toBeLessThanOrEqual(budget.maxSamples);
        expect(['budget-tokens', 'budget-samples', 'no-strategy']).toContain(result.stopReason);
      }
    }
  });

  it('hold a cancel in the middle of a thought', async () => {
    const abort = new AbortController();
    let calls = 0;
    const { result, model } = await run(texts, {
      abortSignal: abort.signal,
      onPart: ({ type }) => {
        calls += Number(type === 'finish');
        if (type === 'text-delta' && calls === 1) {
          abort.abort();
        }
      },
    });
    expect(result.stopReason).toBe('cancelled');
    expect(result.candidates).toHaveLength(1);
    expect(model.calls).toHaveLength(2);
  });

  it('keep what was drawn when the model fails in the middle of a thought', async () => {
    const { result, model } = await run(texts, { failAtCall: 1 });
    expect(result).toMatchObject({ status: 'unverified', stopReason: 'model-failed', failure: { code: 'engine-crashed' } });
    expect(result.candidates).toHaveLength(1);
    expect(model.calls).toHaveLength(2);
  });
});
