import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RunRenderer } from '../../../src/cli/render/run';
import { resultDocument } from '../../../src/cli/resultDocument';
import { chosenOutcome } from '../../../src/prompts';
import type { ReasoningEvent, ReasoningResult } from '../../../src/reasoning';
import { separationOf } from '../../../src/reasoning/strategies/rivals';
import { fitsType, readType } from '../../../src/verification/agreement';
import { RunView } from '../../../src/vscode/panel/runView';
import type { Candidate, CodeTask, Example, Fingerprint, Language } from '../../../src/verification/types';
import { runToEnd, type RunOptions } from '../../support/runs';
import { ScriptedModel } from '../../support/scriptedModel';
import { ScriptedVerifier } from '../../support/scriptedVerifier';
import { pythonTask } from '../../support/tasks';

/** What an answer marked `# a` or `# b` does on a call. */
type Behaviour = (mark: string, call: string) => string | null;

/** Both do the same on all calls but `f(77)`, which only a model thinks of; or as it is said. */
class BehavingVerifier extends ScriptedVerifier {
  constructor(private readonly outcomeOf: Behaviour) {
    super();
  }

  override async fingerprint(candidate: Candidate, expressions: readonly string[]): Promise<Fingerprint> {
    return { candidateId: candidate.id, outcomes: expressions.map((call) => this.outcomeOf(markOf(candidate), call)) };
  }

  override async verify(...[candidate, examples, options]: Parameters<ScriptedVerifier['verify']>): ReturnType<ScriptedVerifier['verify']> {
    const verdict = await super.verify(candidate, examples, options);
    const show = ({ id, expression }: Example): (typeof verdict.results)[number] => {
      const outcome = this.outcomeOf(markOf(candidate), expression) ?? '';
      const [, raised] = /^raises:(.*)$/.exec(outcome) ?? [];
      return { exampleId: id, status: 'failed', actual: raised ?? outcome.replace(/^\w+:/, ''), expected: 'true', message: raised === undefined ? null : 'gave up' };
    };
    return examples[0]?.id === 'probe' ? { ...verdict, results: examples.map(show) } : verdict;
  }
}

const markOf = ({ code }: Candidate): string => /# ([ab])/.exec(code)?.[1] ?? '';
const body = (mark: string, extra = ''): { readonly text: string } => ({ text: `    return x + 1  # right # ${mark}${extra}\n` });
const values: Behaviour = (mark) => (mark === 'a' ? 'num:1' : 'num:2');

async function run(samples: readonly { readonly text: string }[], behaviour: Behaviour, options: Partial<RunOptions> = {}): Promise<{ readonly result: ReasoningResult; readonly events: readonly ReasoningEvent[]; readonly model: ScriptedModel }> {
  const model = new ScriptedModel({ samples });
  const { result, events } = await runToEnd({ model, verifier: new BehavingVerifier(behaviour), strategies: ['discriminate'], budget: { maxSamples: 2 }, rule: 'all-samples', ...options });
  return { result, events, model };
}

function untyped(): CodeTask {
  return { ...pythonTask(0), text: 'def f(x):\n    """Return one more."""\n' };
}

const B_SIX_TIMES = [' B', ' B.', ' B', ' A', ' A', ' A'].map((text) => ({ text }));

