import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCli } from '../cli/support/cli';
import { weightsHome } from '../cli/support/weightsHome';

let home: Awaited<ReturnType<typeof weightsHome>>;
beforeAll(async () => {
  home = await weightsHome();
});
afterAll(() => home.dispose());

/** Four problems, up to two spare ones, and the import of the model on a machine that has not done it. */
const DEMO_MS = 900_000;

it('the demo shows everything that it promises', { timeout: DEMO_MS }, async () => {
  const { code, stdout, stderr } = await runCli(['demo'], { home: home.path });
  expect(code, stderr).toBe(0);
  const [titles = '', ...lines] = stdout.trimEnd().split('\n');
  expect(titles.split(/ {2,}/)).toEqual(['problem', 'language', 'budget', 'verdict', 'passing', 'tokens', 'time', 'forecast', 'energy']);
  const rows = lines.slice(0, lines.indexOf('')).map((line) => line.split(/ {2,}/));
  expect(rows.length).toBeGreaterThanOrEqual(4);
  expect(rows.map((row) => row.length)).toEqual(rows.map(() => 9));
  expect(rows.map(([, , , verdict]) => verdict)).toEqual(expect.arrayContaining(['VERIFIED', 'NOT VERIFIED']));
  expect(lines.slice(lines.indexOf('') + 1)).toEqual([
    expect.stringMatching(/^shown {6}the fast answer settles a problem: \w/),
    expect.stringMatching(/^shown {6}the fast answer fails and several further samples pass: \w/),
    expect.stringMatching(/^shown {6}a problem stays unsolved, and is reported so: \w/),
  ]);
});
