import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalizeAnswer, questionOf, questionPrompt, shortAnswerIn, type AnswerKind } from '../../../src/prompts';

const OPTIONS = [{ letter: 'A', text: 'quicksort' }, { letter: 'B', text: 'merge sort' }] as const;

function keyOf(text: string, kind: AnswerKind = 'value'): string {
  return normalizeAnswer(text, { kind, options: kind === 'option' ? OPTIONS : [] }).key;
}

describe('answers that mean the same', () => {
  it.each<[AnswerKind, ...string[]]>([
    ['number', '1000', '1,000', '1000.0', '1000.', '$1000$', '\\boxed{1000}', '**1000**', '1 000', '1_000', '1e3', '10^3'.replace('10^3', '1 x 10^3'), '+1000', 'x = 1000', '999 + 1 = 1000', ' 1000 .', '\\(1{,}000\\)'.replace('{,}', ',')],
    ['number', '0.5', '1/2', '.5', '0.50', '\\frac{1}{2}', '2/4', '5e-1'],
    ['number', '-3', '−3', '-3.0', 'about -3', '-6/2'],
    ['number', '5 km', '5 kilometers', '5 Kilometres', '5.0 km'],
    ['number', '$5', '5 dollars', '5 USD', '\\$5', '5.00 dollars'],
    ['number', '50%', '50 %', '50 percent', '50\\%'],
    ['number', '7 apples', 'seven apples', '7 apple', '7 Apples.'],
    ['yes-no', 'Yes', 'yes.', 'YES!', '**Yes**', 'Yes, it is', 'true', 'Yes - because 91 = 7 * 13'],
    ['yes-no', 'No', 'no.', 'False', 'No, 91 is not a prime number'],
    ['option', 'B', '(B)', 'B)', 'b', 'B.', 'B) merge sort', 'Option B', 'merge sort', '**B) Merge sort**', 'The merge sort'.replace('The ', '')],
    ['value', 'Guido van Rossum', 'guido van rossum.', '"Guido van Rossum"', '**Guido van Rossum**', 'Guido  van  Rossum'],
    ['value', 'O(log n)', 'O(logn)', '\\(O(\\log n)\\)', 'O(log(n))', '$O(\\log n)$', '`O(log n)`'],
    ['value', 'The heap', 'heap', 'a heap', 'Heap.'],
  ])('%s: %s', (kind, ...texts) => {
    expect(new Set(texts.map((text) => keyOf(text, kind)))).toEqual(new Set([keyOf(texts[0] as string, kind)]));
  });

  it.each<[AnswerKind, string, string]>([
    ['number', '5 km', '5 m'],
    ['number', '5', '5%'],
    ['number', '1000', '1001'],
    ['number', '1/3', '0.333'],
    ['number', '-3', '3'],
    ['number', '5 mW', '5 MW'],
    ['number', '5 to 10', '5'],
    ['yes-no', 'Yes', 'No'],
    ['option', 'A', 'B'],
    ['value', 'O(n)', 'O(n^2)'],
    ['value', 'true', 'yes'],
    ['value', 'No one', 'No'],
    ['value', '[1, 2]', '[1, 3]'],
  ])('%s: %s is not %s', (kind, first, second) => {
    expect(keyOf(first, kind)).not.toBe(keyOf(second, kind));
  });

  it('do whatever the way in which a number is written', () => {
    const written = fc.tuple(fc.integer({ min: -9_999_999, max: 9_999_999 }), fc.constantFrom(
      (n: string) => n, (n: string) => `${n}.0`, (n: string) => `**${n}**`, (n: string) => `\\boxed{${n}}`, (n: string) => `${n}.`, (n: string) => `$${n}$`, (n: string) => `x = ${n}`, (n: string) => `${n}e0`,
      (n: string) => n.replace(/\B(?=(?:\d{3})+$)/g, ','), (n: string) => n.replace('-', '−'),
    ));
    fc.assert(fc.property(written, written, ([first, writeFirst], [second, writeSecond]) => {
      expect(keyOf(writeFirst(String(first)), 'number') === keyOf(writeSecond(String(second)), 'number')).toBe(first === second);
    }), { numRuns: 3_000 });
  });

  it('stay the same when they are shown and read again, and need no long time', () => {
    fc.assert(fc.property(fc.string({ maxLength: 80, unit: fc.constantFrom(...'019.,-+/e$%\\{}()[]*` \'"=:xABn', '\\boxed{', '\\frac{', 'yes', 'no', 'answer ') }), fc.constantFrom<AnswerKind>('number', 'yes-no', 'option', 'value'), (text, kind) => {
      const question = { kind, options: kind === 'option' ? OPTIONS : [] };
      const once = normalizeAnswer(text, question);
      expect(normalizeAnswer(once.shown, question).key).toBe(once.key);
    }), { numRuns: 5_000 });
  });

  it('are texts where a number is too long to be one', () => {
    expect(keyOf(`1e${'9'.repeat(9)}`)).toMatch(/^text:/);
    expect(keyOf('9'.repeat(200))).toMatch(/^text:/);
    expect(keyOf('1/0')).toMatch(/^text:/);
  });
});

