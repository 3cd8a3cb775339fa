import { homedir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ReckonError, serializeError } from '../../../src/base/errors';
import { NO_USAGE } from '../../../src/model';
import { htmlReport, markdownReport, QUESTION_TRACE_SCHEMA_VERSION, QuestionTraceRecorder, readAnyTrace, readTrace } from '../../../src/trace';
import { questionTraceDocument } from '../../../src/trace/schema/question';
import { FakeClock } from '../../support/fakeClock';
import { recordQuestion, replayQuestionAt } from '../../support/questionTraces';
import { ScriptedModel } from '../../support/scriptedModel';

const modelOf = (...answers: string[]): ScriptedModel => new ScriptedModel({ samples: answers.map((answer) => ({ text: `Some were eaten.\nAnswer: ${answer}` })) });
/** Writes the samples of a call at the same pace, as the engine does, so that the shortest is whole first. */
function sideBySide(calls: readonly (readonly string[])[]): ScriptedModel {
  const model = new ScriptedModel({ samples: [] });
  let next = 0;
  model.sample = async function* (_prompt, count, { abortSignal }) {
    const texts = (calls[next] ?? []).slice(0, count).map((answer) => `Some were eaten.\nAnswer: ${answer}`);
    next += 1;
    const usage = { ...NO_USAGE, promptTokens: 100, completionTokens: 4 * count };
    yield* texts.map((text, sampleIndex) => ({ type: 'text-delta', sampleIndex, text }) as const);
    for (const [sampleIndex] of [...texts.entries()].sort(([, a], [, b]) => a.length - b.length)) {
      if (abortSignal?.aborted) {
        yield { type: 'error', error: serializeError(new ReckonError('cancelled', 'The operation was cancelled.')), usage };
        return;
      }
      yield { type: 'sample-finish', sampleIndex, finishReason: 'stop', completionTokens: 4, meanLogprob: -0.5, meanEntropy: null, tokenScores: null };
    }
    yield { type: 'finish', usage };
  };
  return model;
}

const recorded = () => recordQuestion({ model: modelOf('7', '8', '7', '8', '7', '7', '7', '7') });

describe('the trace of a question', () => {
  it('has the prompt once, each call with its samples, every event and the result', async () => {
    const { trace, result } = await recorded();
    expect(trace).toMatchObject({ format: 'reckon-question-trace', request: { level: 'balanced', rule: 'stable', question: { words: 'How many?' } }, prompts: [{ id: 'p1', tokens: 100 }], failure: null });
    expect(trace.calls.map(({ prompt, count, options }) => [prompt, count, options.temperature])).toEqual([['p1', 1, 0], ['p1', 3, 0.7], ['p1', 4, 0.7]]);
    expect(trace.events.at(-1)?.event).toEqual({ type: 'run-finished', result });
    const deltas = trace.events.flatMap(({ event }) => (event.type === 'text-delta' ? [`${event.stepId} ${event.sampleIndex}`] : []));
    expect(deltas).toEqual([...new Set(deltas)]);
  });

  it('keeps what was known when the model failed, and where nothing lies on this machine', async () => {
    const model = new ScriptedModel({ samples: [{ text: 'x' }], info: { modelId: `${homedir()}/models/tiny.gguf` } });
    model.countTokens = () => Promise.reject(new ReckonError('network', `No answer from ${homedir()}/socket.`));
    const { trace, result } = await recordQuestion({ model });
    expect([trace.model.modelId, trace.failure?.message, result]).toEqual(['tiny.gguf', 'No answer from ~/socket.', null]);
    expect(JSON.stringify(trace)).not.toContain(homedir());
  });

  it('names no folder of the machine where a call failed, either', async () => {
    const model = modelOf('7');
    const draw = model.sample.bind(model);
    model.sample = async function* (...call) {
      yield* model.calls.length === 0 ? draw(...call) : [{ type: 'error', error: serializeError(new ReckonError('network', `No answer from ${homedir()}/socket.`)), usage: NO_USAGE } as const];
    };
    const { trace, result } = await recordQuestion({ model });
    expect(result?.failure?.message).toContain(homedir());
    expect(trace.calls.at(-1)?.error?.message).toBe('No answer from ~/socket.');
    expect(JSON.stringify(trace)).not.toContain(homedir());
  });

  it('is nothing before the run begins', () => {
    expect(new QuestionTraceRecorder({ clock: new FakeClock() }).toTrace()).toBeNull();
  });

  it.each([
    ['a newer one', { schemaVersion: QUESTION_TRACE_SCHEMA_VERSION + 1 }, 'newer Reckon'],
    ['one without its question', { request: {} }, 'q.json is damaged: request.question'],
    ['one with a field of another kind', { calls: [{ prompt: 'p1', count: 'two' }] }, 'q.json is damaged: calls[0].count'],
  ])('is refused when it is %s', async (_, changes, message) => {
    const { trace } = await recorded();
    expect(() => readAnyTrace(JSON.stringify({ ...trace, ...changes }), 'q.json')).toThrow(expect.objectContaining({ code: 'invalid-input', message: expect.stringContaining(message) as string }) as Error);
  });

  it('passes over events of later kinds', async () => {
    const { trace } = await recorded();
    const later = { ...trace, events: [...trace.events, { seconds: 1, event: { type: 'sung' } }] };
    expect(readAnyTrace(JSON.stringify(later), 'q.json').events).toHaveLength(trace.events.length);
  });

  it('is no trace of a task, where one is wanted', async () => {
    const { trace } = await recorded();
    expect(() => readTrace(JSON.stringify(trace), 'q.json')).toThrow(expect.objectContaining({ code: 'invalid-input', message: 'q.json records a question, and a task is wanted here.' }) as Error);
  });

  it('is as docs/question-trace.schema.json says', async () => {
    const schema = { title: 'What `reckon ask --trace` writes', ...z.toJSONSchema(questionTraceDocument, { target: 'draft-7', reused: 'ref' }) };
    await expect(`${JSON.stringify(schema, null, 1)}\n`).toMatchFileSnapshot('../../../docs/question-trace.schema.json');
  });
});

