import { describe, expect, it } from 'vitest';
import { planPrompt, solvePrompt, thinkPrompt } from '../../../src/prompts';
import { contextWords } from '../../../src/prompts/context';
import { AROUND_TOKENS } from '../../../src/retrieval/pack';
import { guessTokens } from '../../../src/retrieval/tokens';
import type { CodeTask } from '../../../src/verification/types';
import { pythonTask } from '../../support/tasks';

const BARE = pythonTask();
const TASK: CodeTask = { ...BARE, context: { text: '# shapes.py\ndef clamp(x): ...', tokens: 60, snippets: [{ file: 'shapes.py', line: 1, name: 'clamp', kind: 'function' }] } };
const OPTIONS = { supportsAnswerPrefix: true, opening: BARE.text };

describe('what is shown of a project', () => {
  it('stands before the request, in a block of its own, whatever the strategy', () => {
    for (const prompt of [solvePrompt, thinkPrompt, planPrompt]) {
      const [bare, shown] = [BARE, TASK].map((task) => prompt(task, OPTIONS).prompt.messages[1]?.content ?? '');
      expect(shown).toBe(`${contextWords(TASK)}${bare}`);
    }
    expect(contextWords(TASK)).toContain('\n\n```python\n# shapes.py\ndef clamp(x): ...\n```\n\n');
  });

  it('changes nothing where there is none', () => {
    expect(contextWords(BARE)).toBe('');
  });

  it('has no more words around it than are counted for them', () => {
    expect(guessTokens(contextWords({ ...TASK, context: { text: '', tokens: 0, snippets: [] } }))).toBeLessThanOrEqual(AROUND_TOKENS);
  });
});
