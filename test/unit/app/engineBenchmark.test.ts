import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createReckon, type BenchmarkPoint, type BenchmarkResult } from '../../../src/app';
import { contradictionsOf } from '../../../src/app/engineBenchmark';
import { NO_USAGE, type GenerateOptions, type Prompt, type StreamPart } from '../../../src/model';
import { FakeClock } from '../../support/fakeClock';
import { ScriptedModel } from '../../support/scriptedModel';
import { temporaryFolder } from '../../support/temporaryFolder';

/** A row: samples, tokens of the prompt, tokens a second of reading and of writing. */
type Row = readonly [number, number, number, number];

const point = ([samples, promptTokens, reading, writing]: Row): BenchmarkPoint => ({
  samples, seconds: 1, energy: { joules: null, source: 'unknown' },
  usage: { ...NO_USAGE, promptTokens, prefillSeconds: promptTokens / reading, completionTokens: 100, decodeSeconds: 100 / writing },
});

/** One that reads as fast as it likes, and writes at the speed that is told for each number of samples. */
class PacedModel extends ScriptedModel {
  constructor(private readonly speeds: Readonly<Record<number, number>>) {
    super({ samples: [{ text: 'x' }] });
  }

  override async *sample(_: Prompt, count: number, { maxOutputTokens }: GenerateOptions): AsyncGenerator<StreamPart> {
    const completionTokens = count * maxOutputTokens;
    yield { type: 'finish', usage: { ...NO_USAGE, promptTokens: 128, prefillSeconds: 1, completionTokens, decodeSeconds: completionTokens / (this.speeds[count] ?? 1) } };
  }
}

describe('rows of the benchmark', () => {
  it('agree where more samples are together as fast as fewer, or lose a little', () => {
    expect(contradictionsOf([[1, 130, 100, 49], [4, 131, 110, 68], [8, 129, 95, 74], [16, 128, 90, 61], [32, 128, 105, 59], [1, 1020, 96, 30], [8, 1030, 90, 55]].map((row) => point(row as unknown as Row)))).toEqual([]);
    expect(contradictionsOf([])).toEqual([]);
    expect(contradictionsOf([point([1, 128, 100, 40])])).toEqual([]);
  });

  it.each<[string, readonly Row[], readonly string[]]>([
    ['more samples are slower than one', [[1, 128, 100, 40], [4, 128, 100, 66], [8, 128, 100, 29]], ['8 samples at once were written at 29.0 tokens/s, 4 at 66.0, behind a prompt of 128 tokens']],
    ['only behind the long prompt', [[1, 128, 100, 40], [1, 1024, 90, 40], [8, 1024, 90, 20]], ['8 samples at once were written at 20.0 tokens/s, one at 40.0, behind a prompt of 1024 tokens']],
    ['equally long prompts are read at different speeds', [[1, 128, 100, 40], [4, 131, 40, 60]], ['prompts of 128 tokens were read at 40.0 tokens/s, and at 100']],
  ])('contradict each other where %s', (_, rows, contradictions) => {
    expect(contradictionsOf(rows.map(point))).toEqual(contradictions);
  });

  it('of different lengths are not compared', () => {
    expect(contradictionsOf([point([1, 128, 100, 40]), point([8, 1024, 50, 20])])).toEqual([]);
  });

  it('say nothing where nothing was measured', () => {
    const unknown = { ...point([8, 128, 100, 40]), usage: { ...NO_USAGE, promptTokens: 128 } };
    expect(contradictionsOf([point([1, 128, 100, 40]), unknown])).toEqual([]);
  });
});

describe('measuring', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(() => folder.dispose());

  async function measure(speeds: Readonly<Record<number, number>>): Promise<{ readonly result: BenchmarkResult; readonly kept: string }> {
    const reckon = createReckon({ scriptsFolder: folder.path, environment: { RECKON_HOME: folder.path }, clock: new FakeClock(), createModel: async () => new PacedModel(speeds) });
    try {
      const run = reckon.benchmark({ model: { model: 'paced' } });
      let next = await run.next();
      while (next.done !== true) {
        next = await run.next();
      }
      // Absent where nothing was kept.
      return { result: next.value, kept: await readFile(join(folder.path, 'rates.json'), 'utf8').catch(() => '') };
    } finally {
      await reckon.dispose();
    }
  }

  it('keeps speeds that agree for forecasts', async () => {
    const { result, kept } = await measure({ 1: 40, 4: 60, 8: 70, 16: 70, 32: 70 });
    expect(result.contradictions).toEqual([]);
    expect(JSON.parse(kept)).toMatchObject({ 'paced, compact': { decode: expect.arrayContaining([expect.objectContaining({ samples: 32, tokensPerSecond: expect.closeTo(70) as number })]) as unknown } });
  });

  it('keeps none of those that contradict each other', async () => {
    const { result, kept } = await measure({ 1: 40, 4: 60, 8: 30, 16: 70, 32: 70 });
    expect(result.contradictions).toEqual(['8 samples at once were written at 30.0 tokens/s, 4 at 60.0, behind a prompt of 128 tokens']);
    expect(kept).toBe('');
  });
});
