import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReckonError } from '../../../../src/base/errors';
import { questionOf } from '../../../../src/prompts';
import { evenly } from '../../../support/evenly';
import { FakeClock } from '../../../support/fakeClock';
import { askToEnd, type QuestionRunOptions } from '../../../support/questionRuns';
import { ScriptedModel } from '../../../support/scriptedModel';

const thought = (answer: string): { text: string } => ({ text: `There are some of them, which makes that many.\nAnswer: ${answer}` });
const modelOf = (...answers: string[]): ScriptedModel => new ScriptedModel({ samples: answers.map(thought) });

function ask(answers: readonly string[], options: Partial<QuestionRunOptions> = {}): ReturnType<typeof askToEnd> {
  return askToEnd({ model: modelOf(...answers), ...options });
}

describe('a question with a short answer', () => {
  it('is over once the lead would last, in the middle of a call', async () => {
    const model = modelOf('7');
    const { result } = await askToEnd({ model });
    expect(result).toMatchObject({ status: 'agreed', answer: '7', share: { agreeing: 4, samples: 4 }, stopReason: 'agreement' });
    expect(result.summary).toBe('Agreed by 4 of 4 samples. Agreement is no proof: nothing was checked.');
    expect(model.calls.map(({ count, options }) => [count, options.temperature])).toEqual([[1, 0], [3, 0.7]]);
    expect(new Set(model.calls.map(({ prompt }) => JSON.stringify(prompt))).size).toBe(1);
    expect(new Set(model.calls.map(({ options }) => options.seed)).size).toBe(2);
  });

  it('needs two that agree at the lower levels, and ends the call that the second came from', async () => {
    const { result } = await ask(['7', '7', '8'], { rule: 'two-ahead', budget: { maxSamples: 4 } });
    expect(result).toMatchObject({ status: 'agreed', share: { agreeing: 2, samples: 2 }, stopReason: 'agreement' });
    expect(result.samples).toHaveLength(2);
  });

  it('goes on while two answers are close, and gives the most frequent', async () => {
    const { result } = await ask(['7', '8', '7', '8', '7', '7', '7', '8', '7', '7', '7', '7']);
    expect(result).toMatchObject({ status: 'agreed', answer: '7', stopReason: 'agreement' });
    expect(result.groups.map(({ sampleIds }) => sampleIds.length)).toEqual([9, 3]);
  });

  it('stops when no sample that is left could change the lead', async () => {
    const model = modelOf('7', '8', '7', '7', '9');
    const { result } = await askToEnd({ model, budget: { maxSamples: 5 } });
    expect(result).toMatchObject({ status: 'agreed', stopReason: 'agreement', share: { agreeing: 3, samples: 4 } });
  });

  it('says that there is no agreement, and what was said most often', async () => {
    const { result } = await ask(['1', '2', '3', '4', '5', '3', '6', '7'], { budget: { maxSamples: 8 } });
    expect(result).toMatchObject({ status: 'no-agreement', answer: '3', share: { agreeing: 2, samples: 8 }, stopReason: 'budget-samples' });
    expect(result.summary).toBe('No agreement: this answer has 2 of 8 samples; every sample of this budget was drawn.');
  });

  it('needs as much agreement where its time ends as anywhere else', async () => {
    const clock = new FakeClock();
    let finished = 0;
    const model = new ScriptedModel({
      samples: ['7', '8', '7', '7'].map(thought),
      onPart: (part) => {
        clock.advance(finished === 3 ? 60 : 0);
        finished += part.type === 'sample-finish' ? 1 : 0;
      },
    });
    const { result } = await askToEnd({ model, clock, budget: { maxSamples: 16, maxSeconds: 60 } });
    expect(result).toMatchObject({ status: 'no-agreement', answer: '7', share: { agreeing: 2, samples: 3 }, stopReason: 'budget-seconds' });
    expect(result.summary).toBe('No agreement: this answer has 2 of 3 samples; the time was used up (60 s).');
  });

  it('counts samples without an answer among all, and in no group', async () => {
    const model = new ScriptedModel({ samples: [thought('7'), { text: 'I do not know.' }, thought('7.0'), thought('7 eggs'), { text: 'Hm.' }] });
    const { result } = await askToEnd({ model, budget: { maxSamples: 5 } });
    expect(result).toMatchObject({ status: 'agreed', share: { agreeing: 3, samples: 4 } });
    expect(result.samples.map(({ answer }) => answer)).toEqual(['7', null, '7.0', '7 eggs']);
  });

  it('keeps units apart, and takes a bare number for the only unit there is', async () => {
    const apart = await ask(['5 km', '5 m', '5', '5 km'], { budget: { maxSamples: 4 } });
    expect(apart.result.groups.map(({ answer, sampleIds }) => [answer, sampleIds.length])).toEqual([['5 km', 2], ['5 m', 1], ['5', 1]]);
    const alike = await ask(['5 km', '5', '5 kilometers', '6'], { budget: { maxSamples: 4 } });
    expect(alike.result.groups.map(({ sampleIds }) => sampleIds.length)).toEqual([3]);
  });

  it('claims nothing of one sample', async () => {
    const { result } = await ask(['7'], { budget: { maxSamples: 1 } });
    expect(result).toMatchObject({ status: 'answered-once', answer: '7', share: { agreeing: 1, samples: 1 }, summary: 'Answered once; nothing was checked.' });
  });

  it('says why there is only one sample where there should be more', async () => {
    const { result } = await ask(['7'], { budget: { maxTokens: 150 } });
    expect(result).toMatchObject({ status: 'answered-once', stopReason: 'budget-tokens' });
    expect(result.summary).toMatch(/^Answered once; nothing was checked: the next call did not fit the token budget/);
  });

  it('is a text after all where no sample has a short answer, unless a person insists', async () => {
    const texts = { model: new ScriptedModel({ samples: [{ text: 'It is a long story.\nIt has no end.' }] }) };
    const guessed = await askToEnd({ ...texts, question: questionOf('How many?') });
    expect(guessed.result).toMatchObject({ status: 'free-text', stopReason: 'no-short-answer', share: null, groups: [], question: { form: 'free' }, summary: 'Answered once; nothing was checked.' });
    expect(guessed.result.samples).toHaveLength(4);
    const insisted = await askToEnd({ ...texts, question: questionOf('How many?', { wanted: 'short' }) });
    expect(insisted.result).toMatchObject({ status: 'no-answer', answer: null, summary: 'No answer: no sample has a short answer.' });
  });

  it('shows the share in events as it changes, and never calls anything verified', async () => {
    const { events, result } = await ask(['7']);
    expect(events.filter((event) => event.type === 'groups').map(({ groups, samples }) => [groups[0]?.sampleIds.length, samples])).toEqual([[1, 1], [2, 2], [3, 3], [4, 4]]);
    expect(events.filter((event) => event.type === 'decision').map(({ decision }) => decision.stays === null ? null : Number(decision.stays.toFixed(5)))).toEqual([null, 0.75, 0.96875]);
    expect(JSON.stringify([events.filter(({ type }) => type !== 'run-started' && type !== 'run-finished'), result.summary])).not.toMatch(/verified/i);
  });
});

