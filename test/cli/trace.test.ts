import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReasoningResult } from '../../src/reasoning';
import { ScriptedModel } from '../support/scriptedModel';
import { RIGHT, WRONG } from '../support/tasks';
import { temporaryFolder } from '../support/temporaryFolder';
import { recordRun } from '../support/traces';
import { expectError, runCli } from './support/cli';
import { documentErrors } from './support/resultSchema';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let options: { readonly home: string; readonly cwd: string };
let recorded: ReasoningResult;

beforeAll(async () => {
  folder = await temporaryFolder();
  options = { home: join(folder.path, 'home'), cwd: folder.path };
  const model = new ScriptedModel({ samples: [WRONG, WRONG, RIGHT, WRONG].map((code) => ({ text: `\`\`\`python\n${code}\`\`\`\n` })) });
  const { trace, result } = await recordRun({ model, budget: { maxSamples: 4, maxTokens: 3000, maxSeconds: 30 } });
  recorded = result;
  await writeFile(join(folder.path, 'trace.json'), JSON.stringify(trace));
});
afterAll(() => folder.dispose());

describe('trace show', () => {
  it('prints the run again as it was printed, and its code', async () => {
    const { code, stdout, stderr } = await runCli(['trace', 'show', 'trace.json'], options);
    expect(code).toBe(0);
    expect(stdout.trim()).toBe(recorded.code?.trim());
    for (const words of ['recorded ', 'by Reckon 0.0.0: scripted, budget quick', 'f (python, 2 examples)', 'x  Fast answer', 'ok 3 more samples', recorded.summary.replace('Verified', 'VERIFIED'), 'executed in: scripted']) {
      expect(stderr).toContain(words);
    }
  });

  it('has the numbers of each decision with --numbers', async () => {
    const { code, stderr } = await runCli(['trace', 'show', 'trace.json', '--numbers'], options);
    expect(code).toBe(0);
    expect(stderr).toMatch(/judged: 0 passed, 1 did not on a solve rate of Beta\([\d.]+, [\d.]+\); strategies: best-of-n \d+% for/);
    expect(stderr).toContain('A candidate passes every example.');
    expect((await runCli(['trace', 'show', 'trace.json'], options)).stderr).not.toContain('judged: ');
  });

  it('reads standard input, and gives the document with --json', async () => {
    const input = await readFile(join(folder.path, 'trace.json'), 'utf8');
    const { code, stdout } = await runCli(['trace', 'show', '-', '--json'], { ...options, input });
    expect([code, JSON.parse(stdout)]).toEqual([0, JSON.parse(input)]);
  });

  it('lets no text of a trace steer the terminal', async () => {
    const text = await readFile(join(folder.path, 'trace.json'), 'utf8');
    await writeFile(join(folder.path, 'hostile.json'), text.replaceAll('Fast answer', '\\u001b[2JFast\\u001b]0;x\\u0007').replaceAll('"scripted"', '"\\u001b[31mred"'));
    const { stderr } = await runCli(['trace', 'show', 'hostile.json'], options);
    expect(stderr).toContain('\\x1b[2JFast');
    expect(stderr).not.toContain('\u001b');
  });

  it.each([
    ['a file that is not there', 'nothing.json', 'There is no file nothing.json.'],
    ['another file', 'other.json', 'other.json is no trace of a run.'],
  ])('says what is wrong with %s', async (_, name, sentence) => {
    await writeFile(join(folder.path, 'other.json'), '{}');
    await expectError(['trace', 'show', name], options, sentence);
    await expectError(['trace', 'replay', name, '--json'], options, sentence);
  });
});

describe('trace replay', () => {
  it('says what a smaller budget would have come to, beside what was recorded', async () => {
    const { code, stdout } = await runCli(['trace', 'replay', 'trace.json', '--budget', 'instant'], options);
    expect(code).toBe(0);
    expect(stdout).toContain('instant would have answered: c1, NOT VERIFIED');
    expect(stdout).toMatch(/recorded +VERIFIED for .* \(budget quick\)/);
  });

  it('says where the record ends', async () => {
    const { stdout } = await runCli(['trace', 'replay', 'trace.json', '--budget', 'balanced'], options);
    expect(stdout).toContain('The record ends after 4 samples: no more samples were drawn. From here on nothing is known.');
    expect(stdout).toMatch(/would have answered: unknown; the best by then was c\d, which passes 2 of 2 examples/);
  });

  it('has a row for each position of the slider, and takes limits', async () => {
    const { stdout } = await runCli(['trace', 'replay', 'trace.json', '--max-samples', '1'], options);
    expect(stdout.split('\n').map((line) => line.split(/ {2,}/).slice(0, 3))).toEqual(expect.arrayContaining([
      ['recorded', 'VERIFIED', expect.any(String)], ...['instant', 'quick', 'balanced', 'thorough'].map((level) => [level, 'NOT VERIFIED', 'no']),
    ]) as unknown);
  });

  it('prints one document with --json, as its schema says', async () => {
    const { stdout } = await runCli(['trace', 'replay', 'trace.json', '--json'], options);
    const document = JSON.parse(stdout) as { readonly replays: readonly unknown[] };
    expect(documentErrors('traceReplay', document)).toEqual([]);
    expect(document).toMatchObject({
      recorded: { level: 'quick', status: 'verified' },
      replays: [{ level: 'instant', status: 'unverified', recordEnd: null }, { level: 'quick', status: 'verified', recordEnd: null, code: recorded.code }, { level: 'balanced', status: 'unknown', recordEnd: { what: 'samples', samples: 4 } }, { level: 'thorough', status: 'unknown' }],
    });
  });
});

describe('trace export', () => {
  it.each([['report.md', '# f \\(python\\): verified'], ['report.html', '<!DOCTYPE html>']])('writes %s by its ending', async (out, beginning) => {
    const { code, stdout } = await runCli(['trace', 'export', 'trace.json', '--out', out], options);
    expect([code, stdout]).toEqual([0, `The report is in ${out}.\n`]);
    expect((await readFile(join(folder.path, out), 'utf8')).startsWith(beginning)).toBe(true);
  });

  it('says what endings there are', async () => {
    await expectError(['trace', 'export', 'trace.json', '--out', 'report.pdf'], options, 'The ending of report.pdf does not say what to write.\n  Name a file that ends in .md or .html.');
  });
});
