import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { createOpenAICompatibleModel } from '../../../src/backends/remote';
import type { GenerateOptions, LanguageModel, Prompt, StreamPart } from '../../../src/model';
import { ChatServer, refused, streamed, writeChunk, type Answer } from '../../support/chatServer';
import { FakeClock } from '../../support/fakeClock';
import { runToEnd } from '../../support/runs';
import { ScriptedVerifier } from '../../support/scriptedVerifier';

const KEY = 'secret-key-of-the-person';
const PROMPT: Prompt = { kind: 'chat', messages: [{ role: 'user', content: 'Say hé.' }] };

let server: ChatServer | undefined;
afterEach(() => server?.stop());

async function modelOver(...answers: readonly Answer[]): Promise<LanguageModel> {
  server = await ChatServer.start(...answers);
  return createOpenAICompatibleModel({ endpoint: server.endpoint, modelName: 'small', apiKey: KEY, clock: new FakeClock() });
}

async function draw(model: LanguageModel, count = 1, options: Partial<GenerateOptions> = {}, onPart?: (part: StreamPart) => void): Promise<StreamPart[]> {
  const parts: StreamPart[] = [];
  for await (const part of model.sample(PROMPT, count, { maxOutputTokens: 50, ...options })) {
    parts.push(part);
    onPart?.(part);
  }
  return parts;
}

const textOf = (parts: readonly StreamPart[], index: number): string =>
  parts.map((part) => (part.type === 'text-delta' && part.sampleIndex === index ? part.text : '')).join('');
/** Sends chunks of one sample and then waits until the connection is closed. */
const endless = (...deltas: readonly unknown[]): Answer => async (response, { closed }) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  deltas.forEach((delta) => writeChunk(response, { choices: [{ index: 0, delta, finish_reason: null }] }));
  await closed;
};
const lastOf = (parts: readonly StreamPart[]): StreamPart | undefined => parts.at(-1);

