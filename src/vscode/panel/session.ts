import type { ModelReference, Reckon, TaskRequest } from '../../app';
import type { Clock } from '../../base/clock';
import { ReckonError } from '../../base/errors';
import type { BudgetLevel } from '../../budget/types';
import type { HostMessage, PanelMessage, PanelState } from '../../protocol';
import type { CodeTask, Language } from '../../verification/types';
import { failureOf } from './failure';
import { Pricing } from './pricing';
import { taskRequest, type QuestionContext } from './question';
import { RunView } from './runView';

/** What the panel needs of the editor around it. */
export interface PanelSurroundings {
  readonly clock: Clock;
  reckon(): Reckon;
  model(): ModelReference;
  /** Where the slider stands until it is moved. */
  defaultLevel(): BudgetLevel;
  editorLanguage(): Language | undefined;
  /** Why nothing may run here; null when it may. */
  blocked(): string | null;
  insert(code: string): Promise<void>;
  copy(code: string): Promise<void>;
  chooseModel(): Promise<void>;
  /** Returns whether the model is there now. */
  downloadModel(id: string): Promise<boolean>;
  setKey(): Promise<void>;
  openSettings(): Promise<void>;
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
/** A question is read again after this pause in typing. */
const READ_PAUSE_SECONDS = 0.25;

/**
 * One sidebar: the question, its price, its run. It owns the state; the page only draws it. The one
 * run at a time belongs to it: stopping, a closed window and a new core end it.
 */
export class PanelSession {
  private version = 0;
  private question: { id: number; words: string; context: QuestionContext | null } = { id: 0, words: '', context: null };
  private level: BudgetLevel;
  private pricing: Pricing = Pricing.none;
  private reading = 0;
  /** A question was asked and is being read. */
  private isStarting = false;
  private run: { readonly view: RunView; readonly context: QuestionContext | null; readonly abort: AbortController; readonly ended: Promise<void> } | null = null;
  private cancelFrame: (() => void) | null = null;
  private cancelRead: (() => void) | null = null;

  constructor(
    private readonly around: PanelSurroundings,
    private readonly send: (message: HostMessage) => void,
  ) {
    this.level = around.defaultLevel();
  }

  get isActive(): boolean {
    return this.run !== null && !this.run.view.isOver;
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
        this.level = message.level;
        return this.publish();
      case 'solve':
        this.question.words = message.words;
        return this.solve();
      case 'stop':
        return this.stop();
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

  setLevel(level: BudgetLevel): void {
    this.level = level;
    this.publish();
  }

  /** Reads the settings again: another model has another price. */
  async refresh(): Promise<void> {
    await this.read();
  }

  /** Runs the question inside the budget of the slider's place. Resolves when the run is over. */
  async solve(): Promise<void> {
    if (this.isActive || this.isStarting || this.around.blocked() !== null) {
      return;
    }
    this.isStarting = true;
    try {
      const { context } = this.question;
      const { task } = await this.read();
      if (task !== null) {
        this.begin(task, context);
      }
    } finally {
      this.isStarting = false;
    }
    await this.run?.ended;
  }

  private begin(task: CodeTask, context: QuestionContext | null): void {
    const abort = new AbortController();
    const view = new RunView(context === null ? 'Insert' : 'Replace selection');
    const ended = this.execute(task, view, abort.signal);
    this.run = { view, context, abort, ended };
    this.publish();
  }

  stop(): void {
    if (this.run !== null && this.isActive) {
      this.run.view.stopping();
      this.run.abort.abort();
      this.publish();
    }
  }

  /** Stops what runs and waits for it. */
  async dispose(): Promise<void> {
    this.stop();
    this.cancelFrame?.();
    this.cancelRead?.();
    await this.run?.ended;
  }

  focusQuestion(): void {
    this.send({ type: 'focus-question' });
  }

  private async execute(task: CodeTask, view: RunView, abortSignal: AbortSignal): Promise<void> {
    this.around.onRunChanged({ isActive: true, tokens: 0 });
    let stopTicking = (): void => undefined;
    try {
      const run = this.around.reckon().solve({
        task,
        level: this.level,
        model: this.around.model(),
        abortSignal,
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
      view.fail(ReckonError.is(error, 'cancelled') ? { message: 'Stopped before the model was ready.', hint: null, action: null } : failureOf(error));
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
    const context = this.run?.context ?? null;
    await this.withCode((code) => (context === null ? this.around.insert(code) : context.replaceWith(code)));
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
        if (await this.around.downloadModel(this.around.model().model)) {
          await this.solve();
        }
        return;
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
      model: modelState(model),
      blocked: this.around.blocked(),
      run: this.run?.view.state() ?? null,
    };
  }
}

function modelState({ model, endpoint }: ModelReference): PanelState['model'] {
  const name = model.slice(model.lastIndexOf('/') + 1);
  return endpoint === undefined ? { name, place: 'this machine' } : { name: name.slice(name.indexOf(':') + 1), place: 'a server' };
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
