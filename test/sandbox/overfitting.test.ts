import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock';
import { scrutinizeVerdict, scrutinizeWinner } from '../../src/verification/scrutiny';
import { assembleProgram, readTask } from '../../src/verification/task';
import type { Language, Verdict } from '../../src/verification/types';
import { createVerifier, type SandboxVerifier } from '../../src/verification/verifier';
import { distScript } from '../support/dist';
import * as javascript from './overfitted/javascript';
import * as python from './overfitted/python';
import type { OverfittingRow } from './overfitted/row';

let verifier: SandboxVerifier;

beforeAll(() => {
  verifier = createVerifier({ pythonScript: distScript('sandbox-python.js'), javascriptScript: distScript('sandbox-javascript.js'), clock: systemClock });
});

afterAll(() => verifier.dispose());

async function judge({ task: text, answer }: OverfittingRow, language: Language, seed = 1): Promise<Verdict> {
  const task = await readTask(text, { language, fileName: language === 'python' ? 'task.py' : 'task.js' });
  const { code, program } = await assembleProgram(task, answer);
  const candidate = { id: 'c', language, code, program };
  const first = await scrutinizeVerdict(verifier, candidate, task, await verifier.verify(candidate, task.examples), { seed });
  return scrutinizeWinner(verifier, candidate, task, first, { seed });
}

describe.each([['python', python], ['javascript', javascript]] as const)('candidates that know the examples: %s', (language, { OVERFITTED, HONEST }) => {
  it.each(OVERFITTED.map((row) => [row.name, row] as const))('overfitted: %s', async (_, row) => {
    const { status, reason } = await judge(row, language);
    expect({ status, reason }).toMatchObject({ status: 'overfitted', reason: expect.stringMatching(/^it (?:answers|reads)/) as unknown });
  });

  it.each(HONEST.map((row) => [row.name, row] as const))('honest: %s', async (_, row) => {
    for (const seed of [1, 2, 3]) {
      const { status, reason } = await judge(row, language, seed);
      expect({ status, reason }).toMatchObject({ status: 'passed' });
    }
  });
});
