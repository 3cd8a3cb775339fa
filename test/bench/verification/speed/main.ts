import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../../../src/base/clock';
import { ReckonError } from '../../../../src/base/errors';
import { createVerifier } from '../../../../src/verification/verifier';
import { describeMachine } from '../../support/machine';
import { measureSpeed } from './measure';
import { parseSpeedOptions } from './options';
import { plainNode, plainPython } from './plain';
import { speedText } from './report';
import { INPUTS, workIn } from './work';

/** Examples of a usual task. */
const FEW = 3;

/** How long checks take, beside processes that do the same without any protection. */
async function main(args: readonly string[]): Promise<void> {
  const { rounds, python, out, root } = parseSpeedOptions(args);
  const machine = describeMachine();
  const measure = async (language: 'python' | 'javascript') => measureSpeed({
    clock: systemClock,
    rounds,
    many: await workIn(language, INPUTS),
    few: await workIn(language, FEW),
    plain: language === 'python' ? plainPython(python) : plainNode(),
    createVerifier: () => createVerifier({ pythonScript: join(root, 'dist/sandbox-python.js'), javascriptScript: join(root, 'dist/sandbox-javascript.js'), clock: systemClock }),
  });
  const results = { Python: await measure('python'), JavaScript: await measure('javascript') };
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, 'verification.json'), `${JSON.stringify({ schemaVersion: 1, machine, results }, null, 2)}\n`);
  console.log(speedText(results, machine));
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(ReckonError.is(error) ? [error.message, error.hint ?? ''].join('\n').trim() : error);
  process.exitCode = 1;
});
