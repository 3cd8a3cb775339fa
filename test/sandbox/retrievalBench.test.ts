import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock';
import { createVerifier, type SandboxVerifier } from '../../src/verification/verifier';
import { judge, judgedTask } from '../bench/retrieval/judge';
import { TASKS } from '../bench/retrieval/tasks';
import { distScript } from '../support/dist';

let verifier: SandboxVerifier;
beforeAll(() => {
  verifier = createVerifier({ pythonScript: distScript('sandbox-python.js'), javascriptScript: distScript('sandbox-javascript.js'), clock: systemClock });
});
afterAll(() => verifier.dispose());

describe('the tasks of the retrieval benchmark', () => {
  it.each(TASKS.map((task) => [task.functionName, task] as const))('%s is solved by its solution, by all checks, and not by its opening', async (_, task) => {
    const opening = task.text.replace(/\}\n$/, '').trimEnd();
    const end = task.file.endsWith('.ts') ? '\n}\n' : '\n';
    expect((await judgedTask(task)).examples).toHaveLength(task.checks.length);
    expect(await judge(verifier, task, `${opening}\n${task.solution}${end}`)).toMatchObject({ status: 'passed' });
    expect((await judge(verifier, task, `${opening}\n${task.file.endsWith('.ts') ? '  return null as never;' : '    return None'}${end}`)).status).not.toBe('passed');
  });
});
