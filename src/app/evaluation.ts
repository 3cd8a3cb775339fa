import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { arch, cpus } from 'node:os';
import { basename } from 'node:path';
import { ReckonError } from '../base/errors';
import type { Clock } from '../base/clock';
import { mapAtOnce } from '../base/mapAtOnce';
import { seededRandom } from '../base/random';
import type { MeasuredRates } from '../budget';
import {
  CandidateScores, drawIntoRecording, evaluateProblem, oracleCurve, pairedDifferences, policiesFor, readProblems, ResultCache, strategyPolicies, Scorer, solvedAgainstTokens, summarizePolicy,
  type PolicySpec, type PolicySummary, type Problem, type ProblemResult, type Score, type UncountedProblem,
} from '../evaluation';
import { measuresOf } from '../measures';
import type { LanguageModel, LoadProgress, ModelInfo } from '../model';
import { LiveSource, Recording, RecordingModel, type SampleSource } from '../recording';
import type { SandboxVerifier } from '../verification/verifier';
import { EVALUATION_SCHEMA_VERSION, readEvaluation, type EvaluationDocument } from './evaluationFile';

export interface EvaluationRequest {
  /** Problems, one JSON document a line, perhaps gzipped. */
  readonly data: string;
  /** Only the first so many; all where it is left out. */
  readonly limit?: number;
  /** Samples of each problem that a policy may take, the greedy answer included. */
  readonly samples: number;
  /** Names of the policies; all where it is left out. */
  readonly policies?: readonly string[];
  readonly orders: number;
  readonly seed: number;
  readonly useExamples: boolean;
  /** An evaluation of another model on the same problems, whose greedy answers are compared with. */
  readonly beside?: string;
  /** Where samples are: drawn into it by `model` as far as they are missing, or as they are without one. */
  readonly samplesFile: string;
  /** Where scores are kept, so that a run that was broken off goes on. */
  readonly scoresFile: string;
  readonly model: (() => Promise<LanguageModel>) | null;
  readonly abortSignal?: AbortSignal;
  onLoadProgress?(progress: LoadProgress): void;
  onProgress?(progress: EvaluationProgress): void;
}

export interface EvaluationProgress {
  readonly phase: 'sampling' | 'scoring';
  readonly done: number;
  readonly total: number;
}

export interface EvaluationTools {
  /** Judges candidates as in any run. */
  openVerifier(): SandboxVerifier;
  /** Runs hidden tests, which take longer than examples. */
  openExecutor(): SandboxVerifier;
  readonly clock: Clock;
  /** How fast a model was measured to be on this machine; null: a prior stands in. */
  ratesOf(model: ModelInfo): MeasuredRates | null;
  readonly busyCores: number;
}

/**
 * Draws samples where they are missing, replays policies over them, and scores what comes out with hidden tests.
 * @throws ReckonError `invalid-input` and `file-not-found` for files, what the model fails with, `cancelled`
 */
