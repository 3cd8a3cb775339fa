import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock';
import { DEFAULT_RESOURCE_LIMITS } from '../../src/verification/limits';
import { SandboxProcess } from '../../src/verification/verifier/sandboxProcess';
import { temporaryFolder } from '../support/temporaryFolder';

const REQUEST = { functionName: null, given: '', givenNames: [], code: '', expressions: ['first', 'second'] };
const value = (text: string): string => JSON.stringify({ type: 'value', value: ['str', text] });

const outcome = (index: number, text: string): string => `{ type: 'outcome', index: ${index}, json: ${JSON.stringify(value(text))} }`;

/** A sandbox that answers every request with the same replies, which are written in JavaScript. */
function answering(...replies: readonly string[]): string {
  return `process.on('disconnect', () => process.exit(0));
process.on('message', () => [${replies.join(', ')}].forEach((reply) => process.send(reply)));
process.send({ type: 'ready', self: { open: [], seen: { hostName: 'host', parent: 1, networks: [] } } });\n`;
}

describe('a sandbox process', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  const opened: SandboxProcess[] = [];
  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((process) => process.close()));
    await folder.dispose();
  });

  async function open(program: string): Promise<SandboxProcess> {
    const script = join(folder.path, 'sandbox.js');
    await writeFile(script, program);
    const sandbox = new SandboxProcess(script, systemClock, DEFAULT_RESOURCE_LIMITS);
    opened.push(sandbox);
    return sandbox;
  }

  const LOADED = "{ type: 'loaded', failure: null }", FIRST = outcome(0, 'first'), SECOND = outcome(1, 'second'), DONE = "{ type: 'done', isSpent: false }";
  const cyclic = '(() => { const made = { type: "raised" }; made.ancestors = [made]; return made; })()';

  it.each([
    ['answers out of turn', 1, [LOADED, SECOND, FIRST, DONE]],
    ['answers before it has loaded anything', 1, [FIRST, SECOND, DONE]],
    ['loads twice', 2, [LOADED, FIRST, LOADED, SECOND, DONE]],
    ['answers more than it was asked', 3, [LOADED, FIRST, SECOND, outcome(2, 'third'), DONE]],
    ['answers less than it was asked', 2, [LOADED, FIRST, DONE]],
    ['says of itself what goes round in a circle', 1, [`{ type: 'loaded', failure: ${cyclic} }`, DONE]],
    ['says of itself what is no text', 1, ["{ type: 'loaded', failure: { type: 'missing-package', name: 1n } }", DONE]],
    ['fails with a value', 1, ["{ type: 'loaded', failure: { type: 'value', value: ['int', '4'] } }", DONE]],
    ['answers what is no text and cannot be made one', 1, [LOADED, "{ type: 'outcome', index: 0, json: { toString: 1, valueOf: 1 } }", DONE]],
    ['answers what is no data', 1, [LOADED, "{ type: 'outcome', index: 0, json: '{' }", DONE]],
    ['answers what is no value', 1, [LOADED, "{ type: 'outcome', index: 0, json: '{\"type\":\"value\",\"value\":[\"int\",\"x\"]}' }", DONE]],
    ['says what nobody knows', 2, [LOADED, FIRST, "{ type: 'more' }", SECOND, DONE]],
  ])('is not believed and ended when it %s', async (_, told, replies) => {
    const sandbox = await open(answering(...replies));
    const { outcomes } = await sandbox.run(REQUEST, { signal: undefined, maxSeconds: 10, stepSeconds: 3 });
    expect(outcomes.map((outcome) => outcome?.type)).toEqual([...Array<string>(told - 1).fill('value'), 'crashed']);
    expect(sandbox.usable).toBe(false);
    await sandbox.exited;
  });

  it('is ended when it answers before it is asked', async () => {
    const sandbox = await open(`${answering(LOADED)}setImmediate(() => process.send(${LOADED}));`);
    await sandbox.ready;
    await sandbox.exited;
    expect(sandbox.usable).toBe(false);
  });

  it('answers one request after another, and says so when it has ended before the next', async () => {
    const sandbox = await open(answering(LOADED, FIRST, SECOND, DONE));
    for (let turn = 0; turn < 2; turn += 1) {
      const { outcomes } = await sandbox.run(REQUEST, { signal: undefined, maxSeconds: 10, stepSeconds: 3 });
      expect(outcomes).toMatchObject([{ value: ['str', 'first'] }, { value: ['str', 'second'] }]);
    }
    await sandbox.close();
    expect(await sandbox.run(REQUEST, { signal: undefined, maxSeconds: 10, stepSeconds: 3 })).toMatchObject({ began: false, outcomes: [{ type: 'crashed' }] });
    await expect(sandbox.run(REQUEST, { signal: AbortSignal.abort(), maxSeconds: 10, stepSeconds: 3 })).rejects.toMatchObject({ code: 'cancelled' });
  });

  it.each([
    ['says that it could read files', { self: { open: ['read files'], seen: { hostName: 'host', parent: 1, networks: [] } } }, 'it could read files'],
    ['says nothing of itself', {}, 'it could do what it did not say'],
  ])('is refused when it %s', async (_, said, words) => {
    const sandbox = await open(`process.send(${JSON.stringify({ type: 'ready', ...said })}); setInterval(() => undefined, 1000);`);
    await expect(sandbox.ready).rejects.toMatchObject({ code: 'sandbox-failed', message: expect.stringContaining(words) as string });
    await sandbox.exited;
    expect(sandbox.usable).toBe(false);
  });
});
