import { describe, expect, it } from 'vitest';
import { extractCode } from '../../../src/prompts';

describe('extractCode', () => {
  it('takes everything up to the closing fence of the block it was begun in', () => {
    expect(extractCode('def f():\n    return 1\n```\nThis works because…')).toBe('def f():\n    return 1');
  });

  it('takes the whole answer when nothing closes the block', () => {
    expect(extractCode('\ndef f():\n    return 1\n')).toBe('def f():\n    return 1');
  });

  it('takes the block that a model opens by itself, talk around it or not', () => {
    expect(extractCode('Here it is:\n```python\ndef f():\n    return 1\n```\nDone.')).toBe('def f():\n    return 1');
    expect(extractCode('```\ndef f():\n    return 1\n```')).toBe('def f():\n    return 1');
  });

  it('keeps indentation of the first line, which a body that goes on needs', () => {
    expect(extractCode('    return 1\n```')).toBe('    return 1');
  });
});
