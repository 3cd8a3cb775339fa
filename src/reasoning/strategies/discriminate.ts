import { AWAIT } from '../../verification/sandbox/messages';
import { scrutinizeCall } from '../../verification/scrutiny';
import type { Candidate, CodeTask, Example } from '../../verification/types';
import type { Difference, DifferingOutcome, OutcomeJudgement } from '../events';
import { groupCandidates } from '../grouping';
import { runStep, unlessOver } from '../run';
import { isComparable } from '../selection';
import { verifyLimits } from '../steps';
import { judgeByModel, judgeByTask } from './outcomeJudge';
import { rivalsOf, type Rivals, type Separation } from './rivals';
import type { Selector } from './selector';
import { findSeparation } from './separating';
import type { StrategyRun } from './strategy';

type Pair = readonly [DifferingOutcome, DifferingOutcome];

/**
 * Where two groups of candidates are about equally large, finds an input on which they differ and looks what the task
 * says of both outcomes; then asks the model, which decides between groups of one size only (S*: Li et al.,
 * 2502.14382). A person can settle it by one example.
 */
export const discriminate: Selector = {
  id: 'discriminate',
  at: 'settling',
  canAct: (context, record) => context.task.functionName !== null && record.difference === null && rivalsOf(context, record) !== null,
  bringsInputs: () => false,
  act: async (run) => {
    const rivals = rivalsOf(run.context, run.record);
    if (rivals === null) {
      return;
    }
    const stepId = `difference-${rivals.pair.map(({ candidate }) => candidate.id).join('-')}`;
    await runStep(run.context, { stepId, kind: 'difference', title: 'Where do the two best answers differ?' }, async () => {
      const separation = await findSeparation(run, stepId, rivals.pair);
      const difference = separation === null ? null : await look(run, stepId, rivals, separation);
      if (difference === null) {
        return { outcome: run.context.signal.aborted ? 'stopped' : 'inconclusive', detail: 'no input was found that tells them apart', value: undefined };
      }
      run.record.setDifference(difference);
      await regroup(run, stepId, difference);
      return { outcome: difference.judged === null ? 'inconclusive' : 'passed', detail: inWords(difference), value: undefined };
    });
  },
};

/** Null where one of the outcomes cannot be shown, as when the run was over first. */
async function look(run: StrategyRun, stepId: string, { pair, lead }: Rivals, separation: Separation): Promise<Difference | null> {
  const { context } = run;
  const shown: DifferingOutcome[] = [];
  for (const { candidate } of pair) {
    const outcome = await show(run, candidate, separation.call);
    if (outcome !== null) {
      shown.push({ candidateId: candidate.id, outcome });
    }
  }
  const [first, second] = shown;
  if (!first || !second) {
    return null;
  }
  const judged = (await judgeByProperties(run, stepId, separation, [first, second]))
    ?? (await judgeByTask(context.task, separation, [first, second]))
    ?? (await opinion(run, stepId, lead, separation, [first, second]));
  return { call: callText(separation), outcomes: [first, second], judged, advice: adviceFor(context.task, callText(separation)) };
}

/** What the text states for all inputs has to hold on this one, too: every candidate for which it does not loses its verdict. */
async function judgeByProperties({ context, record }: StrategyRun, stepId: string, { call }: Separation, [first, second]: Pair): Promise<OutcomeJudgement | null> {
  const broken = new Map<string, string>();
  for (const { candidate, verdict } of context.task.properties === undefined ? [] : record.judged().filter((each) => isComparable(context.task, each))) {
    const tried = verdict === null || context.signal.aborted ? null : await unlessOver(context, scrutinizeCall(context.verifier, candidate, context.task, verdict, call, { ...verifyLimits(context), seed: context.seed }));
    if (tried?.status === 'failed') {
      broken.set(candidate.id, tried.reason);
      record.setVerdict(tried);
      context.emit({ type: 'candidate-judged', stepId, verdict: tried });
    }
  }
  const isBroken = [first, second].map(({ candidateId }) => broken.has(candidateId));
  return isBroken[0] === isBroken[1]
    ? null
    : { candidateId: (isBroken[0] === true ? second : first).candidateId, by: 'properties', reason: `of the other ${broken.get((isBroken[0] === true ? first : second).candidateId) ?? ''}` };
}

/** The model is asked only where its answer can change something. */
async function opinion(run: StrategyRun, stepId: string, lead: number, separation: Separation, pair: Pair): Promise<OutcomeJudgement | null> {
  return lead === 0 && !run.context.signal.aborted ? judgeByModel(run, stepId, separation, pair) : null;
}

/** What a candidate gives, for people. */
async function show({ context }: StrategyRun, candidate: Candidate, call: string): Promise<string | null> {
  // Nothing is expected of it: the result comes back as what it is.
  const probe: Example = { id: 'probe', kind: 'assert', line: 1, label: call, expression: call, expected: { type: 'truthy' } };
  const verdict = context.signal.aborted ? null : await unlessOver(context, context.verifier.verify(candidate, [probe], verifyLimits(context)));
  const result = verdict?.results[0];
  return result?.actual === undefined || result.actual === null ? null : result.message === null ? result.actual : `raises ${result.actual}`;
}

/** Where nothing could be compared before, candidates are on the input that was found. */
async function regroup({ context, record }: StrategyRun, stepId: string, { call }: Difference): Promise<void> {
  if (record.inputs.length === 0) {
    record.setInputs([call]);
    for (const { candidate } of record.judged().filter((each) => isComparable(context.task, each))) {
      const print = context.signal.aborted ? null : await unlessOver(context, context.verifier.fingerprint(candidate, [call], verifyLimits(context)));
      if (print !== null) {
        record.setFingerprint(print);
      }
    }
  }
  groupCandidates(context, record, stepId);
}

function callText({ call }: Separation): string {
  return call.startsWith(AWAIT) ? call.slice(AWAIT.length) : call;
}

function inWords({ call, outcomes: [first, second], judged }: Difference): string {
  const opinion = judged === null ? 'nothing says which is right' : `${judged.candidateId}: ${judged.reason}`;
  return `${call}: ${first.candidateId} gives ${first.outcome}, ${second.candidateId} gives ${second.outcome}; ${opinion}`;
}

function adviceFor({ language, form }: CodeTask, call: string): string {
  if (form === 'words') {
    return `If you know which is right, add a line to the task: ${language === 'python' ? `assert ${call} == …` : `assert.deepStrictEqual(${call}, …)`}`;
  }
  return language === 'python'
    ? `If you know which is right, add two lines to the description: >>> ${call}, and below it the result`
    : `If you know which is right, add a line to the description: ${call} // => and the result`;
}
