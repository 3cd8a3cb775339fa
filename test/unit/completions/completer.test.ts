import { describe, expect, it } from 'vitest';
import { createInlineCompleter } from '../../../src/completions';
import { infillContext } from '../../../src/completions/context';
import { suggestionShape } from '../../../src/completions/shape';
import { tidySuggestion } from '../../../src/completions/tidy';
import { FakeClock } from '../../support/fakeClock';
import { ScriptedModel, type ScriptedModelOptions } from '../../support/scriptedModel';

/** The cursor is the bar. */
function at(marked: string): { before: string; after: string } {
  const [before = '', after = ''] = marked.split('|');
  return { before, after };
}

/** Lets everything run that does not wait for time. */
const untilWaiting = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function setUp(script: Partial<ScriptedModelOptions> & { readonly text?: string } = {}) {
  const clock = new FakeClock();
  const model = new ScriptedModel({ samples: [{ text: script.text ?? 'a + b', tokens: 4 }], ...script });
  const completer = createInlineCompleter({ model: () => Promise.resolve(model), clock });
  const complete = async (marked: string, abortSignal = new AbortController().signal): Promise<string | null> => {
    const asked = completer.complete({ ...at(marked), abortSignal });
    await untilWaiting();
    clock.advance(1);
    return asked;
  };
  return { clock, model, completer, complete };
}

describe('an inline suggestion', () => {
  it('fills in at the cursor, with what is around it', async () => {
    const { complete, model } = setUp();
    expect(await complete('def add(a, b):\n    return |\n\nprint(1)\n')).toBe('a + b');
    expect(model.calls[0]?.prompt).toEqual({ kind: 'fill-in-middle', prefix: 'def add(a, b):\n    return ', suffix: '\n\nprint(1)\n' });
    expect(model.calls[0]?.options.stopSequences).toEqual(['\n']);
  });

  it('waits for a pause: typing on costs nothing', async () => {
    const { completer, clock, model } = setUp();
    const typing = new AbortController();
    const asked = completer.complete({ ...at('x = |'), abortSignal: typing.signal });
    typing.abort();
    clock.advance(1);
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
    expect(model.calls).toEqual([]);
  });

  it('stops the model when typing goes on meanwhile', async () => {
    const typing = new AbortController();
    const { complete } = setUp({ samples: [{ text: 'a long suggestion that takes a while', tokens: 20 }], onPart: () => typing.abort() });
    await expect(complete('x = |', typing.signal)).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('is remembered: typing what was suggested asks nobody', async () => {
    const { complete, model } = setUp();
    await complete('x = |');
    expect(await complete('x = a +|')).toBe(' b');
    expect(await complete('x = |')).toBe('a + b');
    expect(model.calls).toHaveLength(1);
    await complete('x = c|');
    expect(model.calls).toHaveLength(2);
  });

  it('is not shown when the model was guessing', async () => {
    const { completer, clock } = setUp();
    const unsure = new ScriptedModel({ samples: [{ text: 'rubbish' }] });
    const guessing = createInlineCompleter({
      clock,
      model: () => Promise.resolve(Object.assign(Object.create(unsure) as ScriptedModel, {
        async *sample() {
          yield { type: 'text-delta', sampleIndex: 0, text: 'rubbish' };
          yield { type: 'sample-finish', sampleIndex: 0, finishReason: 'stop', completionTokens: 3, meanLogprob: -2, meanEntropy: null, tokenScores: null };
        },
      })),
    });
    const asked = guessing.complete({ ...at('x = |'), abortSignal: new AbortController().signal });
    await untilWaiting();
    clock.advance(1);
    expect(await asked).toBeNull();
    expect(completer).not.toBe(guessing);
  });

  it('needs a model that can fill in the middle', async () => {
    const { complete, model } = setUp({ info: { supportsInfill: false } });
    expect(await complete('x = |')).toBeNull();
    expect(model.calls).toEqual([]);
  });

  it('fails as the model fails', async () => {
    const { complete } = setUp({ failAtCall: 0 });
    await expect(complete('x = |')).rejects.toMatchObject({ code: 'engine-crashed' });
  });
});

describe('the shape of a suggestion', () => {
  it.each([
    ['in the middle of a line', 'x = | + 1', null],
    ['in an empty file', '|', null],
    ['at the end of a line', 'x = |', 'line'],
    ['before what the editor closed', 'print(|)', 'line'],
    ['in an empty body', 'def f():\n    |\n', 'block'],
    ['in an empty body with braces', 'function f() {\n  |\n}', 'block'],
    ['on an empty line between statements', 'x = 1\n|\ny = 2', 'line'],
  ])('%s', (_where, marked, kind) => {
    const { before, after } = at(marked);
    expect(suggestionShape(infillContext(before, after))?.kind ?? null).toBe(kind);
  });
});

describe('the text around a cursor', () => {
  const lines = (count: number): string => Array.from({ length: count }, (_, index) => `line_${index} = ${index}\n`).join('');

  it('is kept whole when it is short', () => {
    expect(infillContext('a\n', 'b\n')).toEqual({ prefix: 'a\n', suffix: 'b\n' });
  });

  it('begins at the same line while somebody types, so that the cache of the prompt holds', () => {
    const typed = 'total = sum('.split('').map((_, index, all) => infillContext(lines(300) + all.slice(0, index + 1).join(''), '').prefix);
    const starts = new Set(typed.map((prefix) => prefix.slice(0, 20)));
    expect(starts.size).toBe(1);
    expect(typed.at(-1)?.length).toBeLessThanOrEqual(1_600);
    expect([...starts][0]).toMatch(/^line_\d+ = /);
  });

  it('is cut at whole lines behind the cursor, and somewhere in an endless line', () => {
    expect(infillContext('', lines(100)).suffix).toMatch(/\n$/);
    expect(infillContext('x'.repeat(5_000), 'y'.repeat(5_000))).toEqual({ prefix: 'x'.repeat(1_600), suffix: 'y'.repeat(240) });
  });
});

describe('tidying', () => {
  const line = { kind: 'line', maxOutputTokens: 10, stopSequences: [] } as const;
  const block = { ...line, kind: 'block' } as const;

  it.each([
    ['leaves out closers that are there already', 'a, b)', 'print(', ')\n', line, 'a, b'],
    ['leaves closers that belong to it', 'len(xs)', 'print(', ')\n', line, 'len(xs)'],
    ['leaves out the closer of the call around it only', 'len(xs))', 'print(', ')\n', line, 'len(xs)'],
    ['leaves out a quote that is there', 'hello"', 'x = "', '"\n', line, 'hello'],
    ['shows nothing for nothing', '  \n', 'x = ', '\n', line, null],
    ['does not repeat the next line', 'y = 2', '', '\ny = 2\n', line, null],
  ])('%s', (_what, text, prefix, suffix, shape, expected) => {
    expect(tidySuggestion({ text, isCut: false }, { prefix, suffix }, shape)).toBe(expected);
  });

  it('ends a body where the text goes back to the left', () => {
    const text = 'a = 1\n    return a\nprint(f())';
    expect(tidySuggestion({ text, isCut: false }, { prefix: 'def f():\n    ', suffix: '' }, block)).toBe('a = 1\n    return a');
  });

  it('leaves out half a line', () => {
    expect(tidySuggestion({ text: 'a = 1\n    retu', isCut: true }, { prefix: 'def f():\n    ', suffix: '' }, block)).toBe('a = 1');
  });
});
