import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock';
import { OUTPUT_LIMITS } from '../../src/verification/limits';
import type { Example } from '../../src/verification/types';
import { createVerifier, type SandboxVerifier } from '../../src/verification/verifier';
import { candidateOf } from '../support/candidates';
import { distScript } from '../support/dist';

const { depth, nodes, characters, digits } = OUTPUT_LIMITS;

describe('what comes back of an example', () => {
  let verifier: SandboxVerifier;
  beforeAll(() => {
    verifier = createVerifier({ pythonScript: distScript('sandbox-python.js'), javascriptScript: distScript('sandbox-javascript.js'), clock: systemClock, limits: { exampleSeconds: 30, candidateSeconds: 50 } });
  });
  afterAll(() => verifier.dispose());

  /** `f(0)` is as large as the table of limits allows, `f(1)` is larger by one. */
  it.each([
    ['python', 'integer', `10 ** (${digits} + more) - 1`],
    ['python', 'negative integer', `1 - 10 ** (${digits} + more)`],
    ['python', 'text', `'x' * (${characters} + more)`],
    ['python', 'text of characters that are two', `'\\U0001F600' * (${characters / 2} + more)`],
    ['python', 'bytes', `bytes(${(characters / 4) * 3} + more)`],
    ['python', 'list', `[None] * (${nodes - 1} + more)`],
    ['python', 'nesting', `__import__('functools').reduce(lambda made, _: [made], range(${depth} + more), 1)`],
    ['javascript', 'integer', `10n ** (${digits}n + BigInt(more)) - 1n`],
    ['javascript', 'text', `'x'.repeat(${characters} + more)`],
    ['javascript', 'list', `Array(${nodes - 1} + more).fill(null)`],
    ['javascript', 'nesting', `Array(${depth} + more).fill(0).reduce((made) => [made], 1)`],
  ] as const)('is as large as the table says, and cut where it is larger: %s, %s', async (language, _, value) => {
    const code = language === 'python' ? `def f(more):\n    return ${value}` : `function f(more) { return ${value}; }`;
    const { outcomes } = await verifier.fingerprint(candidateOf(language, code, 'f'), ['f(0)', 'f(1)']);
    expect(outcomes).toEqual([expect.any(String), null]);
    const example: Example = { id: 'ex1', kind: 'assert', line: 1, label: '', expression: 'f(1)', expected: { type: 'value', source: '1', value: ['int', '1'] } };
    expect(await verifier.verify(candidateOf(language, code, 'f'), [example])).toMatchObject({ status: 'failed' });
  });
});
