import { parametersFlops } from './flops';
import { answerPromptFor, codeOf, MAX_ANSWER_TOKENS, samplePlan, samplingOptions, type ReasoningResult, type ResultStatus } from '../reasoning';
import { questionOf, type Recording, type SampleSource } from '../recording';
import { seededRandom } from '../base/random';
import { throwIfAborted } from '../base/abort';
import { assembleProgram } from '../verification/task';
import type { CodeTask, Verifier } from '../verification/types';
import type { MeasuredRates } from '../budget';
import type { CandidateScores } from './candidateScores';
import type { PolicySpec } from './policies';
import { taskOf, type Problem } from './problems';
import { replayRun } from './replay/replayRun';
import type { KnownChecks } from './replay/replayVerifier';
import type { Score } from './scoring';

/** What one policy made of one problem in one order of the samples. */
export interface PolicyRun {
  readonly policy: string;
  readonly status: ResultStatus;
  /** Of the answer; null without one. */
  readonly score: Score | null;
  /** The probability that was shown with it; null where none was. */
  readonly confidence: number | null;
  readonly samples: number;
  /** Prompt and answers. */
  readonly tokens: number;
  readonly seconds: number;
  readonly joules: number | null;
  /** Operations of the model, 2 for each weight and token, the shared prompt once; null when its size is not known. */
  readonly flops: number | null;
}

export interface ProblemResult {
  readonly id: string;
  readonly examples: number;
  /** Of all that was recorded, in the groups of samples that are drawn alike: the greedy answer is the first. */
  readonly scores: readonly (readonly Score[])[];
  /** One list an order. */
  readonly orders: readonly (readonly PolicyRun[])[];
}

export interface EvaluationOptions {
  readonly recording: Recording;
  /** Where samples come from that were not recorded. */
  readonly source?: SampleSource;
  readonly verifier: Verifier;
  readonly scores: CandidateScores;
  readonly policies: readonly PolicySpec[];
  /** Samples of each problem that a policy may take, the greedy answer included. */
  readonly samples: number;
  /** How many random orders of the samples each policy is replayed in. */
  readonly orders: number;
  readonly seed: number;
  readonly rates: MeasuredRates | null;
  readonly busyCores: number;
  /** False: the task's examples are taken away, so that nothing of them is used. */
  readonly useExamples: boolean;
  readonly abortSignal?: AbortSignal;
}

/** Replays every policy over the recorded samples of one problem and scores what comes out; without samples nothing is. */
export async function evaluateProblem(problem: Problem, options: EvaluationOptions): Promise<ProblemResult> {
  const read = await taskOf(problem);
  const scores = await scoresOf(problem, read, options);
  if (scores.every((group) => group.length === 0)) {
    return { id: problem.id, examples: read.examples.length, scores, orders: [] };
  }
  const task: CodeTask = options.useExamples ? read : { ...read, examples: [] };
  const known: KnownChecks = new Map();
  const random = seededRandom(options.seed);
  const orders: PolicyRun[][] = [];
  for (let index = 0; index < options.orders; index += 1) {
    const order = random.integer(2 ** 31);
    const runs: PolicyRun[] = [];
    for (const policy of options.policies) {
      throwIfAborted(options.abortSignal);
      const result = await replayRun(options.recording, options.verifier, known, {
        task, order, rule: policy.rule, budget: policy.budget, rates: options.rates, busyCores: options.busyCores,
        ...(policy.strategies ? { strategies: policy.strategies } : {}), ...(options.source ? { source: options.source } : {}),
      });
      runs.push(runOf(policy, result, await scoreOf(problem, result, options), options.recording.model.parameters));
    }
    orders.push(runs);
  }
  return { id: problem.id, examples: read.examples.length, scores, orders };
}

async function scoreOf(problem: Problem, { candidates, selectedId }: ReasoningResult, { scores, abortSignal }: EvaluationOptions): Promise<Score | null> {
  const selected = candidates.find(({ candidate }) => candidate.id === selectedId);
  return selected ? scores.of(problem, selected.candidate, abortSignal) : null;
}

/** Of all that was recorded for the problem, whatever any policy took of it. */
async function scoresOf(problem: Problem, task: CodeTask, { recording, scores, samples, abortSignal }: EvaluationOptions): Promise<Score[][]> {
  const answer = await answerPromptFor(task, recording.model);
  const found: Score[][] = [];
  for (const { temperature } of samplePlan(samples)) {
    const group: Score[] = [];
    const answers = recording.answersTo(questionOf(answer.prompt, { ...samplingOptions(answer, temperature), maxOutputTokens: MAX_ANSWER_TOKENS }));
    for (const { text } of answers?.samples ?? []) {
      throwIfAborted(abortSignal);
      const { code, program } = await assembleProgram(task, codeOf(answer, text));
      group.push(await scores.of(problem, { id: problem.id, language: problem.language, code, program }, abortSignal));
    }
    found.push(group);
  }
  return found;
}

function runOf({ name }: PolicySpec, { status, confidence, spent }: ReasoningResult, score: Score | null, parameters: number | null): PolicyRun {
  const { promptTokens, cachedPromptTokens, completionTokens, samples, seconds, energy } = spent;
  return {
    policy: name,
    status,
    score,
    confidence,
    samples,
    tokens: promptTokens + completionTokens,
    seconds,
    joules: energy.joules,
    flops: parameters === null ? null : parametersFlops(parameters, promptTokens - cachedPromptTokens + completionTokens),
  };
}