describe('a model behind an OpenAI-compatible server', () => {
  it('streams, and uses what the server says it used', async () => {
    const model = await modelOver(streamed({ pieces: ['def ', 'f(): ', 'pass'], usage: { prompt: 12, completion: 5 } }));
    const parts = await draw(model);
    expect(textOf(parts, 0)).toBe('def f(): pass');
    expect(parts.slice(-2)).toMatchObject([
      { type: 'sample-finish', sampleIndex: 0, finishReason: 'stop', completionTokens: 5 },
      { type: 'finish', usage: { promptTokens: 12, completionTokens: 5 } },
    ]);
  });

  it('puts characters together that arrive in pieces', async () => {
    const model = await modelOver((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const bytes = Buffer.from(`data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: 'hé' }, finish_reason: 'stop' }] })}\n\ndata: [DONE]\n\n`);
      const middle = bytes.indexOf(Buffer.from('é')) + 1;
      response.write(bytes.subarray(0, middle), () => response.end(bytes.subarray(middle)));
    });
    expect(textOf(await draw(model), 0)).toBe('hé');
  });

  it('draws several samples with seeds of their own, and pays for the prompt with each', async () => {
    const model = await modelOver(streamed({ pieces: ['a'], usage: { prompt: 10, completion: 2 } }));
    const parts = await draw(model, 3, { seed: 7, temperature: 0.5, topP: 0.9 });
    expect([0, 1, 2].map((index) => textOf(parts, index))).toEqual(['a', 'a', 'a']);
    expect(lastOf(parts)).toMatchObject({ type: 'finish', usage: { promptTokens: 30, completionTokens: 6 } });
    expect(server?.requests.map(({ body }) => body['seed']).sort()).toEqual([7, 8, 9]);
    expect(server?.requests[0]?.body).toMatchObject({ model: 'small', max_tokens: 50, temperature: 0.5, top_p: 0.9, stream: true });
    expect(model.info).toMatchObject({ location: 'remote', sharesPrompt: false });
  });

  it('counts the most it can have been when the server does not say', async () => {
    const model = await modelOver(streamed({ pieces: ['héé', 'o'] }));
    const bound = (await model.countTokens(PROMPT)).tokens;
    expect(lastOf(await draw(model))).toMatchObject({ type: 'finish', usage: { promptTokens: bound, completionTokens: 6 } });
    expect(lastOf(await draw(model, 1, { maxOutputTokens: 3 }))).toMatchObject({ usage: { completionTokens: 3 } });
  });

  it('stops reading when the server ignores the limit', async () => {
    const model = await modelOver(endless(...Array.from({ length: 6 }, () => ({ content: 'x' }))));
    const parts = await draw(model, 1, { maxOutputTokens: 4 });
    expect(parts.at(-2)).toMatchObject({ type: 'sample-finish', finishReason: 'length' });
    expect(textOf(parts, 0)).toBe('xxxxx');
    await server?.requests[0]?.closed;
  });

  it.each(['reasoning_content', 'reasoning'])('tells thoughts that a server sends as %s from the answer, and counts them', async (name) => {
    const model = await modelOver((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      writeChunk(response, { choices: [{ index: 0, delta: { [name]: 'Let me', content: null }, finish_reason: null }] });
      writeChunk(response, { choices: [{ index: 0, delta: { [name]: ' see.' }, finish_reason: null }] });
      writeChunk(response, { choices: [{ index: 0, delta: { content: 'pass' }, finish_reason: 'stop' }] });
      response.end('data: [DONE]\n\n');
    });
    const parts = await draw(model);
    expect(parts.slice(0, 3)).toEqual([
      { type: 'reasoning-delta', sampleIndex: 0, text: 'Let me' },
      { type: 'reasoning-delta', sampleIndex: 0, text: ' see.' },
      { type: 'text-delta', sampleIndex: 0, text: 'pass' },
    ]);
    expect(parts.at(-2)).toMatchObject({ type: 'sample-finish', completionTokens: 'Let me see.pass'.length });
  });

  it('stops reading thoughts when the server ignores the limit', async () => {
    const model = await modelOver(endless(...Array.from({ length: 6 }, () => ({ reasoning_content: 'x' }))));
    const parts = await draw(model, 1, { maxOutputTokens: 4 });
    expect(parts.map(({ type }) => type)).toEqual([...Array.from({ length: 5 }, () => 'reasoning-delta'), 'sample-finish', 'finish']);
    expect(parts.at(-2)).toMatchObject({ finishReason: 'length', completionTokens: 5 });
    await server?.requests[0]?.closed;
  });

  it('counts all that was allowed for a sample that was cut off before the server said what it used', async () => {
    const abort = new AbortController();
    const model = await modelOver(endless({ reasoning_content: 'Hm' }));
    const parts = await draw(model, 2, { abortSignal: abort.signal }, () => abort.abort());
    expect(lastOf(parts)).toMatchObject({ type: 'error', error: { code: 'cancelled' }, usage: { completionTokens: 2 * 50 } });
    await server?.stop();
    const limited = await modelOver(streamed({ pieces: ['half'], finish: 'length' }));
    expect(lastOf(await draw(limited))).toMatchObject({ type: 'finish', usage: { completionTokens: 50 } });
  });

  it('counts nothing when it was cancelled before anything was sent', async () => {
    const model = await modelOver(endless());
    const parts = await draw(model, 2, { abortSignal: AbortSignal.abort() });
    expect(parts).toMatchObject([{ type: 'error', error: { code: 'cancelled' }, usage: { promptTokens: 0, completionTokens: 0 } }]);
    expect(server?.requests).toEqual([]);
  });

  it('repeats what the server says of a refusal, in a line and without the key', async () => {
    const message = `Unsupported parameter:\u001b[31m\n'max_tokens'\u202e. ${KEY} must use 'max_completion_tokens'. ${'x'.repeat(1000)}`;
    const last = lastOf(await draw(await modelOver(refused(400, message)))) as Extract<StreamPart, { type: 'error' }>;
    expect(last.error.message).toContain(` answered 400: "Unsupported parameter: [31m 'max_tokens' . [the key] must use 'max_completion_tokens'. xxx`);
    expect(last.error.message).toMatch(/x…"\.$/);
    expect(last.error.message.length).toBeLessThan(400);
  });

  it.each([[{ nested: 'x' }], [null], ['']])('makes do without an explanation: %j', async (message) => {
    expect(lastOf(await draw(await modelOver(refused(400, message))))).toMatchObject({ error: { message: expect.stringMatching(/answered 400\.$/) as string } });
  });

  it('repeats what the server says of an end in the middle', async () => {
    const model = await modelOver((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      writeChunk(response, { error: { message: 'The upstream model is overloaded.' } });
      response.end();
    });
    expect(lastOf(await draw(model))).toMatchObject({ type: 'error', error: { message: 'The server ended its answer in the middle: "The upstream model is overloaded".' } });
  });

  it.each([
    [400, 'check the name of the model'], [401, 'Check the key'], [403, 'Check the key'], [404, 'Check the name'], [429, 'try again later'], [500, 'trouble of its own'],
  ])('says what to do when the server answers %i, and asks once', async (status, hint) => {
    const model = await modelOver(refused(status));
    const last = lastOf(await draw(model));
    expect(last).toMatchObject({ type: 'error', error: { code: 'remote-failed', message: expect.stringContaining(String(status)) as string, hint: expect.stringContaining(hint) as string } });
    expect(server?.requests).toHaveLength(1);
  });

  it('counts nothing for what the server refused, and everything for what it may have done', async () => {
    expect(lastOf(await draw(await modelOver(refused(401))))).toMatchObject({ usage: { promptTokens: 0, completionTokens: 0 } });
    await server?.stop();
    const model = await modelOver(refused(500));
    expect(lastOf(await draw(model))).toMatchObject({ usage: { promptTokens: (await model.countTokens(PROMPT)).tokens } });
  });

  it('keeps what came before a cut, and says that it was cut', async () => {
    const model = await modelOver((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: 'half' }, finish_reason: null }] })}\n\n`, () => response.destroy());
    });
    const parts = await draw(model);
    expect(lastOf(parts)).toMatchObject({ type: 'error', error: { code: 'remote-failed', message: expect.stringContaining('in the middle') as string } });
    expect(parts.some(({ type }) => type === 'sample-finish')).toBe(false);
    expect((lastOf(parts) as Extract<StreamPart, { type: 'error' }>).usage.completionTokens).toBeGreaterThan(0);
  });

  it('takes an end without a reason for a cut', async () => {
    const model = await modelOver(streamed({ pieces: ['half'], finish: null }));
    expect(lastOf(await draw(model))).toMatchObject({ type: 'error', error: { code: 'remote-failed' } });
  });

  it.each([
    ['a page', (response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>hello</html>')],
    ['broken JSON', (response) => void response.writeHead(200, { 'content-type': 'text/event-stream' }).end('data: {"choices": [\n\n')],
  ] satisfies [string, Answer][])('fails in words when the server answers %s', async (_what, answer) => {
    const model = await modelOver(answer);
    expect(lastOf(await draw(model))).toMatchObject({ type: 'error', error: { code: 'remote-failed' } });
  });

  it('says that nobody is there', async () => {
    const model = await modelOver(refused(500));
    await server?.stop();
    expect(lastOf(await draw(model))).toMatchObject({ type: 'error', error: { code: 'network' }, usage: { promptTokens: 0 } });
    server = undefined;
  });

  it('closes the connection when it is cancelled', async () => {
    const abort = new AbortController();
    const model = await modelOver(endless({ content: 'x' }));
    const parts = await draw(model, 2, { abortSignal: abort.signal }, () => abort.abort());
    expect(lastOf(parts)).toMatchObject({ type: 'error', error: { code: 'cancelled' } });
    await Promise.all(server?.requests.map(({ closed }) => closed) ?? []);
  });

  it('closes the connection when nobody listens any more', async () => {
    const model = await modelOver(endless({ content: 'x' }));
    for await (const part of model.sample(PROMPT, 1, { maxOutputTokens: 50 })) {
      expect(part.type).toBe('text-delta');
      break;
    }
    await server?.requests[0]?.closed;
    expect(server?.requests).toHaveLength(1);
  });

  it('sends the key in its header and shows it nowhere', async () => {
    const model = await modelOver(refused(401));
    const parts = await draw(model);
    expect(server?.requests[0]?.headers.authorization).toBe(`Bearer ${KEY}`);
    expect(inspect(parts, { depth: 20 })).not.toContain(KEY);
    expect(JSON.stringify(server?.requests[0]?.body)).not.toContain(KEY);
  });

  it.each([['not an address'], ['file:///etc/passwd'], ['ftp://127.0.0.1/']])('refuses the address %s', (endpoint) => {
    expect(() => createOpenAICompatibleModel({ endpoint, modelName: 'small', clock: new FakeClock() })).toThrow(expect.objectContaining({ code: 'invalid-input' }) as Error);
  });

  it.each([
    ['filling in the middle', { kind: 'fill-in-middle', prefix: 'a', suffix: 'b' }, {}],
    ['min-p', PROMPT, { minP: 0.1 }],
    ['the end of a function', PROMPT, { stopAfterFunction: 'python' }],
    ['a banned token', PROMPT, { bannedTokens: ['x'] }],
    ['five stop sequences', PROMPT, { stopSequences: ['1', '2', '3', '4', '5'] }],
  ] as const)('refuses %s before anything is sent', async (_what, prompt, options) => {
    const model = await modelOver(streamed({ pieces: ['a'] }));
    const parts: StreamPart[] = [];
    for await (const part of model.sample(prompt, 1, { maxOutputTokens: 5, ...options })) {
      parts.push(part);
    }
    expect(lastOf(parts)).toMatchObject({ type: 'error', error: { code: 'unsupported-model' }, usage: { promptTokens: 0 } });
    expect(server?.requests).toEqual([]);
  });
});

describe('the controller over a server', () => {
  const fenced = (code: string): string => `Here is the function:\n\n\`\`\`python\n${code}\`\`\`\nIt adds one.`;

  it('ends verified inside its budget, reading answers that begin with prose', async () => {
    const model = await modelOver(
      streamed({ pieces: [fenced('def f(x):\n    return x  # wrong\n')], usage: { prompt: 90, completion: 30 } }),
      streamed({ pieces: [fenced('def f(x):\n    return x + 1  # right\n')], usage: { prompt: 90, completion: 30 } }),
    );
    const { result } = await runToEnd({ model, verifier: new ScriptedVerifier(), budget: { maxTokens: 6_000, maxSamples: 2 } });
    expect(result).toMatchObject({ status: 'verified', code: 'def f(x):\n    """Return one more."""\n    return x + 1  # right\n', spent: { dollars: null } });
    expect(result.spent.promptTokens).toBe(180);
    expect(server?.requests.every(({ body }) => body['stop'] === undefined)).toBe(true);
  });

  it('reserves the prompt of every sample: a server that reports nothing cannot overdraw the budget', async () => {
    const model = await modelOver(streamed({ pieces: ['def f(x):\n    return x  # wrong\n'], usage: null }));
    const bound = 700;
    const { result } = await runToEnd({ model, verifier: new ScriptedVerifier(), budget: { maxTokens: 3 * bound, maxSamples: 16 } });
    expect(result.spent.promptTokens + result.spent.completionTokens).toBeLessThanOrEqual(3 * bound);
    expect(result.stopReason).toBe('budget-tokens');
  });
});
