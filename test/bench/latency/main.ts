import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createOnnxLanguageModel } from '../../../src/backends/onnx';
import { systemClock } from '../../../src/base/clock';
import { ReckonError } from '../../../src/base/errors';
import { reckonHome } from '../../../src/base/home';
import { seededRandom } from '../../../src/base/random';
import { createWeightsStore } from '../../../src/weights';
import { readCorpus } from '../engine/prompts';
import { describeMachine } from '../support/machine';
import { renderTable } from '../support/table';
import { measureCancels, type CancelCase } from './cancels';
import type { Stillness } from './eventLoop';
import { parseLatencyOptions } from './options';
import { watchSolving } from './solving';

/** Lines of a prompt that takes seconds to read, and of one that does not. */
const LONG = 200;
const SHORT = 8;

/** How soon a cancel is felt, and how long the caller's event loop stood still meanwhile. */
async function main(args: readonly string[]): Promise<void> {
  const { model: id, rounds, threads, root, out } = parseLatencyOptions(args);
  const home = reckonHome(process.env);
  const weights = await createWeightsStore({ home, environment: process.env, clock: systemClock }).resolve(id);
  const machine = describeMachine();
  const solving = await watchSolving(join(root, 'dist'), id, threads);
  const model = createOnnxLanguageModel({ engineScript: join(root, 'dist/engine.js'), weights, graphsDir: home.graphs, threads, clock: systemClock });
  const rows: { name: string; milliseconds: number[] }[] = [];
  try {
    await model.warmUp();
    for (const each of cases(readCorpus(root))) {
      const seconds = await measureCancels(model, each, rounds, seededRandom(1), systemClock);
      rows.push({ name: each.name, milliseconds: seconds.map((value) => value * 1000).sort((a, b) => a - b) });
    }
  } finally {
    await model.unload();
  }
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, 'latency.json'), `${JSON.stringify({ schemaVersion: 1, model: id, threads, machine, cancels: rows, eventLoop: solving }, null, 2)}\n`);
  console.log(`${id} on ${machine.cpu} (${machine.flags.join(' ')}), ${threads} threads, load ${machine.loadBefore ?? 'unknown'}`);
  console.log(renderTable([
    ['ms from a cancel to the end of the stream', 'median', 'largest', 'rounds'],
    ...rows.map(({ name, milliseconds }) => [name, at(milliseconds, 0.5), at(milliseconds, 1), String(milliseconds.length)]),
  ]));
  console.log(renderTable([
    ['ms that the event loop of the caller stood still', '99 of 100 below', 'largest'],
    ...solving.map((stillness, index) => stillnessRow(index === 0 ? 'solving, the first time' : 'solving, the next time', stillness)),
  ]));
}

function cases(corpus: readonly string[]): CancelCase[] {
  const prompt = (lines: number) => (round: number) => ({ kind: 'text', text: `// ${round}\n${corpus.slice(round, round + lines).join('\n')}\n` }) as const;
  return [
    { name: 'reading a prompt', prompt: prompt(LONG), count: 1, after: { from: 0.2, to: 1.5 }, fromFirstToken: false },
    { name: 'writing 1 sample', prompt: prompt(SHORT), count: 1, after: { from: 0.1, to: 1 }, fromFirstToken: true },
    { name: 'writing 8 samples', prompt: prompt(SHORT), count: 8, after: { from: 0.1, to: 1 }, fromFirstToken: true },
    { name: 'writing 32 samples', prompt: prompt(SHORT), count: 32, after: { from: 0.1, to: 1 }, fromFirstToken: true },
  ];
}

function stillnessRow(name: string, { longest, percentile99 }: Stillness): string[] {
  return [name, percentile99.toFixed(1), longest.toFixed(1)];
}

/** One of the sorted values. */
function at(sorted: readonly number[], share: number): string {
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN).toFixed(0);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(ReckonError.is(error) ? [error.message, error.hint ?? ''].join('\n').trim() : error);
  process.exitCode = 1;
});
