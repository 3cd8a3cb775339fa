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
});
