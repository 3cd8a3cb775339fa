import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { modelIdOf, referenceTo } from '../../../src/app/models';
import { Speeds } from '../../../src/app/speeds';
import { RateBook } from '../../../src/budget';
import { NO_USAGE } from '../../../src/model';
import { temporaryFolder } from '../../support/temporaryFolder';

const USAGE = { ...NO_USAGE, promptTokens: 200, completionTokens: 100, prefillSeconds: 1, decodeSeconds: 5 };

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let path: string;
beforeEach(async () => {
  folder = await temporaryFolder();
  path = join(folder.path, 'rates.json');
});
afterEach(() => folder.dispose());

const speedsOf = (precision: 'compact' | 'exact' = 'compact'): Speeds => new Speeds(new RateBook(path, 'here'), precision);

describe('measured speeds', () => {
  it.each([
    ['qwen2.5-coder-0.5b', 'local'],
    ['./weights/x.gguf', 'local'],
    ['openai-compatible:N', 'remote'],
  ] as const)('of %s are found by what a record says of the model', (model, location) => {
    speedsOf().record({ model }, USAGE, 1);
    const recorded = referenceTo({ modelId: modelIdOf({ model }), location });
    expect(speedsOf().of(recorded)).toMatchObject({ decode: [{ tokensPerSecond: 20 }] });
    expect(speedsOf().of({ model })).toEqual(speedsOf().of(recorded));
  });

  it('are those of one place and one precision', () => {
    speedsOf().record({ model: './x.gguf' }, USAGE, 1);
    expect(speedsOf('exact').of({ model: 'x' })).toBeNull();
    expect(speedsOf().of({ model: 'openai-compatible:x' })).toBeNull();
  });

  it('of a file from before models had their own names there are those of the models that had them', async () => {
    const entry = { machine: 'here', prefill: [], decode: [{ samples: 1, contextTokens: 256, tokensPerSecond: 9 }] };
    await writeFile(path, JSON.stringify({ 'qwen2.5-coder-0.5b, compact': entry, './x.gguf, compact': entry }));
    expect(speedsOf().of({ model: 'qwen2.5-coder-0.5b' })?.decode).toEqual(entry.decode);
    expect(speedsOf().of({ model: './x.gguf' })).toBeNull();
  });
});