describe('a question that wants a text', () => {
  const question = questionOf('Why is the sky blue?');

  it('is answered once, and said to be unchecked', async () => {
    const model = new ScriptedModel({ samples: [{ text: 'Because of scattering.\nAnswer: scattering' }] });
    const { result } = await askToEnd({ model, question });
    expect(result).toMatchObject({ status: 'free-text', answer: 'Because of scattering.\nAnswer: scattering', share: null, isCutOff: false, stopReason: 'answered', summary: 'Answered once; nothing was checked.' });
    expect(model.calls).toHaveLength(1);
  });

  it('keeps what was written when its time is over', async () => {
    const clock = new FakeClock();
    const model = new ScriptedModel({ samples: [{ text: 'Because light is scattered. '.repeat(9) }], onPart: () => clock.advance(0.5) });
    const { result } = await askToEnd({ model, question, clock, budget: { maxSeconds: 5 } });
    expect(result).toMatchObject({ status: 'free-text', isCutOff: true, stopReason: 'budget-seconds', summary: 'Answered once, and cut off: the time was used up (5.0 s); nothing was checked.' });
    expect(result.answer).toMatch(/^Because light is scattered\. Because light/);
    expect(result.spent.seconds).toBeLessThanOrEqual(5);
  });

  it('says that the budget cut it off', async () => {
    const model = new ScriptedModel({ samples: [{ text: 'word '.repeat(400), tokens: 500 }] });
    const { result } = await askToEnd({ model, question, budget: { maxTokens: 300 } });
    expect(result).toMatchObject({ status: 'free-text', isCutOff: true, stopReason: 'answered' });
    expect(result.summary).toBe('Answered once, and cut off: the text reached its limit; nothing was checked.');
  });
});

describe('a question whose words do not say what it wants', () => {
  const question = questionOf('Hauptstadt von Frankreich');

  it.each([
    ['a short answer', 'Das ist Paris.\nAnswer: Paris', { status: 'agreed', answer: 'Paris', question: { form: 'short' } }, 2],
    ['a text', 'Das ist eine lange Geschichte.', { status: 'free-text', question: { form: 'free' } }, 1],
  ] as const)('is one with %s where the first sample has that', async (_, text, expected, calls) => {
    const model = new ScriptedModel({ samples: [{ text }] });
    const { result } = await askToEnd({ model, question });
    expect(result).toMatchObject(expected);
    expect(model.calls).toHaveLength(calls);
  });
});

