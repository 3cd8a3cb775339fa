import { arch, availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { ReckonError } from '../base/errors';
import { DEFAULT_PRECISION } from '../backends/onnx';
import { systemClock, type Clock } from '../base/clock';
import { reckonHome } from '../base/home';
import {
  budgetForLevel,
  createEnergyMeter,
  RateBook,
  unknownEnergyMeter,
  type BudgetLevel,
  type ComputeBudget,
  type CostEstimate,
  type EnergyMeter,
  type ModelProfile,
} from '../budget';
import type { CallPurpose } from '../budget/ledger';
import { dollarsOf, NO_USAGE, type LanguageModel, type StreamPart } from '../model';
import type { Escalation, ReasoningEvent, ReasoningResult } from '../reasoning';
import type { QuestionEvent, QuestionResult } from '../reasoning/questions';
import { probeConfinement } from '../verification/isolation';
import { findOwnTests, OwnTests, type FoundTests, type OwnTestsOutcome, type OwnTestsRequest, type TestPlan } from '../verification/ownTests';
import { assembleProgram, readOneTask, readTasks } from '../verification/task';
import { confirmWinner, scrutinizeVerdict } from '../verification/scrutiny';
import type { CodeTask, IsolationReport, Verdict } from '../verification/types';
import { createVerifier, type SandboxVerifier, type VerifierOptions } from '../verification/verifier';
import { ContextRetriever } from '../retrieval';
import { createWeightsStore, type WeightsStore } from '../weights';
import { Books, openLedger, type OpenRun } from './books';
import { benchmarkModel, contradictionsOf } from './engineBenchmark';
import { escalationOf } from './escalation';
import { evaluate } from './evaluation';
import type { EvaluationDocument } from './evaluationFile';
import { replayQuestion, replayTrace, type QuestionReplay, type TraceReplay } from '../trace';
import { isRemote, ModelRegistry, referenceTo } from './models';
import { createOwnTestsJudge, placeOfAnswer } from './ownTests';
import { Forecasts } from './forecasts';
import { LEVEL_RULES } from './levelRules';
import { AGREEMENT_RULES } from './questions';
import { recordedModels, recordedStrategies, replayTerms } from './replayTerms';
import { answerRecorded, machineWith, solveRecorded, versionOf, type Recording } from './recording';
import { requireFurtherModels, requireKeptLimits, requireRoomLeft } from './solveChecks';
import { Speeds } from './speeds';
import type { AskRequest, BenchmarkPoint, BenchmarkRequest, BenchmarkResult, CompleteRequest, CompletionCost, ContextTaskRequest, EstimateQuestionRequest, EstimateRequest, EvaluateRequest, ModelReference, Reckon, ReckonOptions, ReplayQuestionRequest, ReplayTraceRequest, SolveRequest, TaskRequest, VerifyRequest } from './types';

/** Hidden tests have inputs on which their own solutions take seconds in a sandbox, and many of them. */
const HIDDEN_TEST_LIMITS = { exampleSeconds: 10, candidateSeconds: 60 } as const;

/** Puts the rooms together. The one place that knows every implementation. */
export function createReckon(options: ReckonOptions): Reckon {
  return new DefaultReckon(options);
}

class DefaultReckon implements Reckon {
  readonly weights: WeightsStore;
  private readonly books: Books;
  private readonly clock: Clock;
  private readonly models: ModelRegistry;
  private readonly speeds: Speeds;
  private readonly forecasts: Forecasts;
  private readonly verifier: SandboxVerifier;
  private readonly ownTests: OwnTests;
  private readonly sandboxOptions: VerifierOptions;
  private readonly busyCores: number;
  private readonly version: string;
  private readonly retriever = new ContextRetriever();

  constructor(private readonly options: ReckonOptions) {
    const home = reckonHome(options.environment);
    this.clock = options.clock ?? systemClock;
    this.version = versionOf(options.scriptsFolder);
    this.weights = createWeightsStore({ home, environment: options.environment, clock: this.clock });
    this.models = new ModelRegistry(options, this.clock, home, this.weights);
    this.books = new Books({ ledger: openLedger(options.environment), clock: this.clock, choices: options.ledger ?? null, startEnergyMeter: (model) => this.startEnergyMeter(model) });
    this.busyCores = options.engine?.threads ?? availableParallelism();
    this.speeds = new Speeds(new RateBook(join(home.root, 'rates.json'), `${cpus()[0]?.model ?? arch()}, ${this.busyCores} threads`), options.engine?.precision ?? DEFAULT_PRECISION);
    this.forecasts = new Forecasts({ books: this.books, speeds: this.speeds, weights: this.weights, busyCores: this.busyCores });
    this.sandboxOptions = {
      pythonScript: join(options.scriptsFolder, 'sandbox-python.js'),
      javascriptScript: join(options.scriptsFolder, 'sandbox-javascript.js'),
      clock: this.clock,
      ...options.verification,
    };
    this.verifier = this.openVerifier();
    this.ownTests = new OwnTests({
      clock: this.clock,
      environment: options.environment,
      memoryFolder: join(home.root, 'own-tests'),
      probe: () => probeConfinement({ clock: this.clock }),
      needsWrapper: options.verification?.minimumIsolation === 'isolated',
    });
  }

  readTasks(request: TaskRequest): Promise<readonly CodeTask[]> {
    const { text, ...options } = request;
    return readTasks(text, options);
  }

  readTask(request: TaskRequest): Promise<CodeTask> {
    const { text, ...options } = request;
    return readOneTask(text, options);
  }

  async withContext({ task, level, limits, abortSignal, ...place }: ContextTaskRequest): Promise<CodeTask> {
    const { maxTokens } = budgetForLevel(level, limits);
    const context = await this.retriever.retrieve({ ...place, task, ...(maxTokens === undefined ? {} : { maxTokens }), ...(abortSignal ? { signal: abortSignal } : {}) });
    return context === null ? task : { ...task, context };
  }

  budgetFor(level: BudgetLevel, limits?: ComputeBudget): ComputeBudget {
    return budgetForLevel(level, limits);
  }

  estimate(request: EstimateRequest): Promise<CostEstimate> {
    return this.forecasts.ofTask(request);
  }

  async *solve(request: SolveRequest): AsyncGenerator<ReasoningEvent, ReasoningResult> {
    const { task, level, limits, model: reference, escalate = [] } = request;
    requireFurtherModels(request);
    if (request.previous) {
      requireRoomLeft(request.previous, budgetForLevel(level, limits));
    }
    const run = this.books.openRun('solve', request.run);
    const ownTests = request.ownTests ? await createOwnTestsJudge(this.ownTests, task, request.ownTests) : null;
    const profiles = await this.forecasts.profilesOf(reference, escalate);
    const [estimate, model] = await Promise.all([
      this.forecasts.ofRun({ ...request, rule: LEVEL_RULES[level], models: profiles }),
      this.models.get(reference, request.abortSignal),
    ]);
    requireKeptLimits(model, budgetForLevel(level, limits));
    const escalation = escalate.length === 0 ? null : this.escalationOf(escalate, profiles, model, run);
    // The sandbox starts while the model loads, so that the first check does not wait for it.
    const sandboxReady = this.verifier.warmUp(task.language, task);
    sandboxReady.catch(() => undefined); // A sandbox that cannot start is reported by the first check.
    const result = yield* solveRecorded(
      {
        task,
        budget: budgetForLevel(level, limits),
        estimate,
        rule: LEVEL_RULES[level],
        seed: request.seed ?? 0,
        ...(request.strategies ? { strategies: request.strategies } : {}),
        ...(request.previous ? { previous: request.previous } : {}),
        ...(request.abortSignal ? { abortSignal: request.abortSignal } : {}),
      },
      {
        model: run.metered(model),
        verifier: this.verifier,
        ...(ownTests ? { ownTests } : {}),
        ...(escalation ? { escalation } : {}),
        clock: this.clock,
        startEnergyMeter: () => this.startEnergyMeter(model),
        onUsage: (usage, samples) => this.speeds.record(reference, usage, samples),
        ...(request.onLoadProgress ? { onLoadProgress: request.onLoadProgress } : {}),
      },
      this.recordingIn(request.trace, level),
    );
    await run.ended(request, result);
    return result;
  }

  async replayTrace({ trace, level = trace.request.level, limits, runChecks = false, abortSignal }: ReplayTraceRequest): Promise<TraceReplay> {
    const terms = replayTerms(trace, level, limits);
    const rule = level === trace.request.level ? trace.request.rule : LEVEL_RULES[level];
    return replayTrace({
      trace, level, rule, budget: terms.budget,
      estimate: terms.isAsRecorded ? trace.request.estimate : await this.forecasts.ofRun({ task: trace.request.task, level, rule, model: terms.model, limits: terms.budget, models: recordedModels(trace), strategies: recordedStrategies(trace) }),
      verifier: runChecks ? this.verifier : null,
      ...(abortSignal ? { abortSignal } : {}),
    });
  }

  estimateQuestion(request: EstimateQuestionRequest): Promise<CostEstimate> {
    return this.forecasts.ofQuestion(request);
  }

  async *ask(request: AskRequest): AsyncGenerator<QuestionEvent, QuestionResult> {
    const { question, level, limits, model: reference, seed = 0, trace, abortSignal, onLoadProgress } = request;
    const run = this.books.openRun('ask');
    const model = run.metered(await this.models.get(reference, abortSignal));
    requireKeptLimits(model, budgetForLevel(level, limits));
    const result = yield* answerRecorded(
      {
        question,
        budget: budgetForLevel(level, limits),
        estimate: await this.estimateQuestion(request),
        rule: AGREEMENT_RULES[level],
        seed,
        ...(abortSignal ? { abortSignal } : {}),
      },
      {
        model,
        clock: this.clock,
        startEnergyMeter: () => this.startEnergyMeter(model),
        onUsage: (usage, samples) => this.speeds.record(reference, usage, samples),
        ...(onLoadProgress ? { onLoadProgress } : {}),
      },
      this.recordingIn(trace, level),
    );
    await run.answered(request, result);
    return result;
  }

  async replayQuestion({ trace, level = trace.request.level, limits, abortSignal }: ReplayQuestionRequest): Promise<QuestionReplay> {
    const terms = replayTerms(trace, level, limits);
    return replayQuestion({
      trace, level, budget: terms.budget,
      estimate: terms.isAsRecorded ? trace.request.estimate : await this.estimateQuestion({ question: trace.request.question, level, model: terms.model, limits: terms.budget }),
      rule: level === trace.request.level ? trace.request.rule : AGREEMENT_RULES[level],
      ...(abortSignal ? { abortSignal } : {}),
    });
  }

  async verify({ task, candidate, abortSignal }: VerifyRequest): Promise<Verdict> {
    const { code, program } = await assembleProgram(task, candidate);
    const given = { id: 'candidate', language: task.language, code, program };
    const options = { seed: 0, ...(abortSignal ? { abortSignal } : {}) };
    const first = await scrutinizeVerdict(this.verifier, given, task, await this.verifier.verify(given, task.examples, options), options);
    return first.status === 'passed' ? confirmWinner(this.verifier, given, task, first, options) : first;
  }

  findOwnTests(project: string, file: string): FoundTests {
    return findOwnTests(project, file);
  }

  async requireOwnTestsPlace(plan: TestPlan, file: string, task: CodeTask): Promise<void> {
    await placeOfAnswer(plan, file, task);
  }

  ownTestsIsolation(): Promise<IsolationReport> {
    return this.ownTests.isolation();
  }

  verifyOwnTests(request: OwnTestsRequest): Promise<OwnTestsOutcome> {
    return this.ownTests.verify(request);
  }

  async *complete(request: CompleteRequest): AsyncGenerator<StreamPart, CompletionCost> {
    const model = this.books.openRun('complete').metered(await this.models.get(request.model, request.options.abortSignal));
    const loadSeconds = await model.warmUp({
      ...(request.options.abortSignal ? { abortSignal: request.options.abortSignal } : {}),
      ...(request.onLoadProgress ? { onProgress: request.onLoadProgress } : {}),
    });
    const meter = this.startEnergyMeter(model);
    const startedAt = this.clock.seconds();
    let usage = NO_USAGE;
    for await (const part of model.sample(request.prompt, request.count, request.options)) {
      usage = part.type === 'finish' || part.type === 'error' ? part.usage : usage;
      yield part;
    }
    return {
      seconds: this.clock.seconds() - startedAt,
      loadSeconds,
      energy: meter.read(),
      dollars: dollarsOf(model.info, usage),
    };
  }

  async *benchmark({ model: reference, abortSignal, onLoadProgress }: BenchmarkRequest): AsyncGenerator<BenchmarkPoint, BenchmarkResult> {
    if (isRemote(reference)) {
      throw new ReckonError('invalid-input', 'Only local models can be measured: a server is shared with others.', { hint: 'Name a model of `reckon models`, or a GGUF file.' });
    }
    const model = this.books.openRun('benchmark').metered(await this.models.get(reference, abortSignal));
    const loadSeconds = await model.warmUp({ ...(abortSignal ? { abortSignal } : {}), ...(onLoadProgress ? { onProgress: onLoadProgress } : {}) });
    const points: BenchmarkPoint[] = [];
    for await (const point of benchmarkModel(model, this.clock, () => this.startEnergyMeter(model), abortSignal)) {
      points.push(point);
      yield point;
    }
    const contradictions = contradictionsOf(points);
    // Of rows that contradict each other nobody knows which one is right.
    for (const { usage, samples } of contradictions.length === 0 ? points : []) {
      this.speeds.record(reference, usage, samples);
    }
    return { loadSeconds, contradictions };
  }

  evaluate({ model: reference, ...request }: EvaluateRequest): Promise<EvaluationDocument> {
    const run = this.books.openRun('evaluation');
    return evaluate(
      { ...request, model: reference === null ? null : async () => run.metered(await this.models.get(reference)) },
      {
        openVerifier: () => this.openVerifier(),
        openExecutor: () => createVerifier({ ...this.sandboxOptions, limits: HIDDEN_TEST_LIMITS }),
        clock: this.clock,
        busyCores: this.busyCores,
        ratesOf: (info) => this.speeds.of(referenceTo(info)),
      },
    );
  }

  async languageModel(reference: ModelReference, purpose: CallPurpose): Promise<LanguageModel> {
    return this.books.ofSingleCalls(await this.models.get(reference), purpose);
  }

  async dispose(): Promise<void> {
    await Promise.all([this.models.dispose(), this.verifier.dispose(), this.ownTests.dispose()]);
    await this.books.close();
  }

  /** Null where nobody wants the run to be written down. */
  private recordingIn<Recorder>(recorder: Recorder | undefined, level: BudgetLevel): Recording<Recorder> | null {
    return recorder === undefined ? null : { recorder, level, reckon: this.version, machine: machineWith(this.busyCores) };
  }

  private openVerifier(): SandboxVerifier {
    return createVerifier({ ...this.sandboxOptions, typeCheckScript: join(this.options.scriptsFolder, 'type-check.js') });
  }

  private escalationOf(further: readonly ModelReference[], profiles: readonly ModelProfile[], model: LanguageModel, run: OpenRun): Escalation {
    return escalationOf(model, further, profiles, {
      open: async (each, abortSignal) => run.metered(await this.models.get(each, abortSignal)),
      onUsage: (each, usage, samples) => this.speeds.record(each, usage, samples),
    });
  }

  /** From now on. What a remote model uses is not known here. */
  private startEnergyMeter({ info }: LanguageModel): EnergyMeter {
    return info.location === 'local' ? createEnergyMeter(this.clock, this.busyCores) : unknownEnergyMeter;
  }
}
