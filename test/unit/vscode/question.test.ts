import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dedent, placesOf, reindent, taskRequest, type QuestionContext } from '../../../src/vscode/panel/question';

const CONTEXT: QuestionContext = {
  savedPath: null, source: null, fileName: 'stats.py', language: 'python', text: 'def f(n):\n    pass', firstLine: 1, lastLine: 2, replaceWith: () => Promise.resolve(),
};

describe('a question', () => {
  it('is nothing without words and code', () => {
    expect(taskRequest('  \n', null, 'python')).toBeNull();
  });

  it('is in the language of the editor, unless its words name another', () => {
    expect(taskRequest('Double a number.', null, 'typescript')).toEqual({ text: 'Double a number.', language: 'typescript' });
    expect(taskRequest('Write a Python function.', null, 'typescript')).toEqual({ text: 'Write a Python function.' });
    expect(taskRequest('def f(n): double', null, 'typescript')).toEqual({ text: 'def f(n): double' });
    expect(taskRequest('Double a number.', null, undefined)).toEqual({ text: 'Double a number.' });
  });

  it('is the selected code, with the words as comments above it', () => {
    expect(taskRequest('', CONTEXT, 'typescript')).toEqual({ text: CONTEXT.text, language: 'python', fileName: 'stats.py' });
    expect(taskRequest('Without imports.\nPlease.', CONTEXT, undefined)?.text).toBe('# Without imports.\n# Please.\ndef f(n):\n    pass');
  });
});

describe('lines that moved', () => {
  it('are found as whole lines only', () => {
    expect(placesOf('x = 1', 'max = 1\n  x = 1\nx = 10\n')).toEqual([]);
    expect(placesOf('x = 1', 'max = 1\nx = 1\r\nx = 1')).toEqual([8, 15]);
  });
});

describe('shared indentation', () => {
  it('is taken off and put back', () => {
    const method = '    def f(self):\n        return 1\n\n    # end';
    expect(dedent(method)).toEqual({ text: 'def f(self):\n    return 1\n\n# end', indent: '    ' });
    expect(reindent(dedent(method).text, '    ')).toBe(method);
  });

  it('comes back the same for any text without lines of blanks', () => {
    const line = fc.tuple(fc.constantFrom('', ' ', '\t', '    '), fc.stringMatching(/^[a-z(){}]{1,8}$/)).map(([blank, text]) => blank + text);
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 6 }), (lines) => {
        const text = lines.join('\n');
        const { text: flat, indent } = dedent(text);
        expect(reindent(flat, indent)).toBe(text);
      }),
    );
  });
});