export async function evaluate(request: EvaluationRequest, tools: EvaluationTools): Promise<EvaluationDocument> {
  const { data, limit, samples, orders, seed, useExamples, abortSignal } = request;
  const problems = readProblems(data, limit);
  const other = request.beside === undefined ? null : readEvaluation(request.beside);
  const policies = chosen(policiesFor(samples), strategyPolicies(samples), request.policies);
  const { recording, source } = await recorded(request, problems);
  const rates = tools.ratesOf(recording.model);
  const known = new ResultCache<Score>(request.scoresFile);
  // A model that draws takes all cores by itself.
  const places = Array.from({ length: source === null ? tools.busyCores : 1 }, () => ({ verifier: tools.openVerifier(), executor: tools.openExecutor() }));
  let done = 0;
  const results = await mapAtOnce(problems, places.length, async (problem, worker, signal) => {
    const { verifier, executor } = places[worker] as (typeof places)[number];
    const result = await evaluateProblem(problem, {
      recording, ...(source ? { source } : {}), scores: new CandidateScores(new Scorer(executor, tools.clock), known), policies, samples, orders, seed, useExamples,
      verifier, clock: tools.clock, measures: measuresOf(recording.model.modelId), rates, busyCores: tools.busyCores, abortSignal: signal,
    });
    done += 1;
    request.onProgress?.({ phase: 'scoring', done, total: problems.length });
    return result;
  }, abortSignal).finally(() => Promise.all(places.flatMap(({ verifier, executor }) => [verifier.dispose(), executor.dispose()])));
  const counted = results.filter((result): result is ProblemResult => 'orders' in result);
  const notCounted = results.filter((result): result is UncountedProblem => 'why' in result);
  if (counted.length === 0) {
    throw new ReckonError('invalid-input', `None of these problems can be counted: ${notCounted[0]?.id}, as ${notCounted[0]?.why}.`, { hint: `Draw samples into ${request.samplesFile} with --samples-out, with the same model, the same problems and as many --samples.` });
  }
  return {
    schemaVersion: EVALUATION_SCHEMA_VERSION,
    data: { file: basename(data), sha256: createHash('sha256').update(readFileSync(data)).digest('hex'), problems: problems.length },
    model: recording.model,
    rates, busyCores: tools.busyCores,
    machine: `${cpus()[0]?.model.trim() ?? arch()}, ${tools.busyCores} threads`,
    seed, orders, samples, useExamples,
    policies: policies.map((policy, index) => summarizePolicy(policy, counted, seededRandom(seed).fork(index))),
    oracle: oracleCurve(counted, samples),
    paired: pairedDifferences(counted, seededRandom(seed).fork(policies.length), other === null ? null : { modelId: other.model.modelId, problems: other.problems }),
    notCounted,
    problems: counted,
  };
}

async function recorded({ model, samplesFile, samples, seed, abortSignal, onLoadProgress, onProgress }: EvaluationRequest, problems: readonly Problem[]): Promise<{ readonly recording: Recording; readonly source: SampleSource | null }> {
  if (model === null) {
    return { recording: Recording.open(samplesFile), source: null };
  }
  const live = await model();
  await live.warmUp({ ...(abortSignal ? { abortSignal } : {}), ...(onLoadProgress ? { onProgress: onLoadProgress } : {}) });
  const recording = Recording.openForWriting(samplesFile, live.info);
  await drawIntoRecording(live, recording, problems, {
    samples, seed, ...(abortSignal ? { abortSignal } : {}),
    onProblem: (done, total) => onProgress?.({ phase: 'sampling', done, total }),
  });
  return { recording, source: new LiveSource(new RecordingModel(live, recording), abortSignal) };
}

/** @param named those that are only taken by name: they may have to draw. */
function chosen(standard: readonly PolicySpec[], named: readonly PolicySpec[], names: readonly string[] | undefined): readonly PolicySpec[] {
  const all = [...standard, ...named];
  const unknown = names?.find((name) => all.every((policy) => policy.name !== name));
  if (unknown !== undefined) {
    throw new ReckonError('invalid-input', `There is no policy ${unknown}.`, { hint: `There are: ${all.map(({ name }) => name).join(', ')}.` });
  }
  return names === undefined ? standard : all.filter(({ name }) => names.includes(name));
}

/** The curve of an evaluation as a picture. */
export function evaluationPlot({ model, data, policies, oracle, problems }: EvaluationDocument): string {
  const runs = problems.flatMap(({ orders }) => orders.flat());
  const perSample = runs.reduce((sum, { tokens }) => sum + tokens, 0) / runs.reduce((sum, run) => sum + run.samples, 0);
  return solvedAgainstTokens({
    title: `${model.modelId} on ${data.file}`,
    policies, oracle,
    tokensOf: (count) => tokensOfFixed(policies, count) ?? perSample * count,
  });
}

/** What so many samples take, between the fixed numbers that were replayed; null outside of them. */
function tokensOfFixed(policies: readonly PolicySummary[], count: number): number | null {
  const fixed = policies.filter(({ policy }) => policy === 'greedy' || policy.startsWith('fixed-')).toSorted((a, b) => a.samples - b.samples)
    .map(({ policy, tokens }) => ({ samples: policy === 'greedy' ? 1 : Number(policy.slice('fixed-'.length)), tokens }));
  const after = fixed.find(({ samples }) => samples >= count);
  const before = fixed.findLast(({ samples }) => samples <= count);
  if (after === undefined || before === undefined) {
    return null;
  }
  const share = after.samples === before.samples ? 0 : (count - before.samples) / (after.samples - before.samples);
  return before.tokens + share * (after.tokens - before.tokens);
}
