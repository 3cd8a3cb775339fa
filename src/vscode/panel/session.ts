import { randomInt } from 'node:crypto';
import { TraceRecorder, type ModelReference, type Reckon, type SolveOwnTests, type SolveRequest, type TaskRequest, type Trace, type TraceReplay } from '../../app';
import { ReckonError } from '../../base/errors';
import type { Clock } from '../../base/clock';
import { plural } from '../../base/format';
import type { BudgetLevel } from '../../budget/types';
import type { HostMessage, PanelMessage, PanelState } from '../../protocol';
import type { CodeTask, Language } from '../../verification/types';
import type { ReasoningEvent, ReasoningResult } from '../../reasoning/events';
import { failureOf } from './failure';
import { Pricing } from './pricing';
import { taskRequest, type QuestionContext } from './question';
import { RunView } from './runView';

/** What the panel needs of the editor around it. */
export interface PanelSurroundings {
  readonly clock: Clock;
  reckon(): Reckon;
  model(): ModelReference;
  /** Models that a run may go on with, in their order. */
  furtherModels(): readonly ModelReference[];
  /** Where the slider stands until it is moved. */
  defaultLevel(): BudgetLevel;
  editorLanguage(): Language | undefined;
  /** Why nothing may run here; null when it may. */
  blocked(): string | null;
  /** The project's tests that shall judge answers about a saved file, asking the person where that has to be; null when none shall. */
  ownTests(task: CodeTask, savedPath: string): Promise<SolveOwnTests | null>;
  /** The task with what the model is shown of the project around the code; as it was where that is nothing. */
  withContext(task: CodeTask, context: QuestionContext, level: BudgetLevel): Promise<CodeTask>;
  /** Puts code of a language where the cursor is. */
  insert(code: string, language: Language): Promise<void>;
  copy(code: string): Promise<void>;
  chooseModel(): Promise<void>;
  downloadModel(id: string): Promise<void>;
  setKey(): Promise<void>;
  openSettings(): Promise<void>;
  /** Told when the answer can, or can no longer, be gone on with. */
  onHarderChanged(isPossible: boolean): void;
  /** Told when a run begins and ends, with the tokens it used. */
  onRunChanged(run: { readonly isActive: boolean; readonly tokens: number }): void;
  /** A failure of an action that the panel has no room for. */
  report(error: unknown): void;
  log(line: string): void;
}

/** Frames while a run goes on. More often than this nobody can read, and each is a copy of the whole state. */
const FRAME_SECONDS = 0.08;
/** The running clock moves this often between two events. */
const TICK_SECONDS = 0.5;
/** Room for two ids to differ by chance. */
const MAX_FIRST_ID = 2 ** 31;
/** A question is read again after this pause in typing. */
const READ_PAUSE_SECONDS = 0.25;

/** What a run is asked, as it stood when it began. */
interface Asked {
  readonly task: CodeTask;
  readonly context: QuestionContext | null;
  readonly level: BudgetLevel;
  readonly model: ModelReference;
  /** The run to go on with; null to begin anew. */
  readonly previous: ReasoningResult | null;
}

/** A run with what it was asked, which later questions and settings do not change. */
interface ActiveRun {
  readonly view: RunView;
  readonly context: QuestionContext | null;
  readonly model: ModelReference;
  readonly language: Language;
  readonly abort: AbortController;
  readonly ended: Promise<void>;
  /** The run as it stands; null when it has not begun. */
  trace(): Trace | null;
}

/**
 * One sidebar: the question, its price, its run. It owns the state; the page only draws it. The one
 * run at a time belongs to it: stopping and a closed window end it.
 */
export class PanelSession {
  private version = 0;
  /** Begins anywhere: a page that outlived an earlier session must not take its draft for this one's. */
  private question: { id: number; words: string; context: QuestionContext | null } = { id: randomInt(MAX_FIRST_ID), words: '', context: null };
  /** Null until the slider is moved: the setting applies. */
  private movedTo: BudgetLevel | null = null;
  private pricing: Pricing = Pricing.none;
  private reading = 0;
  /** A question was asked and is being read. */
  private isStarting = false;
  private run: ActiveRun | null = null;
  private wasHarderPossible = false;
  private cancelFrame: (() => void) | null = null;
  private cancelRead: (() => void) | null = null;

  constructor(
    private readonly around: PanelSurroundings,
    private readonly send: (message: HostMessage) => void,
  ) {}

  private get level(): BudgetLevel {
    return this.movedTo ?? this.around.defaultLevel();
  }

  get isActive(): boolean {
    return this.run !== null && !this.run.view.isOver;
  }

  /** A run is going on, or its question is being read. */
  get isBusy(): boolean {
    return this.isActive || this.isStarting;
  }

