import { testsPrompt } from '../../prompts';
import { readAssertions } from '../../verification/task';
import type { Example } from '../../verification/types';
import { askModel } from '../ask';
import type { DrawOutcome, FinishedSample } from '../draw';
import type { JudgedCandidate } from '../events';
import { chooseTests } from '../generatedTests';
import { TEMPERATURES } from '../policy';
import { runStep, unlessOver, type RunContext, type RunRecord } from '../run';
import { isComparable } from '../selection';
import { verifyLimits } from '../steps';
import type { Selector } from './selector';
import type { StrategyRun } from './strategy';

/** Lists of tests that are drawn: more say little that is new, and a prompt that is read once makes further ones cheap. */
const TEST_SAMPLES = 3;
/** Six short assertions fit; of a longer list the whole ones count. */
const MAX_TEST_TOKENS = 192;

/**
 * Asks the model for tests once there are candidates to tell apart, and looks which candidates agree with which tests
 * (CodeT: Chen et al., 2207.10397). The arguments of the tests become inputs on which candidates are compared.
 */
export const codet: Selector = {
  id: 'codet',
  at: 'comparing',
  canAct: (context, record) => bringsInputs(context, record) && untried(context, record).length > 0,
  bringsInputs,
  act: async (run) => {
    if (!run.record.generated.isAsked) {
      await writeTests(run);
    }
    if (run.record.generated.tests.length > 0 && !run.context.signal.aborted) {
      await tryTests(run);
    }
  },
};

/** Nobody knows what a model will write before it was asked. */
function bringsInputs({ task }: RunContext, { generated }: RunRecord): boolean {
  return task.functionName !== null && (!generated.isAsked || generated.inputs.length > 0);
}

function untried({ task }: RunContext, record: RunRecord): readonly JudgedCandidate[] {
  return record.judged().filter((each) => isComparable(task, each) && record.generated.metBy(each.candidate.id) === null);
}

async function writeTests(run: StrategyRun): Promise<void> {
  const { context, record } = run;
  const { task, model } = context;
  const { prompt, opening, ...ends } = testsPrompt(task, task.functionName ?? '', model.info);
  const stepId = 'tests-written';
  await runStep(context, { stepId, kind: 'tests', title: 'Tests that the model expects to hold' }, async () => {
    const { samples, outcome } = await askModel(run, stepId, { ...ends, prompt, count: TEST_SAMPLES, temperature: TEMPERATURES.many, maxOutputTokens: MAX_TEST_TOKENS });
    const read = await Promise.all(samples.map((sample) => readAssertions(task, opening + wholeLines(sample))));
    record.generated.setWritten(chooseTests(read, task.examples));
    return { ...words(outcome, record), value: undefined };
  });
}

/** What was cut off may look like a whole assertion of something else. */
function wholeLines({ text, finishReason }: FinishedSample): string {
  return finishReason === 'length' ? text.slice(0, text.lastIndexOf('\n') + 1) : text;
}

function words(outcome: DrawOutcome, { generated: { tests, inputs } }: RunRecord): { readonly outcome: 'passed' | 'inconclusive' | 'stopped'; readonly detail: string } {
  if (!outcome.drawn) {
    return { outcome: 'stopped', detail: 'the call does not fit the budget' };
  }
  if (outcome.failure !== null) {
    return { outcome: 'stopped', detail: outcome.failure.message };
  }
  return inputs.length === 0
    ? { outcome: 'inconclusive', detail: 'none that could be read' }
    : { outcome: 'passed', detail: `${tests.length} different, and ${inputs.length} inputs: guesses, which are weighed low` };
}

/** Runs each new candidate on the tests. The results that they expect stay on the host. */
async function tryTests({ context, record }: StrategyRun): Promise<void> {
  const { tests } = record.generated;
  const stepId = `tests${record.sampleCount}`;
  await runStep(context, { stepId, kind: 'tests', title: 'Which of these tests do they meet?' }, async () => {
    for (const { candidate } of untried(context, record)) {
      if (context.signal.aborted) {
        break;
      }
      const verdict = await unlessOver(context, context.verifier.verify(candidate, tests, verifyLimits(context)));
      if (verdict !== null && !context.signal.aborted) {
        record.generated.setMet(candidate.id, new Set(verdict.results.filter(({ status }) => status === 'passed').map(({ exampleId }) => exampleId)));
      }
    }
    return { outcome: 'inconclusive', detail: bestWords(record, tests), value: undefined };
  });
}

function bestWords(record: RunRecord, tests: readonly Example[]): string {
  const met = [...record.generated.scores().values()];
  const most = Math.max(0, ...met.map(({ passed }) => passed));
  return met.length === 0 ? 'none was run on them' : `at most ${most} of ${tests.length}`;
}
