import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createReckon, type Reckon } from '../../../src/app';
import { temporaryFolder } from '../../support/temporaryFolder';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let reckon: Reckon;
let key: string | undefined;
const asked: string[] = [];

beforeEach(async () => {
  folder = await temporaryFolder();
  key = 'a key';
  asked.length = 0;
  reckon = createReckon({
    scriptsFolder: folder.path,
    environment: { RECKON_HOME: folder.path },
    apiKey: async (endpoint) => {
      asked.push(endpoint);
      return key;
    },
  });
});
afterEach(async () => {
  await reckon.dispose();
  await folder.dispose();
});

const open = (endpoint: string): ReturnType<Reckon['languageModel']> => reckon.languageModel({ model: 'openai-compatible:small', endpoint }, 'inline');

describe('models of a server', () => {
  it.each([['https://models.example/v1'], ['http://127.0.0.1:11434/v1'], ['http://localhost:11434/v1'], ['http://[::1]:11434/v1']])('may be given a key at %s', async (endpoint) => {
    expect((await open(endpoint)).info.location).toBe('remote');
    expect(asked).toEqual([endpoint]);
  });

  it.each([['http://models.example/v1'], ['http://192.168.1.5:11434/v1'], ['http://localhost.models.example/v1']])('are not sent a key in the clear to %s', async (endpoint) => {
    await expect(open(endpoint)).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringContaining('in the clear') as string });
  });

  it('may be in the clear without a key', async () => {
    key = undefined;
    expect((await open('http://192.168.1.5:11434/v1')).info.modelId).toBe('small');
  });

  it('are the same for the same reference', async () => {
    expect(await open('https://models.example/v1')).toBe(await open('https://models.example/v1'));
  });

  it('are not made any more after the end', async () => {
    await reckon.dispose();
    await expect(open('https://models.example/v1')).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('need an address', async () => {
    await expect(reckon.languageModel({ model: 'openai-compatible:small' }, 'inline')).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(open('somewhere')).rejects.toMatchObject({ code: 'invalid-input' });
  });
});