describe('the short answer of a chain of thought', () => {
  it.each([
    ['How many eggs are left?', 'There were 16. She ate 3.\nAnswer: 13 eggs', '13 eggs'],
    ['How many eggs are left?', 'There were 16.\n\n**Answer:** 13', '13'],
    ['How many eggs are left?', 'Answer: 3, I thought at first.\nBut then:\nFinal Answer: 13', '13'],
    ['How many eggs are left?', 'So\n\\[\nAnswer: 13\n\\]', '13'],
    ['How many eggs are left?', 'Answer:\n\\[ \\boxed{13} \\]', '13'],
    ['How many eggs are left?', 'Therefore \\boxed{13} eggs are left.', '13'],
    ['How many eggs are left?', '16 - 3 = 13\n#### 13', '13'],
    ['How many eggs are left?', 'So the final answer is 13. I hope that helps!', '13'],
    ['How many eggs are left?', 'First 16 of them, then 3 fewer, which leaves 13 of them.', '13'],
    ['How many eggs are left?', 'I cannot know that.', null],
    ['Is 91 prime?', 'No, 91 is not a prime number.', 'No'],
    ['Is 91 prime?', '91 = 7 * 13.\n\nNo, it is not.', 'No'],
    ['Is 91 prime?', '91 is 7 times 13.\nAnswer: no. It has two factors.', 'no'],
    ['Is 91 prime?', 'That depends.', null],
    ['Which is stable? A) quicksort B) merge sort', 'B) merge sort\n\nAnswer: B', 'B'],
    ['Which is stable? A) quicksort B) merge sort', 'Only merge sort keeps equal ones in order.', 'B'],
    ['Which is stable? A) quicksort B) merge sort', 'Both quicksort and merge sort do something.', null],
    ['What is the time complexity of binary search?', 'The time complexity of binary search is \\(O(\\log n)\\).', 'O(log n)'],
    ['What is the time complexity of binary search?', 'Answer: The time complexity of binary search is O(log n).', 'O(log n)'],
    ['What is the time complexity of binary search?', 'It halves the range.\n\nThe time complexity of binary search is O(log n), where n is the number of elements.', 'O(log n)'],
    ['What is the capital of France?', 'France is in the west of Europe. The capital of France is Paris. Answer: Paris', 'Paris'],
    ['What is the capital of France?', ' France is located in Europe. The capital of France is Paris.', 'Paris'],
    ['What is the capital of France?', 'Paris is the capital of France.', 'Paris'],
    ['What is the capital of France?', 'France is located in Europe.', null],
    ['Who created Python?', 'Guido van Rossum', 'Guido van Rossum'],
    ['Who created Python?', 'It is an old story.\nIt began in Amsterdam, in a winter.', null],
    ['What is 3 plus 4 in words?', 'Answer: Answer: seven', 'seven'],
    ['What is 3 plus 4 in words?', 'Three and four.\nAnswer: **Final answer:** seven', 'seven'],
    ['Who created Python?', 'Answer: <name>', null],
    ['Who created Python?', `Answer: ${'word '.repeat(40)}`, null],
    ['Hello', 'Hello! How can I help you?', null],
    ['Pi to two digits', 'It begins with 3.1415.\nAnswer: 3.14', '3.14'],
  ])('%j, %j: %j', (words, text, answer) => {
    expect(shortAnswerIn(text, questionOf(words))).toBe(answer);
  });

  it('is found by an answer line of any kind, and is never long', () => {
    fc.assert(fc.property(fc.string({ maxLength: 300 }), fc.constantFrom('How many?', 'Is it?', 'Who?', 'Hm', 'Which? A) x B) y'), (text, words) => {
      expect(shortAnswerIn(text, questionOf(words))?.length ?? 0).toBeLessThanOrEqual(80);
      expect(shortAnswerIn(`${text}\nAnswer: 42`, questionOf(words))).toBe('42');
    }), { numRuns: 2_000 });
  });
});

describe('the prompt of a question', () => {
  const any = { supportsAnswerPrefix: true };

  it('asks for steps and an answer line, in the words of what is asked', () => {
    const prompt = questionPrompt(questionOf('How many?'), any);
    expect(prompt.messages[1]?.content).toBe('How many?\n\nThink step by step. Then end with one line that begins with "Answer:" and has only the number, with its unit if it has one.');
    expect(prompt.answerPrefix).toBe("Let's think step by step.");
    expect(questionPrompt(questionOf('How many?'), { supportsAnswerPrefix: false })).not.toHaveProperty('answerPrefix');
  });

  it('asks for nothing beside the text where that is wanted', () => {
    const prompt = questionPrompt(questionOf('Explain this.', { code: { language: 'python', text: 'x = 1\n' } }), any);
    expect(prompt.messages[1]?.content).toBe('Explain this.\n\n```python\nx = 1\n```');
    expect(prompt).not.toHaveProperty('answerPrefix');
  });
});