describe('discriminate', () => {
  it('goes by what the model says that the description demands, where groups are equally large', async () => {
    const { result, model, events } = await run([body('a'), body('b'), ...B_SIX_TIMES], values);
    expect(result.code).toContain('# b');
    expect(result.status).toBe('verified');
    expect(result.difference).toMatchObject({
      outcomes: [{ candidateId: 'c1', outcome: '1' }, { candidateId: 'c2', outcome: '2' }],
      judged: { candidateId: 'c2', by: 'model', reason: '6 of 6 short answers of the model are for it' },
    });
    // In either order, as small models like what comes first.
    expect(model.calls.slice(2).map(({ prompt, count }) => [count, /A: (\d)/.exec(JSON.stringify(prompt))?.[1]])).toEqual([[3, '1'], [3, '2']]);
    expect(result.spent.samples).toBe(2);
    expect(events).toContainEqual(expect.objectContaining({ type: 'step-started', kind: 'difference' }));
    expect(resultDocument(result)).toMatchObject({ difference: { judged: { by: 'model' } } });
  });

  it.each([
    ['that likes one letter', [' A', ' A', ' A', ' A', ' A', ' A']],
    ['that is not sure', [' B', ' A', ' B', ' B', ' A', ' B']],
    ['that says nothing', ['?']],
  ])('leaves it open with a model %s', async (_, texts) => {
    const { result } = await run([body('a'), body('b'), ...texts.map((text) => ({ text }))], values);
    expect(result.difference?.judged).toBeNull();
    expect(result.code).toContain('# a');
    expect(result.difference?.advice).toMatch(/^If you know which is right, add two lines to the description: >>> f\(/);
  });

  it('goes by the declared type even against a group that is larger by one, and asks nobody', async () => {
    const { result, model } = await run([body('a'), body('a', '2'), body('b')], (mark) => (mark === 'a' ? 'str:"1"' : 'num:2'), { budget: { maxSamples: 3 } });
    expect(result.difference?.judged).toMatchObject({ by: 'types', reason: 'the other is no int' });
    expect(result.code).toContain('# b');
    expect(model.calls).toHaveLength(2);
  });

  it('lets an error count between equals only', async () => {
    const crashing: Behaviour = (mark, call) => (mark === 'a' && /f\(\d\)/.test(call) ? 'raises:IndexError' : 'num:2');
    expect((await run([body('a'), body('b')], crashing)).result).toMatchObject({ selectedId: 'c2', difference: { judged: { by: 'crash' }, outcomes: [{ outcome: 'raises IndexError' }, { outcome: '2' }] } });
    expect((await run([body('a'), body('a', '2'), body('b')], crashing, { budget: { maxSamples: 3 } })).result).toMatchObject({ selectedId: 'c1', difference: { judged: { by: 'crash' } } });
  });

  it('says nothing of an error where the description speaks of some', async () => {
    const task = { ...pythonTask(), text: 'def f(x: int) -> int:\n    """Return one more, or raise IndexError."""\n' };
    const { result } = await run([body('a'), body('b'), { text: '?' }], (mark) => (mark === 'a' ? 'raises:IndexError' : 'num:2'), { task });
    expect(result.difference).toMatchObject({ outcomes: [{ outcome: 'raises IndexError' }, { outcome: '2' }], judged: null });
  });

  it('leaves a clear lead alone', async () => {
    const { result, model } = await run([body('a'), body('a', '2'), body('a', '3'), body('b')], values, { budget: { maxSamples: 4 } });
    expect(result).not.toHaveProperty('difference');
    expect(model.calls).toHaveLength(2);
  });

  it('shows the model both programs where no input can be made up, and compares on what it says', async () => {
    const calls = [{ text: '77)\nf(3)\ng(1)\n' }, { text: '77)\n' }, { text: 'f(5' }];
    const { result, model } = await run([body('a'), body('b'), ...calls, ...B_SIX_TIMES], (mark, call) => (call === 'f(77)' && mark === 'a' ? 'num:0' : 'num:2'), {
      task: { ...untyped(), examples: [{ ...pythonTask().examples[0]!, expression: 'f(n)' }] },
    });
    expect(JSON.stringify(model.calls[2]?.prompt)).toMatch(/Program 1:.*# a.*Program 2:.*# b/);
    expect(result.difference).toMatchObject({ call: 'f(77)', outcomes: [{ outcome: '0' }, { outcome: '2' }], judged: { candidateId: 'c2' } });
    expect(result.code).toContain('# b');
  });

  it('says so when no input is found', async () => {
    const { result, events } = await run([body('a'), body('b'), { text: 'no idea' }], () => 'num:2', { task: { ...untyped(), examples: [{ ...pythonTask().examples[0]!, expression: 'f(n)' }] } });
    expect(result).not.toHaveProperty('difference');
    expect(events).toContainEqual(expect.objectContaining({ type: 'step-finished', outcome: 'inconclusive', detail: 'no input was found that tells them apart' }));
  });

  it('keeps to the budget: without room for an opinion there is none', async () => {
    const { result } = await run([body('a'), body('b'), ...B_SIX_TIMES], values, { budget: { maxSamples: 2, maxTokens: 300 } });
    expect(result.difference).toMatchObject({ judged: null });
    expect(result.spent.promptTokens + result.spent.completionTokens).toBeLessThanOrEqual(300);
  });

  it('is shown in the panel and on a terminal with what a person can do', async () => {
    const { result, events } = await run([body('a'), body('b'), ...B_SIX_TIMES], values);
    const view = new RunView('Insert', 'recorded');
    events.forEach((event) => view.apply(event));
    expect(view.state().answer?.checks).toContainEqual({
      mark: 'not-checked', text: `two answers differ on ${result.difference?.call ?? ''}: another gives 1, this one gives 2`,
      detail: `for this one: 6 of 6 short answers of the model are for it. ${result.difference?.advice ?? ''}`,
    });
    const lines: string[] = [];
    const plain = (text: string): string => text;
    const renderer = new RunRenderer({
      columns: 100, colors: { bold: plain, dim: plain, green: plain, red: plain, yellow: plain }, line: (text: string) => void lines.push(text), transient: () => undefined,
    } as unknown as ConstructorParameters<typeof RunRenderer>[0]);
    events.forEach((event) => renderer.show(event));
    const call = result.difference?.call ?? '';
    expect(lines).toContain(`  the two best answers differ on ${call}: candidate 1 gives 1, candidate 2 gives 2`);
    expect(lines).toContain('  candidate 2 is taken to be right there: 6 of 6 short answers of the model are for it');
    expect(lines).toContain(`  If you know which is right, add two lines to the description: >>> ${call}, and below it the result.`);
  });
});

describe('chosenOutcome', () => {
  it.each([[' A', 0], ['B.', 1], [': (B)', 1], ['**A**', 0], ['Because', null], ['', null]])('%j is %j', (text, expected) => {
    expect(chosenOutcome(text)).toBe(expected);
  });
});

describe('fitsType', () => {
  it.each<[outcome: string, type: string, language: Language, expected: boolean | null]>([
    ['num:2', 'int', 'python', true], ['num:2.5', 'int', 'python', false], ['num:2.5', 'float', 'python', true], ['num:1', 'bool', 'python', true], ['num:2', 'bool', 'python', false],
    ['list[num:1]', 'list[int]', 'python', true], ['str:"a"', 'List[str]', 'python', false], ['none:null', 'Optional[int]', 'python', true], ['num:1', 'Widget', 'python', null],
    ['float:2', 'number', 'typescript', true], ['str:"2"', 'number', 'typescript', false], ['list[float:1]', 'number[]', 'typescript', true], ['undef:null', 'string | undefined', 'typescript', true],
    ['float:1', '[number, string]', 'typescript', false], ['float:1', 'Promise<number>', 'typescript', null],
  ])('%s as %s in %s: %j', (outcome, type, language, expected) => {
    expect(fitsType(outcome, readType(type, language))).toBe(expected);
  });
});

describe('separationOf', () => {
  it('is null exactly when no call has two known outcomes that differ, and prefers values', () => {
    const outcome = fc.constantFrom('num:1', 'num:2', 'raises:E', null);
    fc.assert(fc.property(fc.array(fc.tuple(outcome, outcome), { maxLength: 8 }), (pairs) => {
      const calls = pairs.map((_, index) => `f(${index})`);
      const found = separationOf(calls, pairs.map(([a]) => a), pairs.map(([, b]) => b));
      const telling = pairs.filter(([a, b]) => a !== null && b !== null && a !== b);
      expect(found === null).toBe(telling.length === 0);
      if (found !== null) {
        expect(pairs[calls.indexOf(found.call)]).toEqual(found.outcomes);
        const hasValues = telling.some(([a, b]) => a?.startsWith('num') && b?.startsWith('num'));
        expect(found.outcomes.every((each) => each.startsWith('num'))).toBe(hasValues);
      }
    }));
  });
});
