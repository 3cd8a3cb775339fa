import { createColors } from 'picocolors';
import { describe, expect, it } from 'vitest';
import { renderGrid } from '../../../src/cli/render/grid';
import { describeBudget, RunRenderer, statusWord } from '../../../src/cli/render/run';
import { visibleWidth } from '../../../src/cli/render/width';
import { createTerminal } from '../../../src/cli/terminal';
import type { JudgedCandidate, ReasoningEvent } from '../../../src/reasoning';
import type { ExampleStatus } from '../../../src/verification/types';
import { candidateOf } from '../../support/candidates';
import { RUNS } from './cliRuns';
import { recordingStream } from './recordingStream';

const plain = createColors(false);

function judged(id: string, statuses: readonly ExampleStatus[] | null): JudgedCandidate {
  const results = (statuses ?? []).map((status, index) => ({ exampleId: `ex${index + 1}`, status, actual: null, expected: '1', message: null }));
  return {
    candidate: { ...candidateOf('python', '', 'f'), id, strategy: 'direct', sampleIndex: 0, completionTokens: 1234, meanLogprob: null, finishReason: 'stop' },
    verdict: statuses && {
      candidateId: id, status: statuses.find((each) => each !== 'passed') ?? 'passed', results, reason: '', seconds: 0,
      isolation: { level: 'contained', description: 'scripted' },
    },
    cluster: null,
  };
}

function shown(events: readonly ReasoningEvent[], columns?: number): string {
  const stream = recordingStream(columns);
  const renderer = new RunRenderer(createTerminal(stream, columns === undefined ? {} : { NO_COLOR: '1' }));
  events.forEach((event) => renderer.show(event));
  return stream.written;
}

describe('grid', () => {
  it('has a word for every verdict', () => {
    const grid = renderGrid([judged('c1', ['passed', 'failed', 'timed-out', 'crashed', 'inconclusive']), judged('c2', null)], 'c2', plain, 100);
    expect(grid).toEqual([
      'candidate  ex1  ex2  ex3   ex4    ex5  agree  tokens  verdict',
      '1 fast     ok   x    time  crash  ?           1,234   failed',
      '2 *        -    -    -     -      -           1,234   not checked',
    ]);
  });

  it('has a column for your own tests where they judged a candidate', () => {
    const other = judged('c2', ['passed']);
    const ownTests = { status: 'nondeterministic', reason: '', passed: 1, total: 2, isolation: { level: 'isolated', description: 'scripted' } } as const;
    expect(renderGrid([judged('c1', ['passed']), { ...other, verdict: other.verdict && { ...other.verdict, ownTests } }], null, plain, 100)).toEqual([
      'candidate  ex1  tests  agree  tokens  verdict',
      '1 fast     ok   -             1,234   passed',
      '2          ok   x             1,234   passed',
    ]);
  });

  it.each([100, 80, 60, 50])('fits %d columns and says what it leaves out', (width) => {
    const grid = renderGrid([judged('c1', Array.from({ length: 30 }, () => 'passed'))], null, createColors(true), width);
    expect(Math.max(...grid.map(visibleWidth))).toBeLessThanOrEqual(width);
    const columns = grid[0]?.match(/ex\d+/g)?.length ?? 0;
    expect(columns).toBeGreaterThan(0);
    expect(grid.at(-1)).toContain(`(${30 - columns} more examples)`);
  });

  it('keeps one example however narrow it is, and is nothing without candidates', () => {
    expect(renderGrid([judged('c1', ['passed', 'passed'])], null, plain, 5)[0]).toContain('ex1');
    expect(renderGrid([], null, plain, 100)).toEqual([]);
  });
});

