import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/base/clock';
import type { Example, Language, Verdict } from '../../../src/verification/types';
import { confirmVerdict, createVerifier, type SandboxVerifier } from '../../../src/verification/verifier';
import { DEFAULT_RESOURCE_LIMITS, START_SECONDS } from '../../../src/verification/limits';
import { candidateOf } from '../../support/candidates';
import { LEVELS, requiredWrapper, withoutWrapper } from '../../support/confinement';
import { distScript } from '../../support/dist';
import { watchedHost, type WatchedHost } from './host';
import { EXAMPLE_SECONDS, type HostileRow, type Targets } from './row';

/** Names of fixtures are needed before there is a host to aim at. */
const NO_TARGETS: Targets = { canaryFile: '', port: 0, processMark: '' };

/** Right, and sensitive to what a candidate before it may have left behind. */
const HONEST: Readonly<Record<'python' | 'javascript', string>> = {
  python: [
    'import math, random, json, sys, os',
    'from collections import Counter',
    'assert math.floor(1.5) == 1 and math.sqrt(4.0) == 2.0 and 0 <= random.random() < 1',
    'assert json.dumps([1]) == "[1]" and sum([1, 2]) == 3 and type(1) is int and len("ab") == 2 and all([True])',
    'import textwrap, colorsys',
    'with open("/dev/null") as file: assert file.read() == ""',
    'with open(os.path.abspath(os.curdir) + "/../../tmp/../dev/null") as file: assert os.getcwd() == "/home/pyodide" and file.fileno() == 3',
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

/** One candidate does harm for no longer than this in seconds, whatever the machine has to do besides: both limits, and a start in between. */
const LONGEST_SECONDS = DEFAULT_RESOURCE_LIMITS.candidateSeconds + START_SECONDS;

type Level = (typeof LEVELS)[number];

/** Verdicts in the order of the rows; null where a row was not run. */
type Verdicts = Map<string, string | null>;

/** Runs every row at one level, where this machine has it, and leaves the verdicts in `out/hostile`. A file for each level and language: they run beside each other. */
export function hostileSuite(language: 'python' | 'javascript', level: Level, rowsFor: (targets: Targets) => readonly HostileRow[]): void {
  const names = rowsFor(NO_TARGETS);
  const table: Verdicts = new Map(names.map(({ name }) => [name, null]));
  it('has a name of its own for each row', () => {
    expect(table.size).toBe(names.length);
  });
  afterAll(() => writeVerdicts(`${language}-${level}.json`, table));

  describe.runIf((LEVELS as readonly Level[]).includes(level))(`hostile candidates in ${language}, ${level}`, () => {
    let verifier: SandboxVerifier;
    let host: WatchedHost;
    beforeAll(async () => {
      const found = level === 'isolated' ? { confinement: await requiredWrapper() } : await withoutWrapper();
      host = await watchedHost();
      verifier = createVerifier({
        pythonScript: distScript('sandbox-python.js'),
        javascriptScript: distScript('sandbox-javascript.js'),
        clock: systemClock,
        limits: { exampleSeconds: EXAMPLE_SECONDS },
        minimumIsolation: level,
        probe: async () => found,
      });
      await verifier.warmUp(language);
    });
    afterAll(async () => {
      await verifier.dispose();
      await host.dispose();
    });

    const verify = (code: string, examples: readonly Example[], as: Language = language): Promise<Verdict> => verifier.verify(candidateOf(as, code, 'double'), examples);

    it.each(names.map(({ name, verdict }, index) => [name, verdict.join(' or '), index] as const))('%s: %s', async (_, __, index) => {
      const row = rowsFor(host.targets)[index] as HostileRow;
      const examples = examplesFor(language, row);
      const verdict = row.isWinner ? await confirmVerdict(verifier, candidateOf(row.language ?? language, row.code, 'double'), examples, {}) : await verify(row.code, examples, row.language);
      table.set(row.name, verdict.status);
      expect(row.verdict, verdict.reason).toContain(verdict.status);
      expect(verdict.isolation.level).toBe(level);
      expect(verdict.seconds).toBeLessThan(LONGEST_SECONDS);
      expect(await host.damage()).toEqual([]);
      const next = await verify(HONEST[language], examplesFor(language, null));
      expect(next.status, next.reason).toBe('passed');
    });
  });
}

async function writeVerdicts(name: string, table: Verdicts): Promise<void> {
  const folder = join(process.cwd(), 'out/hostile');
  await mkdir(folder, { recursive: true });
  const path = join(folder, name);
  // A run of some rows leaves those of the run before as they were; `.ci/hostile.mjs` begins with none.
  const known = new Map((JSON.parse(await readFile(path, 'utf8').catch(() => '[]')) as readonly { readonly name: string; readonly verdict: string | null }[]).map((row) => [row.name, row.verdict]));
  const rows = [...table].map(([row, verdict]) => ({ name: row, verdict: verdict ?? known.get(row) ?? null }));
  await writeFile(path, `${JSON.stringify(rows, null, 2)}\n`);
}
