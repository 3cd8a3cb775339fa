import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readProblems } from '../../../src/evaluation/problems';
import { temporaryFolder } from '../../support/temporaryFolder';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.dispose());

const ROW = { task_id: 'a/0', prompt: 'def double(x):\n', entry_point: 'double', test: 'def check(f):\n    assert f(1) == 2\n' };

function file(content: string | Buffer): string {
  const path = join(folder.path, typeof content === 'string' ? 'rows.jsonl' : 'rows.jsonl.gz');
  writeFileSync(path, content);
  return path;
}

describe('problems of a file', () => {
  it('are read in the form of HumanEval, gzipped or not', () => {
    const text = `${JSON.stringify(ROW)}\n\n${JSON.stringify({ ...ROW, task_id: 'a/1', canonical_solution: '    return x * 2\n' })}\n`;
    for (const path of [file(text), file(gzipSync(text))]) {
      expect(readProblems(path)).toMatchObject([
        { id: 'a/0', language: 'python', functionName: 'double', solution: null, test: ROW.test, inputs: [], baseInputs: 0, tolerance: 0 },
        { id: 'a/1', solution: '    return x * 2\n' },
      ]);
      expect(readProblems(path, 1)).toHaveLength(1);
    }
  });

  it('keep the inputs of EvalPlus as they are written, numbers beyond those of JavaScript too', () => {
    const line = `${JSON.stringify({ ...ROW, canonical_solution: '    return x * 2\n', atol: 1e-6 }).slice(0, -1)}, "base_input": [[1]], "plus_input": [[123456789012345678901], [NaN]]}`;
    expect(readProblems(file(line))).toMatchObject([{ inputs: ['[1]', '[123456789012345678901]', '[NaN]'], baseInputs: 1, tolerance: 1e-6 }]);
  });

  it('are read in the form of MBXP', () => {
    expect(readProblems(file(JSON.stringify({ ...ROW, language: 'typescript', description: 'x', canonical_solution: null })))).toMatchObject([{ language: 'typescript', solution: null }]);
  });

  it.each([
    ['no JSON', 'hello', /Line 1 .* is no problem in a form/],
    ['a member is missing', `${JSON.stringify(ROW)}\n${JSON.stringify({ ...ROW, prompt: undefined })}`, /Line 2 .*prompt/],
    ['the language is unknown', JSON.stringify({ ...ROW, language: 'cobol' }), /Line 1 .*language/],
    ['there is nothing', '\n', /has no problem in it/],
    ['nothing tells right from wrong', JSON.stringify({ ...ROW, test: undefined }), /Line 1 .*neither a test nor base_input/],
    ['inputs have no solution', JSON.stringify({ ...ROW, test: undefined, base_input: [[1]] }), /Line 1 .*neither a test nor base_input/],
    ['only further inputs are there', JSON.stringify({ ...ROW, plus_input: [[1]] }), /Line 1 .*no base_input/],
    ['inputs are of another language', JSON.stringify({ ...ROW, language: 'typescript', base_input: [[1]], canonical_solution: 'x' }), /Line 1 .*typescript/],
    ['two have one name', `${JSON.stringify(ROW)}\n${JSON.stringify(ROW)}`, /two problems with the name a\/0/],
  ])('are refused where %s', (_, text, message) => {
    expect(() => readProblems(file(text))).toThrow(expect.objectContaining({ code: 'invalid-input', message: expect.stringMatching(message) as string }) as Error);
  });

  it('have to be there', () => {
    expect(() => readProblems(join(folder.path, 'none.jsonl'))).toThrow(expect.objectContaining({ code: 'file-not-found' }) as Error);
  });
});