  async handle(message: PanelMessage): Promise<void> {
    switch (message.type) {
      case 'ready':
        return this.publish();
      case 'question-changed':
        this.question.words = message.words;
        return this.readSoon();
      case 'context-removed':
        return this.setQuestion(this.question.words, null);
      case 'level-changed':
        this.movedTo = message.level;
        return this.publish();
      case 'solve':
        this.question.words = message.words;
        return this.solve();
      case 'stop':
        return this.stop();
      case 'think-harder':
        return this.thinkHarder();
      case 'insert':
        return this.insert();
      case 'copy':
        return this.withCode((code) => this.around.copy(code));
      case 'choose-model':
        return this.around.chooseModel();
      case 'failure-action':
        return this.doFailureAction();
      case 'misunderstood':
        return this.around.log(`The panel did not understand the extension. ${message.problem}`);
    }
  }

  /** Puts code of an editor into the question box in place of what was there. */
  async setQuestion(words: string, context: QuestionContext | null): Promise<void> {
    this.question = { id: this.question.id + 1, words, context };
    if (!this.isActive) {
      this.run = null;
    }
    await this.read();
  }

  /** Moves the slider. */
  setLevel(level: BudgetLevel): void {
    this.movedTo = level;
    this.publish();
  }

  /** Reads the settings again: another model has another price. */
  async refresh(): Promise<void> {
    await this.read();
  }

  /** Runs the question inside the budget of the slider's place. Resolves when the run is over. */
  async solve(): Promise<void> {
    await this.start(async () => {
      const { context } = this.question;
      const { task } = await this.read();
      return task && { task, context, level: this.level, model: this.around.model(), previous: null };
    });
  }

  /**
   * Goes on with the answer, at the next place of the slider: the same task and model, and what was drawn is kept. Resolves when the run is over.
   * @throws ReckonError `invalid-input` when there is no answer to go on with
   */
  async thinkHarder(): Promise<void> {
    const { run } = this;
    await this.start(() => {
      const harder = run?.view.harder ?? null;
      if (run === null || harder === null) {
        throw new ReckonError('invalid-input', 'There is no answer to go on with.', { hint: 'Solve something first. At the highest budget there is no more to add.' });
      }
      this.movedTo = harder.level;
      const { context, model } = run;
      return Promise.resolve({ ...harder, task: harder.previous.task, context, model });
    });
  }

  /** @param ask what to run; null when there is nothing. It is not called while something runs, nor where nothing may. */
  private async start(ask: () => Promise<Asked | null>): Promise<void> {
    if (this.isBusy || this.around.blocked() !== null) {
      return;
    }
    this.isStarting = true;
    try {
      const asked = await ask();
      if (asked !== null) {
        const { context, level, previous } = asked;
        const savedPath = context?.savedPath ?? null;
        // A run that goes on with another shows what that one showed.
        const task = context === null || previous !== null ? asked.task : await this.around.withContext(asked.task, context, level);
        this.begin({ ...asked, task }, savedPath === null ? null : await this.around.ownTests(task, savedPath));
      }
    } finally {
      this.isStarting = false;
    }
    await this.run?.ended;
  }

  private begin({ task, context, level, model, previous }: Asked, ownTests: SolveOwnTests | null): void {
    const abort = new AbortController();
    const view = new RunView(context === null ? 'Insert' : 'Replace selection', { level, previous });
    const trace = new TraceRecorder({ clock: this.around.clock });
    const more = { ...(ownTests ? { ownTests } : {}), ...(previous ? { previous } : {}) };
    const ended = this.execute({ task, level, model, escalate: this.around.furtherModels(), trace, abortSignal: abort.signal, ...more }, view);
    this.run = { view, context, model, language: task.language, abort, ended, trace: () => trace.toTrace() };
    this.publish();
  }

  /** The run that the panel shows, as a document; null without one. */
  trace(): Trace | null {
    return this.run?.trace() ?? null;
  }

  /** Shows a recorded run in place of what was there.
   * @throws ReckonError `busy` while a run goes on */
  showTrace(trace: Trace): Promise<void> {
    return this.showRecorded(trace, trace.events.map(({ event }) => event), `recorded ${trace.startedAt.slice(0, 10)}`);
  }

  /** Shows what another budget would have done with a recorded run's samples. */
  showReplay(trace: Trace, { level, events, recordEnd }: TraceReplay): Promise<void> {
    // What the controller says last where the record ends is not what a run would have said.
    const known = recordEnd === null ? events : events.filter(({ type }) => type !== 'run-finished');
    return this.showRecorded(trace, known, `replayed at ${level}`, recordEnd === null ? null : `The record ends after ${plural(recordEnd.samples, 'sample')}: ${recordEnd.reason}.`);
  }

  private async showRecorded(trace: Trace, events: readonly ReasoningEvent[], origin: string, end: string | null = null): Promise<void> {
    if (this.isBusy) {
      throw new ReckonError('busy', 'A run is going on in the panel.', { hint: 'Wait for its end, or stop it.' });
    }
    const { task, level } = trace.request;
    this.movedTo = level;
    await this.setQuestion(task.text, null);
    const view = new RunView('Insert', origin);
    events.forEach((event) => view.apply(event));
    if (!view.isOver) {
      view.fail({ message: end ?? trace.failure?.message ?? 'The trace ends before the run did.', hint: trace.failure?.hint ?? null, action: null });
    }
    this.run = { view, context: null, model: this.around.model(), language: task.language, abort: new AbortController(), ended: Promise.resolve(), trace: () => trace };
    this.publish();
  }