describe('a run', () => {
  it.each(Object.keys(RUNS) as (keyof typeof RUNS)[])('is plain text without a terminal: %s', async (name) => {
    const { events, result } = await RUNS[name]();
    const text = shown(events);
    expect(text).not.toMatch(/[\u001b\r]/);
    expect(text.toUpperCase()).toContain(`  ${result.summary.toUpperCase()}`);
  });

  it('shows estimate, steps, candidates, isolation and cost in this order', async () => {
    const { events } = await RUNS.escalated();
    const lines = shown(events).split('\n');
    const places = [
      'f (python, 2 examples)', '  budget    never more than 16 samples', '  estimate  ', '  model ready', '  x  Fast answer', '  ok ',
      '    candidate  ex1  ex2', '    1 fast     x    x', '  VERIFIED: ', '  executed in: scripted', '  not checked: speed, and inputs unlike your examples', '  spent     ',
    ].map((start) => lines.findIndex((line) => line.startsWith(start)));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it('says below the estimate what of it is a guess', async () => {
    const { events } = await RUNS.verified();
    const caveats = ['What plan costs is a guess.', 'What codet asks is not in it.\u001b[31m'];
    const lines = shown(events.map((event) => (event.type === 'run-started' ? { ...event, estimate: { ...event.estimate, caveats } } : event))).split('\n');
    const at = lines.findIndex((line) => line.startsWith('  estimate  '));
    expect(lines.slice(at + 1, at + 3)).toEqual(['            What plan costs is a guess.', expect.stringMatching(/^ {12}What codet asks is not in it\.[^\u001b]*$/)]);
  });

  it('shows no number that never changes where lines stay', async () => {
    const { events } = await RUNS.verified();
    expect(shown(events)).toContain('  . Fast answer: writing\n');
    expect(shown(events)).not.toContain('characters');
    expect(shown(events, 100)).toMatch(/Fast answer: [\d,]+ characters/);
  });

  it('says how likely the answer is right', async () => {
    const { events } = await RUNS.verified();
    expect(shown(events)).toMatch(/VERIFIED: .* \(about \d\d% likely right\)\n/);
  });

  it('says what to try when a budget was too small', async () => {
    const { events } = await RUNS.abstained();
    expect(shown(events)).toContain('  try --max-tokens 1500\n');
  });

  it('says that the model failed before it was done', async () => {
    const { events } = await RUNS.modelFailed();
    expect(shown(events)).toContain('  model failed: The engine process ended.\n');
  });

  it('says "at most" when a call was cut off before it said what it used', async () => {
    const { events } = await RUNS.verified();
    const spending = (forfeitedTokens: number): readonly ReasoningEvent[] => events.map((event) =>
      event.type === 'run-finished' ? { ...event, result: { ...event.result, spent: { ...event.result.spent, promptTokens: 100, completionTokens: 20, forfeitedTokens } } } : event);
    expect(shown(spending(0))).toContain('| 120 tokens |');
    expect(shown(spending(612))).toContain('| at most 732 tokens |');
  });

  it('names examples that were not understood', async () => {
    const { events } = await RUNS.verified();
    const [start, ...rest] = events;
    if (start?.type !== 'run-started') {
      throw new Error('A run begins with its start.');
    }
    const task = { ...start.task, notUnderstood: [{ line: 7, text: 'g(1) 2', reason: 'odd\u001b[2J' }] };
    expect(shown([{ ...start, task }, ...rest])).toContain('  2 examples understood, 1 not understood:\n    line 7: g(1) 2 (odd\\x1b[2J)\n');
    const many = { ...task, notUnderstood: Array.from({ length: 30 }, () => ({ line: 7, text: 'g(1) 2', reason: 'odd' })) };
    expect(shown([{ ...start, task: many }, ...rest])).toContain('    and 22 more\n');
  });

  it('lets its passing lines fit a narrow terminal', async () => {
    const { events } = await RUNS.escalated();
    const columns = 20;
    const passing = shown(events, columns).split('\n').flatMap((line) => line.split('\r\u001b[K').slice(0, -1));
    expect(passing.length).toBeGreaterThan(0);
    expect(Math.max(...passing.map(visibleWidth))).toBeLessThan(columns);
  });
});

describe('words', () => {
  it('names every limit that is set', () => {
    expect(describeBudget({ maxSamples: 1, maxTokens: 3000, maxSeconds: 30, maxDollars: 0.01, maxJoules: 500 })).toBe(
      'never more than 1 sample, 3,000 tokens, 30 s, $0.0100, 500 J',
    );
    expect(describeBudget({})).toBe('no limit');
  });

  it('has one for each status', () => {
    expect((['verified', 'unverified', 'abstained'] as const).map((status) => statusWord(status, plain))).toEqual(['VERIFIED', 'NOT VERIFIED', 'NO ANSWER']);
  });
});
