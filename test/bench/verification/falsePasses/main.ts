import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../../../src/base/clock';
import { ReckonError } from '../../../../src/base/errors';
import { describeMachine } from '../../support/machine';
import { readProblems } from '../../../../src/evaluation/problems';
import { ResultCache } from '../../../../src/evaluation/resultCache';
import { Bench, type MutantResult, type Reference } from './judging';
import { parseFalsePassesOptions } from './options';
import { markdownOf, plainText, resultOf } from './report';
import { judgeMutants, plan } from './run';

/** How many wrong programs pass the visible examples. */
async function main(args: readonly string[]): Promise<void> {
  const { data, mutations, seed, problems, lanes, out, root } = parseFalsePassesOptions(args);
  const machine = describeMachine();
  const rows = readProblems(data, problems).filter(({ solution, inputs }) => solution !== null && inputs.length > 0);
  const scripts = { python: join(root, 'dist/sandbox-python.js'), javascript: join(root, 'dist/sandbox-javascript.js') };
  const benches = Array.from({ length: lanes }, () => new Bench(scripts, systemClock));
  const startedAt = systemClock.seconds();
  try {
    const references = await referencesOf(benches[0] as Bench, rows);
    const usable = references.filter(({ verdict }) => verdict === 'passed');
    const leftOut = references.filter(({ verdict }) => verdict !== 'passed').map(({ row, task, verdict }) => ({ id: row.id, examples: task.examples.length, verdict }));
    mkdirSync(out, { recursive: true });
    const mutants = await judgeMutants({
      planned: await plan(usable, seed),
      count: mutations,
      benches,
      cache: new ResultCache<MutantResult>(join(out, 'false-passes.cache.jsonl')),
      version: createHash('sha256').update(readFileSync(scripts.python)).digest('hex'),
      log: (line) => console.error(line),
    });
    const result = resultOf(mutants, seed);
    const seconds = systemClock.seconds() - startedAt;
    writeFileSync(join(out, 'false-passes.json'), `${JSON.stringify({ schemaVersion: 1, seed, machine, seconds, leftOut, result, mutants }, null, 2)}\n`);
    writeFileSync(join(out, 'false-passes.md'), markdownOf(result));
    console.log(`${mutants.length} mutants of ${usable.length} problems, seed ${seed}, in ${seconds.toFixed(0)} s`);
    console.log(`Left out: ${leftOut.map(({ id, examples, verdict }) => `${id} (${examples === 0 ? 'no example' : verdict})`).join(', ') || 'none'}`);
    console.log(plainText(result));
  } finally {
    await Promise.all(benches.map((bench) => bench.dispose()));
  }
}

async function referencesOf(bench: Bench, rows: Parameters<Bench['reference']>[0][]): Promise<readonly Reference[]> {
  const references: Reference[] = [];
  for (const row of rows) {
    references.push(await bench.reference(row));
  }
  return references;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(ReckonError.is(error) ? [error.message, error.hint ?? ''].join('\n').trim() : error);
  process.exitCode = 1;
});