describe('a replay of a question', () => {
  it('comes to the recorded result at the recorded budget', async () => {
    const { trace, result } = await recorded();
    expect(await replayQuestionAt(trace)).toMatchObject({ recordEnd: null, status: result?.status, leading: { answer: result?.answer }, result: { share: result?.share, spent: result?.spent } });
  });

  it('says what fewer samples would have answered', async () => {
    const { trace } = await recorded();
    expect(await replayQuestionAt(trace, { maxSamples: 1 })).toMatchObject({ recordEnd: null, status: 'answered-once', result: { answer: '7' }, spent: { samples: 1 } });
    expect(await replayQuestionAt(trace, { maxSamples: 2 })).toMatchObject({ recordEnd: null, status: 'no-agreement', spent: { samples: 2 } });
  });

  it('says what another rule would have answered, which ends a call in its middle', async () => {
    const { trace } = await recordQuestion({ model: modelOf('7', '7', '8', '9', '7'), budget: { maxSamples: 8 } });
    const replay = await replayQuestionAt(trace, { maxSamples: 8 }, 'two-ahead');
    expect(replay).toMatchObject({ recordEnd: null, status: 'agreed', result: { answer: '7', stopReason: 'agreement', share: { agreeing: 2, samples: 2 } } });
    expect(replay.spent.completionTokens).toBeLessThan(trace.calls.reduce((sum, { usage }) => sum + (usage?.completionTokens ?? 0), 0));
  });

  it('knows that a run is over though a sample beside the last one was never whole', async () => {
    // Two that agree end the call, in which a third one was still being written.
    const { trace } = await recordQuestion({ model: sideBySide([['7'], ['7', '8, I think', '9, or so']]), budget: { maxSamples: 4 }, rule: 'two-ahead', level: 'quick' });
    expect(trace.calls[1]?.samples.map(({ finished }) => finished !== null)).toEqual([true, false, false]);
    expect(await replayQuestionAt(trace, { maxSamples: 3 })).toMatchObject({ recordEnd: null, status: 'agreed', result: { answer: '7' } });
  });

  it('ends where the record does, with what most samples said by then', async () => {
    const { trace } = await recordQuestion({ model: modelOf('7', '8', '7', '8'), budget: { maxSamples: 4 } });
    expect(await replayQuestionAt(trace, { maxSamples: 16 })).toMatchObject({ recordEnd: { what: 'samples', samples: 4 }, status: 'unknown', result: null, leading: { answer: '7', sampleIds: ['s1', 's3'] } });
  });
});

describe('the report of a question', () => {
  it('shows question, answer, samples and why it went on, and no checks', async () => {
    const { trace } = await recorded();
    const html = htmlReport(trace);
    expect([...html.matchAll(/<h2>(.*?)<\/h2>/g)].map(([, heading]) => heading)).toEqual(['Answer', 'Question', 'What happened', 'Samples', 'Calls', 'Prompts']);
    expect(html).toContain('The leading answer has');
    const markdown = markdownReport(trace);
    expect(markdown).toMatch(/^# Question: agreed\n/);
    expect(markdown).toContain('| s1 | 7 | ');
    expect(markdown).not.toMatch(/verified/i);
  });
});
