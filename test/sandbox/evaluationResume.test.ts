import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { evaluate, type EvaluationProgress, type EvaluationTools } from '../../src/app/evaluation';
import type { EvaluationDocument } from '../../src/app/evaluationFile';
import { systemClock } from '../../src/base/clock';
import type { GenerateOptions, Prompt, StreamPart } from '../../src/model';
import { createVerifier, type SandboxVerifier } from '../../src/verification/verifier';
import { distScript } from '../support/dist';
import { ScriptedModel } from '../support/scriptedModel';
import { temporaryFolder } from '../support/temporaryFolder';

const ROWS = ['triple', 'fourfold', 'fivefold'].map((name, index) => ({
  task_id: `made/${index}`,
  prompt: `def ${name}(x):\n    """\n    >>> ${name}(2)\n    ${2 * (index + 3)}\n    """\n`,
  entry_point: name,
  test: `def check(candidate):\n    assert candidate(5) == ${5 * (index + 3)}\n`,
}));
const SAMPLES = 4;

/** Answers by what it is asked and by the seed, so that it does not matter when it is asked. */
class SeededModel extends ScriptedModel {
  constructor() {
    super({ samples: [{ text: '' }] });
  }

  override async *sample(prompt: Prompt, count: number, options: GenerateOptions): AsyncGenerator<StreamPart> {
    const factor = ((options.seed ?? 0) % 4) + 2;
    const texts = Array.from({ length: count }, (_, index) => ({ text: `    return x * ${factor + index}\n`, tokens: 8 }));
    yield* new ScriptedModel({ samples: texts }).sample(prompt, count, options);
  }
}

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
  writeFileSync(join(folder.path, 'rows.jsonl'), ROWS.map((row) => `${JSON.stringify(row)}\n`).join(''));
});
afterEach(() => folder.dispose());

const sandbox = (): SandboxVerifier => createVerifier({ pythonScript: distScript('sandbox-python.js'), javascriptScript: distScript('sandbox-javascript.js'), clock: systemClock });
const TOOLS: EvaluationTools = { openVerifier: sandbox, openExecutor: sandbox, clock: systemClock, ratesOf: () => null, busyCores: 2 };

/** @param stopAt breaks the run off when it has come there */
async function run(name: string, stopAt: EvaluationProgress | null): Promise<EvaluationDocument> {
  const cancel = new AbortController();
  return evaluate({
    data: join(folder.path, 'rows.jsonl'), samples: SAMPLES, orders: 2, seed: 0, useExamples: true,
    samplesFile: join(folder.path, `${name}.samples.jsonl`), scoresFile: join(folder.path, `${name}.scores.jsonl`),
    model: async () => new SeededModel(), abortSignal: cancel.signal,
    onProgress: ({ phase, done }) => {
      if (phase === stopAt?.phase && done === stopAt.done) {
        cancel.abort();
      }
    },
  }, TOOLS);
}

/** All but what depends on how busy the machine is. */
function figuresOf({ problems, oracle }: EvaluationDocument): unknown {
  return JSON.parse(JSON.stringify({ problems, oracle }, (key, value: unknown) => (['seconds', 'joules', 'forecast'].includes(key) ? undefined : value))) as unknown;
}

describe('an evaluation that is broken off', () => {
  it('goes on where it was, and comes to what an unbroken one comes to', async () => {
    const unbroken = await run('unbroken', null);
    expect(new Set(unbroken.problems.flatMap(({ scores }) => scores.flat().map(({ base }) => base)))).toEqual(new Set([true, false]));
    const stops: readonly EvaluationProgress[] = [{ phase: 'sampling', done: 1, total: ROWS.length }, { phase: 'scoring', done: 1, total: ROWS.length }];
    for (const stop of stops) {
      await expect(run('broken', stop)).rejects.toThrow(expect.objectContaining({ code: 'cancelled' }) as Error);
    }
    expect(existsSync(join(folder.path, 'broken.scores.jsonl'))).toBe(true);
    const resumed = await run('broken', null);
    expect(figuresOf(resumed)).toEqual(figuresOf(unbroken));
    expect(linesOf('broken.samples.jsonl')).toEqual(linesOf('unbroken.samples.jsonl'));
    expect(linesOf('broken.scores.jsonl').toSorted()).toEqual(linesOf('unbroken.scores.jsonl').toSorted());
  });

  function linesOf(file: string): string[] {
    return readFileSync(join(folder.path, file), 'utf8').split('\n');
  }
});
