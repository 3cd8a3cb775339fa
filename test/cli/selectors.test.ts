import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporaryFolder';
import { ScriptedProvider } from '../vscode/support/scriptedProvider';
import { runCli } from './support/cli';
import { resultSchemaErrors } from './support/resultSchema';

const TASK = 'def single(xs: list[int]) -> list[int]:\n    """Drop the values that occur more than once."""\n';
const fenced = (...lines: readonly string[]): { readonly text: string } => ({ text: `\`\`\`python\n${lines.join('\n')}\n\`\`\`\n` });
const FIRST_OF_EACH = fenced('def single(xs):', '    return list(dict.fromkeys(xs))');
const ONLY_SINGLE = fenced('def single(xs):', '    return [x for x in xs if xs.count(x) == 1]');
const TESTS = fenced('assert single([5, 5]) == []', 'assert single([5, 6, 5]) == [6]', 'assert single([8]) == [8]', 'assert single([4]) == [5]');

let provider: ScriptedProvider;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  provider = await ScriptedProvider.start();
  folder = await temporaryFolder();
  await writeFile(join(folder.path, 'task.py'), TASK);
});
afterAll(async () => {
  await provider.stop();
  await folder.dispose();
});

const solve = (...more: string[]): ReturnType<typeof runCli> =>
  runCli(['solve', 'task.py', '--budget', 'balanced', '--max-samples', '2', '--model', 'openai-compatible:any', '--endpoint', provider.endpoint, ...more], { home: join(folder.path, 'home'), cwd: folder.path });

describe('solve --strategy', () => {
  it('codet discriminate: orders two answers by guesses, says what they are and where the answers differ', async () => {
    // The last answer repeats: a letter says nothing where both outcomes have it in turns.
    provider.script([FIRST_OF_EACH, ONLY_SINGLE, TESTS, TESTS, TESTS, { text: 'A' }]);
    const { code, stdout, stderr } = await solve('--strategy', 'codet', 'discriminate', '--json');
    const document = JSON.parse(stdout) as Record<string, unknown>;
    expect(resultSchemaErrors(document)).toEqual([]);
    expect(code).toBe(2);
    expect(document).toMatchObject({
      status: 'unverified', confidence: null, selected: 'c2', code: expect.stringContaining('xs.count') as unknown,
      generatedTests: [{ label: 'single([5, 5]) == []', agreeing: ['c2'] }, { label: 'single([5, 6, 5]) == [6]', agreeing: ['c2'] }, { label: 'single([8]) == [8]', agreeing: ['c1', 'c2'] }, { label: 'single([4]) == [5]', agreeing: [] }],
      difference: { outcomes: [{ candidateId: 'c2' }, { candidateId: 'c1' }], judged: null },
      usage: { samples: 2 },
    });
    expect(document['evidence']).toContainEqual(expect.objectContaining({ kind: 'generated-tests', passed: 3, total: 4 }));
    expect(stderr).toMatch(/the two best answers differ on single\(\[.*\]\): candidate 2 gives \[.*\], candidate 1 gives \[.*\]/);
    expect(stderr).toContain('generated expectations: 3 of 4 agree (guesses of the model, which prove nothing)');
    expect(stderr).toContain('If you know which is right, add two lines to the description: >>> single([');
  });

  it('keeps what it used in the trace, so that a replay does the same', async () => {
    provider.script([FIRST_OF_EACH, ONLY_SINGLE, TESTS, TESTS, TESTS, { text: 'A' }]);
    await solve('--strategy', 'codet', 'discriminate', '--trace', 'run.json');
    const { code, stdout } = await runCli(['trace', 'replay', 'run.json', '--budget', 'balanced', '--max-samples', '2', '--json'], { home: join(folder.path, 'home'), cwd: folder.path });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ replays: [{ recordEnd: null, status: 'unverified', bestInHand: { id: 'c2' }, usage: { samples: 2 } }] });
  });
});
