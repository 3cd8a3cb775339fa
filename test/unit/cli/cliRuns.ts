import type { RunOptions } from '../../support/runs';
import { runToEnd } from '../../support/runs';
import { ScriptedModel } from '../../support/scriptedModel';
import { ScriptedVerifier } from '../../support/scriptedVerifier';
import { ALSO_RIGHT, pythonTask, RIGHT, WRONG } from '../../support/tasks';

const answer = (code: string): { readonly text: string } => ({ text: `\`\`\`python\n${code}\`\`\`\n` });

type Run = ReturnType<typeof runToEnd>;

function run(answers: readonly string[], options: Partial<RunOptions> = {}): Run {
  return runToEnd({ model: new ScriptedModel({ samples: answers.map(answer) }), verifier: new ScriptedVerifier(), ...options });
}

/** Whole runs of the controller, one for each way in which a run can end. */
export const RUNS = {
  verified: () => run([RIGHT]),
  escalated: () => run([WRONG, RIGHT, WRONG]),
  agreed: () => run([RIGHT, ALSO_RIGHT, RIGHT], { rule: 'two-agree' }),
  unverified: () => run([WRONG], { budget: { maxSamples: 4 } }),
  withoutExamples: () => run([RIGHT, ALSO_RIGHT], { task: pythonTask(0) }),
  abstained: () => run([RIGHT], { budget: { maxTokens: 10 } }),
  modelFailed: () => run([], { model: new ScriptedModel({ samples: [answer(WRONG)], failAtCall: 1 }) }),
  cancelledBefore: () => run([RIGHT], { abortSignal: AbortSignal.abort() }),
  cancelledWhileWriting: () => {
    const abort = new AbortController();
    const model = new ScriptedModel({ samples: [answer(WRONG), answer(WRONG), answer(RIGHT)], onPart: () => { if (model.calls.length > 1) { abort.abort(); } } });
    return run([], { model, abortSignal: abort.signal });
  },
} as const satisfies Readonly<Record<string, () => Run>>;
