import { confidenceFeatures, forecastFeatures, forecastRun, type ForecastFeatures, type ReasoningResult, type ResultStatus } from '../reasoning';
import type { Features, ModelMeasures } from '../measures';
import { placeOf, type Question, type Recording, type SampleSource } from '../recording';
import { seededRandom } from '../base/random';
import { throwIfAborted } from '../base/abort';
import type { Clock } from '../base/clock';
import { ReckonError } from '../base/errors';
import { assembleProgram } from '../verification/task';
import type { CodeTask, Verifier } from '../verification/types';
import type { CostEstimate, MeasuredRates } from '../budget';
import type { CandidateScores } from './candidateScores';
import { parametersFlops } from './flops';
import { plannedGroups, recordedTexts, type PlannedGroup } from './plannedGroups';
import { UNLIMITED, type PolicySpec } from './policies';
import { taskOf, type Problem } from './problems';
import { replayRun } from './replay/replayRun';
import { KnownChecks } from './replay/replayVerifier';
import { isRight, NotScorable, type Score } from './scoring';

/** What one policy made of one problem in one order of the samples. */
export interface PolicyRun {
  readonly policy: string;
  readonly status: ResultStatus;
  /** Of the answer; null without one. */
  readonly score: Score | null;
  /** The probability that was shown with it; null where none was. */
  readonly confidence: number | null;
  /** What that comes from; null where none was shown. */
  readonly evidence: Features | null;
  /** Of the pairs of answers that were compared, the share that behaved alike; null where there were no two. */
  readonly pairsAlike: number | null;
  /** What was foretold before anything was drawn. */
  readonly forecast: Pick<CostEstimate, 'p50' | 'p90' | 'verifiedProbability'>;
  readonly samples: number;
  /** Answers that were judged before the run was over, and how many of them pass the visible examples. */
  readonly judged: number;
  readonly passing: number;
  /** Prompt and answers. */
  readonly tokens: number;
  /** Of these, those of prompts. */
  readonly promptTokens: number;
  readonly seconds: number;
  readonly joules: number | null;
  /** Operations of the model, 2 for each token and each weight that it is multiplied with, the shared prompt once; null when its size is not known. */
  readonly flops: number | null;
}

/** One sample as the controller sees it, and whether it is right. */
export interface DrawnSample {
  readonly tokens: number;
  readonly meanLogprob: number | null;
  /** Whether it passes the visible examples; null when nothing could be run. */
  readonly passes: boolean | null;
  readonly isRight: boolean;
}

export interface ProblemResult {
  readonly id: string;
  readonly examples: number;
  /** Of all that was recorded, in the groups of samples that are drawn alike: the greedy answer is the first. */
  readonly scores: readonly (readonly Score[])[];
  /** What forecasts look at. */
  readonly features: ForecastFeatures;
  /** Judged by the visible examples, in the order in which a run that takes all samples drew them; empty where no such policy was replayed. */
  readonly drawn: readonly DrawnSample[];
  /** One list an order. */
  readonly orders: readonly (readonly PolicyRun[])[];
}

/** A problem that counts in no figure. */
export interface UncountedProblem {
  readonly id: string;
  /** As it goes on from "not counted, as ". */
  readonly why: string;
}

export interface EvaluationOptions {
  readonly recording: Recording;
  /** Where samples come from that were not recorded. */
  readonly source?: SampleSource;
  readonly verifier: Verifier;
  /** By which checks are timed. */
  readonly clock: Clock;
  readonly scores: CandidateScores;
  readonly policies: readonly PolicySpec[];
  /** Samples of each problem that a policy may take, the greedy answer included. */
  readonly samples: number;
  /** How many random orders of the samples each policy is replayed in. */
  readonly orders: number;
  readonly seed: number;
  readonly rates: MeasuredRates | null;
  /** By which runs are forecast. */
  readonly measures: ModelMeasures;
  readonly busyCores: number;
  /** False: the task's examples are taken away, so that nothing of them is used. */
  readonly useExamples: boolean;
  readonly abortSignal?: AbortSignal;
}

/**
 * Replays every policy over the recorded samples of one problem and scores what comes out.
 * @throws ReckonError `cancelled`; `record-ended` where a policy asks what is not recorded and there is no source
 */
export async function evaluateProblem(problem: Problem, options: EvaluationOptions): Promise<ProblemResult | UncountedProblem> {
  const task = await taskOf(problem);
  const { recording, samples } = options;
  const plan = await plannedGroups(task, recording.model, samples);
  const recorded = plan.reduce((sum, group) => sum + Math.min(recordedTexts(group, recording).length, group.count), 0);
  if (recorded < samples) {
    return { id: problem.id, why: recorded === 0 ? 'nothing is recorded for it' : `only ${recorded} of ${samples} samples are recorded` };
  }
  try {
    return await replayAll(problem, task, plan, options);
  } catch (error) {
    if (error instanceof NotScorable) {
      return { id: problem.id, why: error.why };
    }
    throw error;
  }
}

