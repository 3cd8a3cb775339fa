import { formatProbability } from '../../base/format';
import type { StopReason } from '../events';
import { basisOf } from './basis';
import { canSayWhatFails, comparedModels, furtherModelOffer, type ModelOffer } from './cascade';
import { offers } from './choice';
import { passOdds } from './odds';
import { batchSizeAt } from './sampling';
import type { EscalationPolicy, PolicyDecision, RunState, StoppingRule } from './types';

/** After a first pass, this many further samples may look for a second opinion. */
export const SECOND_OPINION_SAMPLES = 7;

/** Direct answer, then batches of whatever promises a pass for the fewest tokens, until what passes is enough by the rule, or the budget ends. */
export function createLadderPolicy(rule: StoppingRule): EscalationPolicy {
  return {
    decide: (state) => {
      const decision = decide(rule, state);
      return { ...decision, basis: basisOf(rule, state, decision) };
    },
  };
}

/** What is left to do when the model fails: the rule may be met by what is drawn already. */
export function withoutModel(decision: PolicyDecision): PolicyDecision {
  const { stopReason, passProbability, basis } = decision;
  return stopReason === null
    ? { ...stop('model-failed', 'The model failed, so nothing more is drawn.', passProbability), ...(basis === undefined ? {} : { basis }) }
    : decision;
}

function decide(rule: StoppingRule, state: RunState): PolicyDecision {
  if (state.samplesDrawn === 0) {
    return { action: 'sample', strategy: 'direct', count: 1, reason: 'The fast answer comes first.', passProbability: odds(state), stopReason: null };
  }
  if (state.isAskedForMore) {
    return decideMore(state, 'More thought was asked for.');
  }
  if (!state.hasExamples) {
    return decideWithoutExamples(rule, state);
  }
  return (state.passing > 0 ? decideWithPass(rule, state) : null) ?? decideMore(state);
}

function decideWithoutExamples(rule: StoppingRule, state: RunState): PolicyDecision {
  if (state.hasOwnTests) {
    return state.passing + state.open > 0 ? stop('verified', 'The task states no example: your tests decide.', null) : decideMore(state);
  }
  if (!state.canCompare) {
    return stop('no-examples', 'The task states no example to run, so more samples could not be told apart.', null);
  }
  if (rule !== 'all-samples' && isSettled(state)) {
    return stop('no-examples', `The task states no example. ${state.agreeing} of ${state.samplesDrawn} answers behave alike on made-up inputs, which more samples would hardly change.`, null);
  }
  return state.remainingSamples > 0
    ? draw(state, 'The task states no example: do several answers behave alike?')
    : stop('no-examples', `The task states no example. ${state.agreeing} of ${state.samplesDrawn} answers behave alike on made-up inputs.`, null);
}

/** Where nothing says what is right, so many more than the next group have to behave alike. */
const CLEAR_LEAD = 2;

/** More samples would hardly change which group is the largest. */
function isSettled({ agreeing, runnerUp }: RunState): boolean {
  return agreeing - runnerUp >= CLEAR_LEAD;
}

function decideWithPass(rule: StoppingRule, state: RunState): PolicyDecision | null {
  if (rule === 'all-samples') {
    return null;
  }
  if (rule === 'first-pass') {
    return stop('verified', 'A candidate passes every example.', null);
  }
  if (state.agreeing >= 2) {
    return stop('agreement', `${state.agreeing} passing candidates behave alike on made-up inputs.`, null);
  }
  if (state.sinceFirstPass >= SECOND_OPINION_SAMPLES || state.remainingSamples <= 0) {
    return stop('verified', 'A candidate passes every example; no second one behaves like it.', null);
  }
  return null;
}

/** @param why null: because of the odds, or for a second opinion. */
function decideMore(state: RunState, why: string | null = null): PolicyDecision {
  if (state.remainingSamples <= 0) {
    return stop('budget-samples', state.samplesDrawn === 1 ? 'The one sample of this budget is drawn.' : `All ${state.samplesDrawn} samples of this budget are drawn.`, odds(state));
  }
  return draw(state, why ?? (state.passing > 0 ? 'A second opinion on the passing answer.' : null));
}

/** @param why null: because of the odds. */
function draw(state: RunState, why: string | null): PolicyDecision {
  const count = Math.min(batchSizeAt(state.samplesDrawn), state.remainingSamples);
  const [best] = offers(state, count);
  const further = furtherModelCall(state);
  if (further !== null) {
    return escalate(state, further, comparedModels(state, best, count).find(({ index }) => index === 0), why);
  }
  if (best === undefined) {
    return stop('no-strategy', 'Nothing that this run may do could add to what is known.', null);
  }
  return {
    action: 'sample', strategy: best.strategy, count, stopReason: null,
    reason: why ?? `The next sample passes with about ${formatProbability(best.passProbability)}.`,
    passProbability: state.hasExamples ? best.passProbability : null,
  };
}

/** The call of a further model that comes next in a run which goes on; null where its first one does. */
export function furtherModelCall(state: RunState): ModelOffer | null {
  const count = Math.min(batchSizeAt(state.samplesDrawn), state.remainingSamples);
  return canSayWhatFails(state) ? furtherModelOffer(state, offers(state, count)[0], count) : null;
}

/** @param own what the first model offers; undefined where it cannot go on. @param why null: because of the odds. */
function escalate(state: RunState, { index, samples, passProbability }: ModelOffer, own: ModelOffer | undefined, why: string | null): PolicyDecision {
  const id = state.models[index]?.profile.id ?? '';
  return {
    action: 'sample', strategy: 'cascade', count: samples, stopReason: null, modelIndex: index, model: id,
    reason: why ?? oddsWords(id, passProbability, state, own),
    passProbability: state.hasExamples ? passProbability : null,
  };
}

function oddsWords(id: string, passProbability: number, { models: [first] }: RunState, own: ModelOffer | undefined): string {
  const words = `The next sample of ${id} passes with about ${formatProbability(passProbability)}`;
  return own === undefined || first === undefined
    ? `${words}.`
    : `${words}, one of ${first.profile.id} with ${formatProbability(own.passProbability)}: that is worth the longer wait.`;
}

/** Of the next plain sample; null where nothing says what passes. */
function odds({ hasExamples, solveRate, judged }: RunState): number | null {
  return hasExamples ? passOdds(solveRate, judged) : null;
}

function stop(stopReason: StopReason, reason: string, passProbability: number | null): PolicyDecision {
  return { action: 'stop', strategy: null, count: 0, reason, passProbability, stopReason };
}
