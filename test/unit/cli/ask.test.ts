import { describe, expect, it } from 'vitest';
import { askDocument } from '../../../src/cli/askDocument';
import { AskRenderer } from '../../../src/cli/render/ask';
import { createTerminal } from '../../../src/cli/terminal';
import { questionOf } from '../../../src/prompts';
import type { QuestionEvent } from '../../../src/reasoning/questions';
import { documentErrors } from '../../cli/support/resultSchema';
import { askToEnd } from '../../support/questionRuns';
import { ScriptedModel } from '../../support/scriptedModel';
import { recordingStream } from './recordingStream';

type Run = ReturnType<typeof askToEnd>;
const run = (texts: readonly string[], options: Partial<Parameters<typeof askToEnd>[0]> = {}): Run =>
  askToEnd({ model: new ScriptedModel({ samples: texts.map((text) => ({ text })) }), ...options });

/** Whole runs, one for each way in which a question can end. */
const RUNS = {
  agreed: () => run(['Three and four.\nAnswer: 7']),
  'no-agreement': () => run(['Answer: 1', 'Answer: 2', 'Hm.', 'Answer: 3'], { budget: { maxSamples: 4 } }),
  'answered-once': () => run(['Answer: 7'], { budget: { maxSamples: 1 } }),
  'free-text': () => run(['Because \u001b[2J of light.'], { question: questionOf('Why?') }),
  'no-answer': () => run(['Answer: 7'], { budget: { maxTokens: 10 } }),
} as const satisfies Readonly<Record<string, () => Run>>;

function shown(events: readonly QuestionEvent[], columns?: number): { readonly progress: string; readonly output: string } {
  const stream = recordingStream(columns);
  let output = '';
  const renderer = new AskRenderer(createTerminal(stream, columns === undefined ? {} : { NO_COLOR: '1' }), { stream: (text) => (output += text) });
  events.forEach((event) => renderer.show(event));
  return { progress: stream.written, output };
}

describe('reckon ask', () => {
  it.each(Object.keys(RUNS) as (keyof typeof RUNS)[])('prints a document as its schema says: %s', async (status) => {
    const { result } = await RUNS[status]();
    const document: unknown = JSON.parse(JSON.stringify(askDocument(result)));
    expect(documentErrors('ask', document)).toEqual([]);
    expect(document).toMatchObject({ status });
  });

  it.each(Object.keys(RUNS) as (keyof typeof RUNS)[])('says what was seen and no more: %s', async (status) => {
    const { events, result } = await RUNS[status]();
    const { progress } = shown(events);
    expect(progress.toUpperCase()).toContain(`${result.summary.toUpperCase()}\n`);
    expect(progress).not.toMatch(/verif|\u001b|chance of/i);
  });

  it('shows the first chain of thought, then the counts', async () => {
    const { events } = await RUNS['no-agreement']();
    expect(shown(events).progress).toMatch(/Answer: 1\n {2}answers 1 {2}\d+ tokens\n/);
    expect(shown(events).progress).toContain('    1 of 4  1\n    1 of 4  2\n    1 of 4  3\n    1 of 4  no short answer\n  NO AGREEMENT: ');
  });

  it('writes a text where answers go, as it comes', async () => {
    const { events, result } = await RUNS['free-text']();
    const { progress, output } = shown(events);
    expect(output).toBe(result.answer);
    expect(progress).not.toContain('of light');
    expect(progress).toContain('  NOT CHECKED Answered once; nothing was checked.\n');
  });

  it('begins every line of its own on a line of its own', async () => {
    const { events } = await RUNS.agreed();
    expect(shown(events, 80).progress).toMatch(/\n {2}answers 7 {2}/);
    expect(shown(events, 80).progress).toMatch(/\n {2}AGREED by 4 of 4 samples\. Agreement is no proof: nothing was checked\.\n/);
  });
});
