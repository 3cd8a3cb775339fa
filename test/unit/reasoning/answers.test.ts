import { describe, expect, it } from 'vitest';
import { answerPromptFor, codeOf } from '../../../src/reasoning';
import { pythonTask } from '../../support/tasks';

const OPENING = 'import math\n\ndef f(x):\n    """Adds."""\n';

describe('the code of an answer', () => {
  it('goes on from what the answer was made to begin with', () => {
    expect(codeOf({ opening: OPENING }, '    return x + 1\n```\nThat is it.')).toBe(`${OPENING}    return x + 1`);
  });

  it.each(['def f(x):\n    return x', 'import re\n\ndef f(x):\n    return x', '@cache\ndef f(x):\n    return x'])('is the answer alone where it begins again: %j', (answer) => {
    expect(codeOf({ opening: OPENING }, answer)).toBe(answer);
  });

  it('is asked for from its opening on, unless the model cannot be made to begin so', async () => {
    expect((await answerPromptFor(pythonTask(), { supportsAnswerPrefix: true })).opening).toBe(pythonTask().text);
    expect((await answerPromptFor(pythonTask(), { supportsAnswerPrefix: false })).opening).toBe('');
  });
});
