import { describe, expect, it } from 'vitest';
import { readQuestion } from '../../../src/prompts';

describe('the form of a question', () => {
  it.each([
    ['How many minutes are in three days?', 'short', 'number'],
    ['A train leaves at 9:40 and arrives at 12:15. How many minutes does it take?', 'short', 'number'],
    ['What is 17 * 23?', 'short', 'number'],
    ['17 * 23 = ?', 'short', 'number'],
    ['(3 + 4) * 5', 'short', 'number'],
    ['Compute 3^4.', 'short', 'number'],
    ['Is 91 a prime number?', 'short', 'yes-no'],
    ['True or false: the sum of two odd numbers is even.', 'short', 'yes-no'],
    ['Can a const variable be reassigned in JavaScript?', 'short', 'yes-no'],
    ['Is a heap or a stack used for recursion?', 'short', 'value'],
    ['Who wrote the first compiler?', 'short', 'value'],
    ['In which year was Python released?', 'short', 'value'],
    ['What is the time complexity of binary search?', 'short', 'value'],
    ['Could you tell me how many bits are in a byte?', 'short', 'number'],
    ['Please, what year did the war end?', 'short', 'value'],
    ['Which is stable?\nA) quicksort\nB) merge sort', 'short', 'option'],
    ['Which is stable? (A) quicksort (B) merge sort', 'short', 'option'],
    ['Why is the sky blue?', 'free', 'value'],
    ['Can you explain closures?', 'free', 'value'],
    ['What is a closure?', 'free', 'value'],
    ['What is the difference between let and var?', 'free', 'value'],
    ['What does this function do?', 'free', 'value'],
    ['How do I reverse a list in Python?', 'free', 'value'],
    ['How does quicksort work?', 'free', 'value'],
    ['Explain the borrow checker in three sentences.', 'free', 'value'],
    ['Hello there', 'unclear', 'value'],
    ['Wie viele Tage hat ein Jahr?', 'unclear', 'value'],
    ['', 'unclear', 'value'],
  ] as const)('%j is %s, %s', (text, form, kind) => {
    expect(readQuestion(text)).toMatchObject({ form, kind });
  });

  it('has the options that are offered', () => {
    expect(readQuestion('Which sort is stable? A) quicksort, B) heapsort, C) merge sort').options).toEqual([
      { letter: 'A', text: 'quicksort' }, { letter: 'B', text: 'heapsort' }, { letter: 'C', text: 'merge sort' },
    ]);
  });

  it.each(['What does J. R. R. Tolkien write?', 'Plan A) is cheap. Is it good?', 'Is B) right, or A)?'])('takes no initial for an option: %s', (text) => {
    expect(readQuestion(text).options).toEqual([]);
  });
});
