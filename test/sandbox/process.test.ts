import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock';
import { DEFAULT_RESOURCE_LIMITS } from '../../src/verification/limits';
import { SandboxProcess } from '../../src/verification/verifier/sandboxProcess';
import { temporaryFolder } from '../support/temporaryFolder';

const REQUEST = { functionName: null, given: '', givenNames: [], code: '', expressions: ['first', 'second'] };
const value = (text: string): string => JSON.stringify({ type: 'value', value: ['str', text] });

/** A sandbox that answers every request with the same replies. */
function answering(...replies: readonly object[]): string {
  return `process.on('disconnect', () => process.exit(0));
process.on('message', () => ${JSON.stringify(replies)}.forEach((reply) => process.send(reply)));
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

  it('is not believed when it answers out of turn', async () => {
    const sandbox = await open(answering({ type: 'loaded', failure: null }, { type: 'outcome', index: 1, json: value('second') }, { type: 'outcome', index: 0, json: value('first') }, { type: 'done', isSpent: false }));
    const { outcomes } = await sandbox.run(REQUEST, { signal: undefined, maxSeconds: 10, stepSeconds: 3 });
    expect(outcomes.map((outcome) => outcome?.type)).toEqual(['crashed', 'crashed']);
  });

  it('answers one request after another, and says so when it has ended before the next', async () => {
    const sandbox = await open(answering({ type: 'loaded', failure: null }, { type: 'outcome', index: 0, json: value('first') }, { type: 'outcome', index: 1, json: value('second') }, { type: 'done', isSpent: false }));
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