  stop(): void {
    if (this.run !== null && this.isActive) {
      this.run.view.stopping();
      this.run.abort.abort();
      this.publish();
    }
  }

  /** Stops what runs and waits until it has ended. */
  async halt(): Promise<void> {
    this.stop();
    await this.run?.ended;
  }

  async dispose(): Promise<void> {
    await this.halt();
    this.cancelFrame?.();
    this.cancelRead?.();
  }

  focusQuestion(): void {
    this.send({ type: 'focus-question' });
  }

  private async execute(request: SolveRequest, view: RunView): Promise<void> {
    this.around.onRunChanged({ isActive: true, tokens: 0 });
    let stopTicking = (): void => undefined;
    try {
      const run = this.around.reckon().solve({
        ...request,
        onLoadProgress: (progress) => {
          view.progress(progress);
          this.publishSoon();
        },
      });
      for await (const event of run) {
        if (event.type === 'model-ready') {
          stopTicking = this.startTicking(view);
        }
        view.apply(event);
        this.publishSoon();
      }
    } catch (error) {
      this.around.log(describe(error));
      view.fail(failureOf(error));
    } finally {
      stopTicking();
      this.around.onRunChanged({ isActive: false, tokens: view.state().spent?.tokens ?? 0 });
      this.publish();
    }
  }

  private startTicking(view: RunView): () => void {
    const { clock } = this.around;
    const started = clock.seconds();
    let cancel: () => void;
    const tick = (): void => {
      view.tick(clock.seconds() - started);
      this.publishSoon();
      cancel = clock.schedule(TICK_SECONDS, tick);
    };
    cancel = clock.schedule(TICK_SECONDS, tick);
    return () => cancel();
  }

  private readSoon(): void {
    this.cancelRead?.();
    this.cancelRead = this.around.clock.schedule(READ_PAUSE_SECONDS, () => {
      this.read().catch((error: unknown) => this.around.report(error));
    });
  }

  /** Reads the question and prices it at every place of the slider. Spends nothing. A newer reading wins. */
  private async read(): Promise<Pricing> {
    this.cancelRead?.();
    this.reading += 1;
    const { reading } = this;
    const pricing = await Pricing.of(this.request(), this.around.reckon(), this.around.model());
    if (reading === this.reading) {
      this.pricing = pricing;
      this.publish();
    }
    return pricing;
  }

  private request(): TaskRequest | null {
    const { words, context } = this.question;
    return taskRequest(words, context, this.around.editorLanguage());
  }

  private async insert(): Promise<void> {
    const { run } = this;
    await this.withCode((code) => run?.context?.replaceWith(code) ?? this.around.insert(code, run?.language ?? 'python'));
  }

  private async withCode(use: (code: string) => Promise<void>): Promise<void> {
    const code = this.run?.view.code ?? null;
    if (code !== null) {
      await use(code);
    }
  }

  private async doFailureAction(): Promise<void> {
    const action = this.run?.view.state().failure?.action?.id;
    switch (action) {
      case 'download-model':
        await this.around.downloadModel(this.run?.model.model ?? this.around.model().model);
        return this.solve();
      case 'set-key':
        return this.around.setKey();
      case 'open-settings':
        return this.around.openSettings();
      case 'try-again':
        return this.solve();
      case undefined:
        return;
    }
  }

  private publishSoon(): void {
    this.cancelFrame ??= this.around.clock.schedule(FRAME_SECONDS, () => this.publish());
  }

  private publish(): void {
    this.cancelFrame?.();
    this.cancelFrame = null;
    this.version += 1;
    const isHarderPossible = (this.run?.view.harder ?? null) !== null;
    if (isHarderPossible !== this.wasHarderPossible) {
      this.wasHarderPossible = isHarderPossible;
      this.around.onHarderChanged(isHarderPossible);
    }
    this.send({ type: 'state', state: this.state() });
  }

  private state(): PanelState {
    const { id, words, context } = this.question;
    const model = this.around.model();
    return {
      version: this.version,
      question: { id, words, context: context && { fileName: context.fileName, firstLine: context.firstLine, lastLine: context.lastLine } },
      ...this.pricing.state(),
      level: this.level,
      model: { ...modelState(model), further: this.around.furtherModels().map(modelState) },
      blocked: this.around.blocked(),
      run: this.run?.view.state() ?? null,
    };
  }
}

function modelState({ model, endpoint }: ModelReference): Pick<PanelState['model'], 'name' | 'place'> {
  const name = model.slice(model.lastIndexOf('/') + 1);
  return endpoint === undefined ? { name, place: 'this machine' } : { name: name.slice(name.indexOf(':') + 1), place: 'a server' };
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
