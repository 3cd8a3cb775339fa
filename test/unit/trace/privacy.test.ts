import { describe, expect, it } from 'vitest';
import { withoutHome } from '../../../src/trace/privacy';

describe('a text of a trace', () => {
  it.each([
    ['names the home folder as ~', '/home/ann', 'No file /home/ann/models/x.gguf in /home/ann.', 'No file ~/models/x.gguf in ~.'],
    ['keeps the folder of somebody else', '/home/ann', '/home/anna/x and /home/ann-marie/x', '/home/anna/x and /home/ann-marie/x'],
    ['says nothing of anybody where the home is the root', '/', 'No file /models/x.gguf.', 'No file /models/x.gguf.'],
    ['is as it was without a home', '', 'abc', 'abc'],
  ])('%s', (_, home, text, expected) => {
    expect(withoutHome(text, home)).toBe(expected);
  });
});
