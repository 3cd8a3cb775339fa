import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/base/clock';
import type { Example, Language, Verdict } from '../../../src/verification/types';
import { createVerifier, type SandboxVerifier } from '../../../src/verification/verifier';
import { candidateOf } from '../../support/candidates';
import { distScript } from '../../support/dist';
import { watchedHost, type WatchedHost } from './host';
import { javascriptRows } from './javascript';
import { pythonRows } from './python';
import type { HostileRow, Targets } from './row';

/** Names of fixtures are needed before there is a host to aim at. */
const NO_TARGETS: Targets = { canaryFile: '', port: 0, processMark: '' };

/** Right, and sensitive to what a candidate before it may have left behind. */
const HONEST: Readonly<Record<'python' | 'javascript', string>> = {
  python: [
    'import math, random, json, sys, os',
    'from collections import Counter',
    'assert math.floor(1.5) == 1 and math.sqrt(4.0) == 2.0 and 0 <= random.random() < 1',
    'assert json.dumps([1]) == "[1]" and sum([1, 2]) == 3 and type(1) is int and len("ab") == 2 and all([True])',
    'assert not os.path.exists("/tmp/mail") and sys.gettrace() is None and sys.getrecursionlimit() == 1000',
    'assert "double" not in globals() and not hasattr(sys.modules["builtins"], "mail")',
    'def double(x):\n    return sum([x, x])',
  ].join('\n'),
  javascript: [
    'if (globalThis.mail !== undefined || JSON.stringify([1]) !== "[1]" || Math.abs(-1) !== 1 || [2].every((v) => v === 1)) throw new Error("changed");',
    'const double = (x) => [x, x].reduce((a, b) => a + b);',
  ].join('\n'),
};

function examplesFor(language: 'python' | 'javascript', row: HostileRow | null): readonly Example[] {
  const number = (value: string): Example['expected'] => ({ type: 'value', source: value, value: [language === 'python' ? 'int' : 'float', value] });
  const stated = row?.expressions?.map((expression) => ({ expression, expected: { type: 'truthy' } as const }));
  const asked = stated ?? [{ expression: 'double(2)', expected: number('4') }, { expression: 'double(-1)', expected: number('-2') }];
  return asked.map((each, index) => ({ id: `ex${index + 1}`, kind: 'assert', line: 1, label: each.expression, ...each }));
}

describe.each([['python', pythonRows], ['javascript', javascriptRows]] as const)('hostile candidates in %s', (language, rowsFor) => {
  let verifier: SandboxVerifier;
  let host: WatchedHost;
  beforeAll(async () => {
    host = await watchedHost();
    verifier = createVerifier({
      pythonScript: distScript('sandbox-python.js'),
      javascriptScript: distScript('sandbox-javascript.js'),
      clock: systemClock,
      limits: { stepSeconds: 2 },
    });
    await verifier.warmUp(language);
  });
  afterAll(async () => {
    await verifier.dispose();
    await host.dispose();
  });

  const verify = (code: string, examples: readonly Example[], as: Language = language): Promise<Verdict> => verifier.verify(candidateOf(as, code, 'double'), examples);

  it.each(rowsFor(NO_TARGETS).map(({ name, verdict }, index) => [name, verdict.join(' or '), index] as const))('%s: %s', async (_, __, index) => {
    const row = rowsFor(host.targets)[index] as HostileRow;
    const verdict = await verify(row.code, examplesFor(language, row));
    expect(row.verdict, verdict.reason).toContain(verdict.status);
    expect(verdict.isolation.level).toBe('contained');
    expect(await host.damage()).toEqual([]);
    const next = await verify(HONEST[language], examplesFor(language, null));
    expect(next.status, next.reason).toBe('passed');
  });
});
