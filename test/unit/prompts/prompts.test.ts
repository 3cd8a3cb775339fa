import { describe, expect, it } from 'vitest';
import { planCodePrompt, planPrompt, planStep, planStepPrompt, planSteps, revisePrompt, solvePrompt, thinkPrompt } from '../../../src/prompts';
import { pythonTask } from '../../support/tasks';

const TASK = pythonTask();
const BEGUN = { supportsAnswerPrefix: true, opening: TASK.text };
const words = (prompt: ReturnType<typeof solvePrompt>): string => JSON.stringify(prompt.prompt.messages);

describe('prompts for code', () => {
  it('begin the answer inside the function where the task has its opening', () => {
    expect(solvePrompt(TASK, BEGUN)).toMatchObject({ opening: TASK.text, prompt: { answerPrefix: `\`\`\`python\n${TASK.text}` }, stopSequences: ['\n```'], stopAfterFunction: 'python' });
    expect(words(solvePrompt(TASK, BEGUN))).not.toContain('Repeat the imports');
  });

  it('ask for the whole function where it has none', () => {
    const prompt = solvePrompt(TASK, { supportsAnswerPrefix: true, opening: null });
    expect(prompt).toMatchObject({ opening: '', prompt: { answerPrefix: '```python\n' } });
    expect(words(prompt)).toContain('Repeat the imports');
  });

  it('end nowhere by themselves where a model cannot be made to begin with code', () => {
    const prompt = solvePrompt(TASK, { supportsAnswerPrefix: false, opening: null });
    expect(prompt.prompt).not.toHaveProperty('answerPrefix');
    expect(prompt).not.toHaveProperty('stopSequences');
  });

  it('think in remarks of the language', () => {
    expect(thinkPrompt(TASK, BEGUN).opening).toBe(`${TASK.text}    # Step 1:`);
    expect(thinkPrompt({ ...TASK, language: 'typescript' }, { ...BEGUN, opening: 'function f() {\n' }).opening).toBe('function f() {\n  // Step 1:');
  });

  it('show a failed answer with what it failed with', () => {
    const prompt = revisePrompt(TASK, { code: 'def f(x):\n    return y\n', symptom: 'f(1) raised NameError' }, BEGUN);
    expect(prompt.prompt.messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user']);
    expect(words(prompt)).toContain('return y');
    expect(words(prompt)).toContain('f(1) raised NameError');
  });

  it('plan without code, then write the code of the plan', () => {
    expect(planPrompt(TASK, { supportsAnswerPrefix: true })).toMatchObject({ prompt: { answerPrefix: '1.' } });
    expect(planSteps(' Sort.\n2. Take the first.\n\n- Return it.')).toEqual(['Sort.', 'Take the first.', 'Return it.']);
    expect(words(planCodePrompt(TASK, ['Sort.', 'Take the first.'], BEGUN))).toContain('1. Sort.\\n2. Take the first.');
  });

  it('go on with a plan where it ends, with what its code failed with', () => {
    const prompt = planStepPrompt(TASK, { steps: ['Sort.', 'Take the first.'], symptom: 'f(1) gave 1, should be 2' }, { supportsAnswerPrefix: true });
    expect(prompt).toMatchObject({ prompt: { answerPrefix: 'It also has to' }, stopSequences: ['\n', '```'] });
    expect(JSON.stringify(prompt.prompt.messages)).toContain('1. Sort.\\n2. Take the first.');
    expect(JSON.stringify(prompt.prompt.messages)).toContain('f(1) gave 1, should be 2');
    expect(planStepPrompt(TASK, { steps: [], symptom: null }, { supportsAnswerPrefix: false }).prompt).not.toHaveProperty('answerPrefix');
  });

  it.each([
    [' Sort the list.', 'Sort the list.'],
    ['Here is the step:\n\n3. Sort the list.\n4. More', 'Sort the list.'],
    ['\nSort the list.', 'Sort the list.'],
    ['- Sort', 'Sort'],
    [' **Sort the list**: by length.', 'Sort the list: by length.'],
    [' Return x**2 + y**2.', 'Return x**2 + y**2.'],
    ['It has to sort the list.', 'sort the list.'],
    [' \n ', null],
  ])('read one step: %j', (answer, step) => {
    expect(planStep(answer)).toBe(step);
  });

  it('leave out what a cut step began last', () => {
    expect(planStep(' sort x.y first. Then ta', true)).toBe('sort x.y first.');
    expect(planStep(' sort the list and ta', true)).toBe('sort the list and ta');
    expect(planStep(' sort first. Then take', false)).toBe('sort first. Then take');
  });
});
