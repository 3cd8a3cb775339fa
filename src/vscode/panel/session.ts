import { randomInt } from 'node:crypto';
import { knownEvents, type ModelReference, type SolveOwnTests, type TaskRequest, type Trace, type TraceReplay } from '../../app';
import { ReckonError } from '../../base/errors';
import { plural } from '../../base/format';
import type { BudgetLevel } from '../../budget/types';
import type { HostMessage, PanelMessage, PanelState } from '../../protocol';
import { startRun, type Asked } from './liveRun';
import { Pricing } from './pricing';
import { taskRequest, type QuestionContext } from './question';
import { recordedRun, type RecordedEvents } from './recordedRun';
import type { ShownRun } from './shownRun';
import type { PanelSurroundings } from './surroundings';

/** Frames while a run goes on. More often than this nobody can read, and each is a copy of the whole state. */
const FRAME_SECONDS = 0.08;
/** Room for two ids to differ by chance. */
const MAX_FIRST_ID = 2 ** 31;
/** A question is read again after this pause in typing. */
const READ_PAUSE_SECONDS = 0.25;

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
  /** What is being read, a question that was asked or a recorded run: aborted, it ends without taking the place of anything. */
  private opening: AbortController | null = null;
  private run: ShownRun | null = null;
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

  /** A run is going on, or what is to be shown is being read. */
  get isBusy(): boolean {
    return this.isActive || this.opening !== null;
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
    await this.open(async (signal) => {
      const asked = await ask();
      const prepared = asked === null || signal.aborted ? null : await this.prepare(asked);
      if (prepared !== null && !signal.aborted) {
        this.begin(prepared.asked, prepared.ownTests);
      }
    });
    await this.run?.ended;
  }

  /** With what the project has for it: definitions that the model is shown, and tests that judge. */
  private async prepare(asked: Asked): Promise<{ readonly asked: Asked; readonly ownTests: SolveOwnTests | null }> {
    const { context, level, previous } = asked;
    const savedPath = context?.savedPath ?? null;
    // A run that goes on with another shows what that one showed.
    const task = context === null || previous !== null ? asked.task : await this.around.withContext(asked.task, context, level);
    return { asked: { ...asked, task }, ownTests: savedPath === null ? null : await this.around.ownTests(task, savedPath) };
  }

  /** Nothing else is begun meanwhile, and a stop ends it. */
  private async open(read: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const opening = new AbortController();
    this.opening = opening;
    try {
      await read(opening.signal);
    } finally {
      this.opening = null;
    }
  }

  private begin(asked: Asked, ownTests: SolveOwnTests | null): void {
    this.run = startRun(asked, ownTests, this.around, { now: () => this.publish(), soon: () => this.publishSoon() });
    this.publish();
  }

  /** The run that the panel shows, as a document; null without one. */
  trace(): Trace | null {
    return this.run?.trace() ?? null;
  }

  /**
   * Shows a recorded run in place of what was there.
   * @throws ReckonError `busy` while a run goes on
   */
  showTrace(trace: Trace): Promise<void> {
    return this.showRecorded(trace, { events: trace.events.map(({ event }) => event), origin: `recorded ${trace.startedAt.slice(0, 10)}`, end: null });
  }

  /**
   * Shows what another budget would have done with a recorded run's samples.
   * @throws ReckonError `busy` while a run goes on
   */
  showReplay(trace: Trace, replay: TraceReplay): Promise<void> {
    const { level, recordEnd } = replay;
    const end = recordEnd === null ? null : `The record ends after ${plural(recordEnd.samples, 'sample')}: ${recordEnd.reason}.`;
    return this.showRecorded(trace, { events: knownEvents(replay), origin: `replayed at ${level}`, end });
  }

  private async showRecorded(trace: Trace, recorded: RecordedEvents): Promise<void> {
    if (this.isBusy) {
      throw new ReckonError('busy', 'A run is going on in the panel.', { hint: 'Wait for its end, or stop it.' });
    }
    await this.open(async (signal) => {
      this.movedTo = trace.request.level;
      await this.setQuestion(trace.request.task.text, null);
      if (!signal.aborted) {
        this.run = recordedRun(trace, recorded, this.around.model());
        this.publish();
      }
    });
  }

  /** Ends what runs, and what is being read in order to run. */
  stop(): void {
    this.opening?.abort();
    if (this.run !== null && this.isActive) {
      this.run.stop();
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
    const pricing = await Pricing.of(this.request(), this.around.reckon(), () => ({ model: this.around.model(), escalate: this.around.furtherModels(), limits: this.around.limits() }), () => reading === this.reading);
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