async function replayAll(problem: Problem, read: CodeTask, plan: readonly PlannedGroup[], options: EvaluationOptions): Promise<ProblemResult> {
  const scores = await scoresOf(problem, read, plan, options);
  const task: CodeTask = options.useExamples ? read : { ...read, examples: [] };
  const features = await forecastFeatures(task, options.recording.model);
  const about = { id: problem.id, examples: read.examples.length, scores, features };
  const places = new Set(plan.map(({ question }) => placeOf(question)));
  const replays = { known: new KnownChecks(), shuffles: (question: Question) => places.has(placeOf(question)) };
  const random = seededRandom(options.seed);
  const orders: PolicyRun[][] = [];
  let drawn: readonly DrawnSample[] = [];
  for (let index = 0; index < options.orders; index += 1) {
    const order = random.integer(2 ** 31);
    const runs: PolicyRun[] = [];
    for (const policy of options.policies) {
      throwIfAborted(options.abortSignal);
      const result = await replay(task, features, policy, { ...replays, order }, options);
      runs.push(runOf(policy, result, await scoreOf(problem, result, options), options.recording.model.parameters));
      if (index === 0 && policy.rule === 'all-samples' && result.candidates.length > drawn.length) {
        drawn = await drawnIn(problem, result, options);
      }
    }
    orders.push(runs);
  }
  return { ...about, drawn, orders };
}

interface Replays {
  readonly known: KnownChecks;
  readonly order: number;
  shuffles(question: Question): boolean;
}

async function replay(task: CodeTask, features: ForecastFeatures, { name, budget, rule, strategies }: PolicySpec, { known, order, shuffles }: Replays, options: EvaluationOptions): Promise<ReasoningResult> {
  const { recording, verifier, clock, rates, busyCores, source, measures, abortSignal } = options;
  const result = await replayRun(recording, { verifier, known, clock }, {
    task, order, shuffles, rule, budget, rates, busyCores,
    estimate: forecastRun(features, { level: 'thorough', limits: { ...UNLIMITED, ...budget }, rule, location: recording.model.location, measures, rates, busyCores, ...(strategies ? { strategies } : {}) }),
    ...(strategies ? { strategies } : {}), ...(source ? { source } : {}), ...(abortSignal ? { abortSignal } : {}),
  }).catch((error: unknown) => {
    throw ReckonError.is(error, 'record-ended') ? notRecorded(name) : error;
  });
  throwIfAborted(abortSignal);
  // Where there was an answer by then, the run ends with it instead of failing.
  if (result.failure?.code === 'record-ended') {
    throw notRecorded(name);
  }
  return result;
}

function notRecorded(policy: string): ReckonError {
  return new ReckonError('record-ended', `The policy ${policy} asks what nobody has recorded.`, { hint: 'Let a model answer: --samples-out FILE instead of --samples-in FILE.' });
}

async function drawnIn(problem: Problem, { candidates }: ReasoningResult, { scores, abortSignal }: EvaluationOptions): Promise<readonly DrawnSample[]> {
  const found: DrawnSample[] = [];
  for (const { candidate, verdict } of candidates) {
    const passes = verdict === null || verdict.status === 'inconclusive' ? null : verdict.status === 'passed';
    found.push({ tokens: candidate.completionTokens, meanLogprob: candidate.meanLogprob, passes, isRight: isRight(await scores.of(problem, candidate, abortSignal)) });
  }
  return found;
}

/** Null where no two candidates were compared. */
function pairsAlike(candidates: ReasoningResult['candidates']): number | null {
  const sizes = new Map<string, number>();
  for (const { cluster } of candidates) {
    if (cluster !== null) {
      sizes.set(cluster, (sizes.get(cluster) ?? 0) + 1);
    }
  }
  const pairs = (count: number): number => (count * (count - 1)) / 2;
  const compared = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  return compared < 2 ? null : [...sizes.values()].reduce((sum, size) => sum + pairs(size), 0) / pairs(compared);
}

async function scoreOf(problem: Problem, { candidates, selectedId }: ReasoningResult, { scores, abortSignal }: EvaluationOptions): Promise<Score | null> {
  const selected = candidates.find(({ candidate }) => candidate.id === selectedId);
  return selected ? scores.of(problem, selected.candidate, abortSignal) : null;
}

/** Of all that was recorded for the problem, whatever any policy took of it. */
async function scoresOf(problem: Problem, task: CodeTask, plan: readonly PlannedGroup[], { recording, scores, abortSignal }: EvaluationOptions): Promise<Score[][]> {
  const found: Score[][] = [];
  for (const planned of plan) {
    const group: Score[] = [];
    for (const text of recordedTexts(planned, recording)) {
      throwIfAborted(abortSignal);
      const { code, program } = await assembleProgram(task, planned.codeOf(text));
      group.push(await scores.of(problem, { id: problem.id, language: problem.language, code, program }, abortSignal));
    }
    found.push(group);
  }
  return found;
}

function runOf({ name }: PolicySpec, result: ReasoningResult, score: Score | null, parameters: number | null): PolicyRun {
  const { status, confidence, spent, estimate, task, candidates, selectedId } = result;
  const { promptTokens, cachedPromptTokens, completionTokens, forfeitedTokens, samples, seconds, energy } = spent;
  if (forfeitedTokens > 0) {
    throw new Error('A call of a replay ended without saying what it used.');
  }
  return {
    policy: name,
    status,
    score,
    confidence,
    evidence: confidenceFeatures({ status, task, candidates, best: candidates.find(({ candidate }) => candidate.id === selectedId) ?? null }),
    pairsAlike: pairsAlike(candidates),
    forecast: { p50: estimate.p50, p90: estimate.p90, verifiedProbability: estimate.verifiedProbability },
    samples,
    judged: candidates.filter(({ verdict }) => verdict !== null).length,
    passing: candidates.filter(({ verdict }) => verdict?.status === 'passed').length,
    tokens: promptTokens + completionTokens,
    promptTokens,
    seconds,
    joules: energy.joules,
    flops: parameters === null ? null : parametersFlops(parameters, promptTokens - cachedPromptTokens + completionTokens),
  };
}
