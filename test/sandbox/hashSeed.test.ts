import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock';
import { createVerifier, type SandboxVerifier } from '../../src/verification/verifier';
import { candidateOf } from '../support/candidates';
import { distScript } from '../support/dist';

describe('chance in Python', () => {
  let verifier: SandboxVerifier;
  beforeAll(() => {
    verifier = createVerifier({ pythonScript: distScript('sandbox-python.js'), javascriptScript: distScript('sandbox-javascript.js'), clock: systemClock });
  });
  afterAll(() => verifier.dispose());

  it('orders sets of texts otherwise in each process, also where all processes have the same number', async () => {
    const candidate = candidateOf('python', 'def order():\n    return hash("reckon")', 'order');
    const [first, second] = [await verifier.fingerprint(candidate, ['order()'], { virgin: true }), await verifier.fingerprint(candidate, ['order()'], { virgin: true })];
    expect(first.outcomes[0]).toMatch(/^num:/);
    expect(second.outcomes[0]).not.toBe(first.outcomes[0]);
  });

  it('starts from snapshots, which have an order of their own each: it comes back when their turn does', async () => {
    const candidate = candidateOf('python', 'def order():\n    return hash("reckon")', 'order');
    const seen: (string | null | undefined)[] = [];
    for (let turn = 0; turn < 3; turn += 1) {
      seen.push((await verifier.fingerprint(candidate, ['order()'], { virgin: true })).outcomes[0]);
    }
    const shared = (await verifier.fingerprint(candidate, ['order()'])).outcomes[0];
    expect(new Set([seen[0], seen[1], shared]).size).toBe(3);
    expect(seen[2]).toBe(seen[0]);
  });

  it('gives each process other numbers', async () => {
    const candidate = candidateOf('python', 'import os, random\n\ndef chance():\n    return [random.random(), os.urandom(8)]', 'chance');
    const [first, second] = [await verifier.fingerprint(candidate, ['chance()[0]', 'chance()[1]']), await verifier.fingerprint(candidate, ['chance()[0]', 'chance()[1]'], { virgin: true })];
    expect(first.outcomes).not.toContain(null);
    expect(second.outcomes[0]).not.toBe(first.outcomes[0]);
    expect(second.outcomes[1]).not.toBe(first.outcomes[1]);
  });
});
