import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { markdownReport, MAX_TRACE_BYTES, readTrace, TRACE_SCHEMA_VERSION, TraceRecorder, type Trace } from '../../../src/trace';
import { traceDocument } from '../../../src/trace/schema/document';
import { FakeClock } from '../../support/fakeClock';
import { ScriptedJudge } from '../../support/scriptedJudge';
import { ScriptedModel } from '../../support/scriptedModel';
import { ALSO_RIGHT, RIGHT, WRONG } from '../../support/tasks';
import { recordRun } from '../../support/traces';

const answer = (code: string): { readonly text: string } => ({ text: `\`\`\`python\n${code}\`\`\`\n` });

let trace: Trace;
beforeAll(async () => {
  const model = new ScriptedModel({ samples: [WRONG, RIGHT, ALSO_RIGHT, RIGHT].map(answer) });
  ({ trace } = await recordRun({ model, rule: 'two-agree', ownTests: new ScriptedJudge() }));
});

/** The document with something in another way. */
function changed(change: (document: Record<string, unknown> & { events: { event: Record<string, unknown> }[]; calls: Record<string, unknown>[] }) => void): string {
  const document = JSON.parse(JSON.stringify(trace)) as Parameters<typeof change>[0];
  change(document);
  return JSON.stringify(document);
}

describe('a trace', () => {
  it('has the version of documents without further models, which is read again', () => {
    expect(trace.schemaVersion).toBe(2);
    expect(readTrace(JSON.stringify(trace), 'trace.json')).toEqual(trace);
  });

  it('has the prompt as it was sent, once, and each call with its options, texts and costs', () => {
    expect(trace.prompts).toMatchObject([{ id: 'p1', tokens: 100, prompt: { kind: 'chat' } }]);
    expect(trace.calls.map(({ prompt, count, options }) => [prompt, count, options.temperature])).toEqual([['p1', 1, 0], ['p1', 3, 0.6]]);
    expect(trace.calls[0]).toMatchObject({ samples: [{ text: answer(WRONG).text, meanLogprob: -0.5, tokenScores: null, finished: { reason: 'stop' } }], usage: { promptTokens: 100 }, error: null });
  });

  it('has every check with its verdict and what separated it from the machine', () => {
    const verdicts = trace.checks.flatMap((check) => (check.kind === 'verify' && check.verdict ? [check.verdict] : []));
    expect(verdicts.map(({ isolation }) => isolation.level)).toEqual(verdicts.map(() => 'contained'));
    expect(new Set(trace.checks.map(({ kind }) => kind))).toEqual(new Set(['verify', 'fingerprint', 'own-tests']));
  });

  it('joins what was streamed of a sample into one event', () => {
    const deltas = trace.events.flatMap(({ event }) => (event.type === 'text-delta' ? [`${event.stepId} ${event.sampleIndex}`] : []));
    expect(deltas).toEqual([...new Set(deltas)]);
  });

  it('keeps scores of tokens only where they are asked for', async () => {
    const scores = [{ logprob: -1, entropy: 0.5 }];
    const model = new ScriptedModel({ samples: [answer(RIGHT)] });
    const sample = model.sample.bind(model);
    model.sample = async function* (...call) {
      for await (const part of sample(...call)) {
        yield part.type === 'sample-finish' ? { ...part, tokenScores: scores } : part;
      }
    };
    const kept = await recordRun({ model, keepTokenScores: true });
    expect(kept.trace.calls[0]?.samples[0]?.tokenScores).toEqual(scores);
    expect((await recordRun({ model })).trace.calls[0]?.samples[0]?.tokenScores).toBeNull();
  });

  it('names no folder of the machine', () => {
    const recorder = new TraceRecorder({ clock: new FakeClock() });
    recorder.begin({ reckon: '0', machine: trace.machine, request: trace.request, model: { ...trace.model, modelId: '/somebody/models/tiny.gguf' } });
    expect(recorder.toTrace()?.model.modelId).toBe('tiny.gguf');
  });

  it('of a run that did not begin is nothing', () => {
    expect(new TraceRecorder({ clock: new FakeClock() }).toTrace()).toBeNull();
  });
});

