// Right answers that are taken for overfitted ones: there should be none. `npm run bench -- overfitting --help`.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { systemClock } from '../../../src/base/clock';
import { scrutinizeVerdict, scrutinizeWinner } from '../../../src/verification/scrutiny';
import { assembleProgram, readTask } from '../../../src/verification/task';
import { LANGUAGES, type Language } from '../../../src/verification/types';
import { createVerifier } from '../../../src/verification/verifier';
import { parseOverfittingOptions } from './options';

const rowSchema = z.object({ task_id: z.string(), prompt: z.string(), entry_point: z.string(), canonical_solution: z.string().nullish(), language: z.string().optional() });

interface Solved {
  readonly id: string;
  readonly language: Language;
  readonly prompt: string;
  readonly name: string;
  readonly solution: string;
}

function readRows(path: string): readonly Solved[] {
  const bytes = readFileSync(path);
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  return text.split('\n').filter((line) => line !== '').flatMap((line) => {
    const row = rowSchema.parse(JSON.parse(line));
    const language = LANGUAGES.find((each) => each === row.language) ?? 'python';
    const solution = row.canonical_solution ?? '';
    return solution === '' ? [] : [{ id: row.task_id, language, prompt: row.prompt, name: row.entry_point, solution }];
  });
}

async function main(args: readonly string[]): Promise<void> {
  const { data, seeds } = parseOverfittingOptions(args);
  const dist = join(args[args.indexOf('--root') + 1] ?? '.', 'dist');
  const verifier = createVerifier({ pythonScript: join(dist, 'sandbox-python.js'), javascriptScript: join(dist, 'sandbox-javascript.js'), clock: systemClock });
  const seconds: number[] = [];
  let slowest = { id: '', seconds: 0 };
  const counts = new Map<string, number>();
  for (const row of data.flatMap(readRows)) {
    const task = await readTask(row.prompt, { language: row.language, functionName: row.name });
    const { code, program } = await assembleProgram(task, row.prompt + row.solution);
    const candidate = { id: row.id, language: row.language, code, program };
    const first = await verifier.verify(candidate, task.examples);
    const verdict = await scrutinizeVerdict(verifier, candidate, task, first, { seed: seeds[0] ?? 1 });
    (task.properties ?? []).forEach(({ label }) => console.log(`${row.id} states: ${label}`));
    for (const seed of seeds) {
      const startedAt = systemClock.seconds();
      const { status, reason } = await scrutinizeWinner(verifier, candidate, task, verdict, { seed });
      const took = systemClock.seconds() - startedAt;
      seconds.push(...(verdict.status === 'passed' ? [took] : []));
      slowest = took > slowest.seconds ? { id: row.id, seconds: took } : slowest;
      counts.set(status, (counts.get(status) ?? 0) + 1);
      if (status !== 'passed') {
        console.log(`${row.id} (seed ${seed}): ${status}, ${reason}`);
      }
    }
  }
  await verifier.dispose();
  const sorted = seconds.sort((a, b) => a - b);
  const at = (share: number): string => ((sorted[Math.floor((sorted.length - 1) * share)] ?? 0) * 1000).toFixed(0);
  console.log([...counts].map(([status, count]) => `${status} ${count}`).join(', '));
  console.log(`milliseconds to look at a winner: median ${at(0.5)}, 90% ${at(0.9)}, most ${at(1)} (${slowest.id})`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
