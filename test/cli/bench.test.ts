import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError, runCli } from './support/cli';
import { MODEL, weightsHome } from './support/weightsHome';

let home: Awaited<ReturnType<typeof weightsHome>>;
beforeAll(async () => {
  home = await weightsHome();
});
afterAll(() => home.dispose());

describe('reckon bench engine', () => {
  it('measures the model at several numbers of samples, and keeps that for forecasts where it does not contradict itself', async () => {
    const { code, stdout } = await runCli(['bench', 'engine', '--model', MODEL, '--json'], { home: home.path });
    expect(code).toBe(0);
    const { workloads, kept, contradictions } = JSON.parse(stdout) as { kept: boolean; contradictions: string[]; workloads: { samples: number; decodeTokensPerSecond: number; prefillTokensPerSecond: number }[] };
    expect(workloads.map(({ samples }) => samples)).toEqual([1, 4, 8, 16, 32, 1, 8]);
    for (const { decodeTokensPerSecond, prefillTokensPerSecond } of workloads) {
      expect(decodeTokensPerSecond).toBeGreaterThan(0);
      expect(prefillTokensPerSecond).toBeGreaterThan(0);
    }
    // What else this machine does decides whether the rows agree; both are followed up in test/unit/app/engineBenchmark.test.ts.
    expect(kept).toBe(contradictions.length === 0);
    const rates = JSON.parse(await readFile(join(home.path, 'rates.json'), 'utf8').catch(() => '{}')) as Record<string, { decode: { samples: number }[] }>;
    expect(rates[`${MODEL}, compact`]?.decode.map(({ samples }) => samples).sort((a, b) => a - b)).toEqual(kept ? [1, 1, 4, 8, 8, 16, 32] : undefined);
  });

  it('does not measure a server', async () => {
    await expectError(['bench', 'engine', '--model', 'openai-compatible:any'], { home: home.path }, 'Only local models can be measured');
  });
});