describe('reading a trace', () => {
  it('gives what was written', () => {
    expect(readTrace(JSON.stringify(trace), 'trace.json')).toEqual(trace);
  });

  it('passes over what a newer Reckon adds', () => {
    const read = readTrace(changed((document) => {
      document['later'] = 1;
      document.events.push({ seconds: 1, event: { type: 'later' } } as never);
    }), 'trace.json');
    expect(read.events).toHaveLength(trace.events.length);
  });

  it('takes one of before decisions kept their numbers, and shows it without', () => {
    const older = JSON.stringify(trace, (key, value: unknown) => (key === 'basis' ? undefined : value));
    expect(markdownReport(trace)).toContain('judged: ');
    expect(markdownReport(readTrace(older, 'older.json'))).not.toContain('judged: ');
  });

  it.each<[string, () => string, string, string]>([
    ['no JSON', () => 'def f(): pass', 'trace.json is no trace of a run: it is not JSON.', 'Record one with'],
    ['a file that was cut off', () => JSON.stringify(trace).slice(0, 1000), 'trace.json is damaged: it ends in the middle.', 'Record the run again'],
    ['another document', () => '{"schemaVersion":1}', 'trace.json is no trace of a run.', 'Record one with'],
    ['a list', () => '[]', 'trace.json is no trace of a run.', 'Record one with'],
    ['a trace of before', () => '{"schemaVersion":1,"startedAt":"x","events":[]}', 'trace.json is no trace of a run.', 'Record the run again'],
    ['a newer trace', () => changed((document) => (document['schemaVersion'] = TRACE_SCHEMA_VERSION + 1)), `newer Reckon (trace version ${TRACE_SCHEMA_VERSION + 1}; this one reads 2, 3, ${TRACE_SCHEMA_VERSION}).`, 'Update Reckon.'],
    ['an older trace', () => changed((document) => (document['schemaVersion'] = 1)), `older Reckon (trace version 1; this one reads 2, 3, ${TRACE_SCHEMA_VERSION}).`, 'Record the run again'],
    ['one that stopped by a rule of before', () => changed((document) => (document['schemaVersion'] = 4)), 'older Reckon (trace version 4;', 'Record the run again'],
    ['another such one', () => changed((document) => Object.assign(document['request'] as object, { rule: 'likely-right' })), 'a rule that this Reckon does not have', 'Record the run again'],
    ['a missing part', () => changed((document) => delete document['request']), 'trace.json is damaged: request', 'Record the run again'],
    ['a field of another kind', () => changed(({ calls }) => Object.assign(calls[0] ?? {}, { count: 'two' })), 'trace.json is damaged: calls[0].count', 'Record the run again'],
    ['an event without its fields', () => changed(({ events }) => Object.assign(events[0] ?? {}, { event: { type: 'spent' } })), 'trace.json is damaged: events[0].event', 'Record the run again'],
    ['a prompt that is not there', () => changed(({ calls }) => Object.assign(calls[0] ?? {}, { prompt: 'p9' })), 'a call names the prompt p9, which is not there', 'Record the run again'],
    ['too long a file', () => ' '.repeat(MAX_TRACE_BYTES + 1), 'is longer than 64 MB', 'Name the file that was recorded.'],
  ])('refuses %s and says what to do', (_, text, message, hint) => {
    expect(() => readTrace(text(), 'trace.json')).toThrow(expect.objectContaining({
      code: 'invalid-input', message: expect.stringContaining(message) as string, hint: expect.stringContaining(hint) as string,
    }) as Error);
  });

  it('is as docs/trace.schema.json says', async () => {
    const schema = { title: 'What `reckon solve --trace` writes', ...z.toJSONSchema(traceDocument, { target: 'draft-7', reused: 'ref' }) };
    await expect(`${JSON.stringify(schema, null, 1)}\n`).toMatchFileSnapshot('../../../docs/trace.schema.json');
  });
});
