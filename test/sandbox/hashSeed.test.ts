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

  it.each(['random.random()', 'os.urandom(8)', 'secrets.token_hex(8)', 'uuid.uuid4().hex', 'random.SystemRandom().random()'])('gives each process other numbers by %s', async (expression) => {
    const candidate = candidateOf('python', `import os, random, secrets, uuid\n\ndef chance():\n    return ${expression}`, 'chance');
    const [first, second, third] = [await verifier.fingerprint(candidate, ['chance()'], { virgin: true }), await verifier.fingerprint(candidate, ['chance()'], { virgin: true }), await verifier.fingerprint(candidate, ['chance()'], { virgin: true })];
    expect(new Set([first, second, third].map(({ outcomes }) => outcomes[0])).size).toBe(3);
    expect(first.outcomes[0]).not.toBeNull();
  });
});
