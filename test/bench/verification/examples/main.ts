import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { systemClock } from '../../../../src/base/clock';
import { ReckonError } from '../../../../src/base/errors';
import { createVerifier } from '../../../../src/verification/verifier';
import { readProblems } from '../../../../src/evaluation/problems';
import { parseExamplesOptions } from './options';
import { readRow, type RowReading } from './reading';
import { examplesText } from './report';

/** What examples are read out of data sets, and whether the sets' own solutions pass them. */
async function main(args: readonly string[]): Promise<void> {
  const { data, out, root } = parseExamplesOptions(args);
  const files = data.map((path) => ({ name: basename(path), rows: readProblems(path) }));
  const verifier = createVerifier({
    pythonScript: join(root, 'dist/sandbox-python.js'),
    javascriptScript: join(root, 'dist/sandbox-javascript.js'),
    clock: systemClock,
  });
  const readings: RowReading[] = [];
  try {
    for (const { name, rows } of files) {
      for (const row of rows) {
        readings.push(await readRow(name, row, verifier));
      }
      console.error(`${name}: ${rows.length} rows read`);
    }
  } finally {
    await verifier.dispose();
  }
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, 'examples.json'), `${JSON.stringify({ schemaVersion: 1, rows: readings }, null, 2)}\n`);
  console.log(examplesText(readings));
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(ReckonError.is(error) ? [error.message, error.hint ?? ''].join('\n').trim() : error);
  process.exitCode = 1;
});