describe('what ends the run of a question', () => {
  it('is a person, who keeps what there is', async () => {
    const abort = new AbortController();
    const model: ScriptedModel = new ScriptedModel({ samples: ['7', '8'].map(thought), onPart: (part) => (part.type === 'sample-finish' && model.calls.length === 2 ? abort.abort() : undefined) });
    const { result } = await askToEnd({ model, abortSignal: abort.signal });
    expect(result).toMatchObject({ status: 'no-agreement', stopReason: 'cancelled', answer: '7' });
  });

  it('is a signal that was aborted before', async () => {
    const { result } = await ask(['7'], { abortSignal: AbortSignal.abort() });
    expect(result).toMatchObject({ status: 'no-answer', stopReason: 'cancelled', answer: null, samples: [] });
  });

  it('is a budget that has no room for any answer, before the model is loaded', async () => {
    const model = modelOf('7');
    model.warmUp = () => Promise.reject(new Error('loaded'));
    const { result } = await askToEnd({ model, budget: { maxTokens: 48 } });
    expect(result).toMatchObject({ status: 'no-answer', stopReason: 'budget-tokens', summary: 'No answer: an answer takes at least 48 tokens beside its prompt, and only 48 are allowed.' });
  });

  it('is a model that fails, with what was drawn before', async () => {
    const model = new ScriptedModel({ samples: [thought('7')], failAtCall: 1 });
    const { result } = await askToEnd({ model });
    expect(result).toMatchObject({ status: 'answered-once', stopReason: 'model-failed', failure: { code: 'engine-crashed' } });
  });

  it('is the typed error of a model that fails before any sample', async () => {
    const model = new ScriptedModel({ samples: [thought('7')], failAtCall: 0 });
    await expect(askToEnd({ model })).rejects.toSatisfy((error) => ReckonError.is(error, 'engine-crashed'));
  });
});

describe('the budget of a question', () => {
  it('is never exceeded, whatever the model does', async () => {
    const scripts = fc.record({
      samples: fc.array(fc.record({ text: fc.constantFrom('Answer: 7', 'Answer: 8', 'So.\nAnswer: 9 km', '', 'A text.'), tokens: fc.integer({ min: 1, max: 900 }) }), { minLength: 1, maxLength: 12 }),
      promptTokens: fc.integer({ min: 1, max: 400 }),
      maxTokens: fc.integer({ min: 1, max: 5_000 }),
      maxSamples: fc.integer({ min: 1, max: 20 }),
      maxSeconds: fc.integer({ min: 1, max: 60 }),
      maxDollars: evenly(0, 0.05),
      price: fc.option(fc.record({ prompt: fc.constantFrom(0, 0.15, 3), answer: fc.constantFrom(0, 0.6, 15) }), { nil: null }),
      // Less than what is kept back for stopping of the shortest time.
      secondsAPart: evenly(0, 0.05),
      rule: fc.constantFrom('two-ahead' as const, 'stable' as const),
      words: fc.constantFrom('How many?', 'Why?', 'Hm'),
      failAtCall: fc.integer({ min: 0, max: 40 }),
      cancelAt: fc.integer({ min: 0, max: 400 }),
      sharesPrompt: fc.boolean(),
    });
    await fc.assert(fc.asyncProperty(scripts, async ({ samples, promptTokens, maxTokens, maxSamples, maxSeconds, maxDollars, price, secondsAPart, rule, words, failAtCall, cancelAt, sharesPrompt }) => {
      const [abort, clock] = [new AbortController(), new FakeClock()];
      let parts = 0;
      const model = new ScriptedModel({
        samples, promptTokens, failAtCall, info: { sharesPrompt, ...(price === null ? {} : { location: 'remote', price }) },
        onPart: () => {
          parts += 1;
          clock.advance(secondsAPart);
          if (parts === cancelAt) {
            abort.abort();
          }
        },
      });
      const result = await askToEnd({ model, question: questionOf(words), budget: { maxTokens, maxSamples, maxSeconds, maxDollars }, rule, clock, abortSignal: abort.signal })
        .then(({ result: ended }) => ended, (error: unknown) => {
          expect(ReckonError.is(error, 'engine-crashed')).toBe(true);
          return null;
        });
      if (result !== null) {
        expect(result.spent.promptTokens + result.spent.completionTokens + result.spent.forfeitedTokens).toBeLessThanOrEqual(maxTokens);
        expect(result.spent.samples).toBeLessThanOrEqual(maxSamples);
        expect(result.spent.seconds).toBeLessThanOrEqual(maxSeconds + 1e-9);
        expect(result.spent.dollars).toBeLessThanOrEqual(maxDollars);
        expect(result.estimate.p90.tokens).toBeLessThanOrEqual(maxTokens);
        expect(result.estimate.p90.dollars).toBeLessThanOrEqual(maxDollars);
        expect(result.groups.reduce((sum, { sampleIds }) => sum + sampleIds.length, 0)).toBeLessThanOrEqual(result.samples.length);
      }
      for (const { count, options } of model.calls) {
        expect((sharesPrompt ? 1 : count) * promptTokens + count * options.maxOutputTokens).toBeLessThanOrEqual(maxTokens);
      }
    }), { numRuns: 1_000 });
  });
});
