import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { divergence } from '../../../bench/quality/divergence';
import { askedProblems } from '../../../bench/quality/humanEval';
import { parseQualityOptions } from '../../../bench/quality/options';
import { temporaryFolder } from '../../../support/temporaryFolder';

const logits = (length: number) => fc.array(fc.float({ min: -10, max: 10, noNaN: true }), { minLength: length, maxLength: length }).map((values) => Float32Array.from(values));

describe('the divergence of two distributions', () => {
  it('is 0 of a distribution from itself, whatever is added to all logits, and never less', () => {
    fc.assert(fc.property(logits(8), logits(8), fc.float({ min: -5, max: 5, noNaN: true }), (p, q, shift) => {
      expect(divergence(p, p.map((value) => value + shift))).toBeCloseTo(0, 5);
      expect(divergence(p, q)).toBeGreaterThan(-1e-6);
    }));
  });

  it('is what the definition says', () => {
    const [p, q] = [[0.5, 0.25, 0.25], [0.8, 0.1, 0.1]] as const;
    const expected = p.reduce((sum, share, index) => sum + share * Math.log(share / (q[index] ?? 1)), 0);
    expect(divergence(Float32Array.from(p, Math.log), Float32Array.from(q, Math.log))).toBeCloseTo(expected, 6);
  });
});

describe('problems of a data set', () => {
  it('are asked as the product asks, greedily', async () => {
    const folder = await temporaryFolder();
    try {
      const path = join(folder.path, 'problems.jsonl');
      const row = { task_id: 'Made/0', prompt: 'def twice(x):\n    """Twice x.\n    >>> twice(2)\n    4\n    """\n', entry_point: 'twice', test: 'def check(f):\n    assert f(2) == 4\n' };
      await writeFile(path, `${JSON.stringify(row)}\n${JSON.stringify({ ...row, task_id: 'Made/1' })}\n`);
      const problems = await askedProblems(path, 1);
      expect(problems).toMatchObject([{ id: 'Made/0', options: { temperature: 0, stopAfterFunction: 'python' }, task: { functionName: 'twice' } }]);
      expect(JSON.stringify(problems[0]?.answer.prompt)).toContain('Twice x.');
    } finally {
      await folder.dispose();
    }
  });
});

describe('options of the quality benchmark', () => {
  it('have defaults, and refuse what they do not know', () => {
    expect(parseQualityOptions([])).toMatchObject({ tokens: 5120, problems: 164, humanEval: null });
    expect(parseQualityOptions(['--humaneval', 'a.jsonl', '--tokens', '12'])).toMatchObject({ tokens: 12, humanEval: 'a.jsonl' });
    expect(() => parseQualityOptions(['--tokens', 'x'])).toThrow('--tokens cannot be "x"');
    expect(() => parseQualityOptions(['--nonsense', '1'])).toThrow(expect.objectContaining({ code: 'invalid-input' }) as Error);
  });
});
