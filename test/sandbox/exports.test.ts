import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock';
import { assembleProgram, readTask } from '../../src/verification/task';
import { createVerifier, type SandboxVerifier } from '../../src/verification/verifier';
import { distScript } from '../support/dist';

describe('an answer that is exported as its task is', () => {
  let verifier: SandboxVerifier;
  beforeAll(() => {
    verifier = createVerifier({ pythonScript: distScript('sandbox-python.js'), javascriptScript: distScript('sandbox-javascript.js'), clock: systemClock });
  });
  afterAll(() => verifier.dispose());

  it.each([
    ['export function double(n) {\n}\n', 'function double(n) { return n * 2; }', 'export function double'],
    ['export default function double(n) {\n}\n', 'function double(n) { return n * 2; }', 'export default function double'],
    ['export default function double(n) {\n}\n', 'const double = (n) => n * 2;', 'export default double;'],
    ['export const double = (n) => {\n};\n', 'const double = (n) => n * 2;', 'export const double'],
    ['function double(n) {\n}\n\nexport { double };\n', '  return n * 2;', 'export { double };'],
    ['export default async function double(n) {\n}\n', 'async function double(n) { return n * 2; }', 'export default async function double'],
  ])('is verified as it is given: %j with %j', async (source, answer, expected) => {
    for (const language of ['typescript', 'javascript'] as const) {
      const task = await readTask(`/** double(4) === 8 */\n${source}`, { language });
      const { code, program } = await assembleProgram(task, answer);
      expect(code).toContain(expected);
      expect(program.code).toContain(expected);
      const verdict = await verifier.verify({ id: 'c', language, code, program }, task.examples);
      expect(verdict.status, verdict.reason).toBe('passed');
    }
  });
});
