import { TraceRecorder, type ModelReference, type SolveOwnTests, type SolveRequest } from '../../app';
import type { Clock } from '../../base/clock';
import type { BudgetLevel } from '../../budget/types';
import type { ReasoningResult } from '../../reasoning/events';
import type { CodeTask } from '../../verification/types';
import { failureOf } from './failure';
import type { QuestionContext } from './question';
import { RunView } from './runView';
import type { ShownRun } from './shownRun';
import type { PanelSurroundings } from './surroundings';

/** What a run is asked, as it stood when it began. */
export interface Asked {
  readonly task: CodeTask;
  readonly context: QuestionContext | null;
  readonly level: BudgetLevel;
  readonly model: ModelReference;
  /** The run to go on with; null to begin anew. */
  readonly previous: ReasoningResult | null;
}

/** Told that the view is another. */
interface Changed {
  /** At once: the run is over. */
  now(): void;
  /** With the next frame. */
  soon(): void;
}

type RunSurroundings = Pick<PanelSurroundings, 'clock' | 'reckon' | 'furtherModels' | 'limits' | 'onRunChanged' | 'log'>;

/** The running clock moves this often, in seconds, between two events. */
const TICK_SECONDS = 0.5;

/** Begins a run. Its failure is part of its view. */
export function startRun({ task, context, level, model, previous }: Asked, ownTests: SolveOwnTests | null, around: RunSurroundings, changed: Changed): ShownRun {
  const abort = new AbortController();
  const view = new RunView(context === null ? 'Insert' : 'Replace selection', { level, previous });
  const trace = new TraceRecorder({ clock: around.clock });
  const more = { ...(ownTests ? { ownTests } : {}), ...(previous ? { previous } : {}) };
  const request = { task, level, model, escalate: around.furtherModels(), trace, abortSignal: abort.signal, ...more };
  return {
    view,
    context,
    model,
    language: task.language,
    ended: execute(request, view, around, changed).then(() => priceHarder(request, view, around, changed)),
    stop: () => {
      view.stopping();
      abort.abort();
    },
    trace: () => trace.toTrace(),
  };
}

async function execute(request: SolveRequest, view: RunView, around: RunSurroundings, changed: Changed): Promise<void> {
  around.onRunChanged({ isActive: true, tokens: 0 });
  let stopTicking = (): void => undefined;
  try {
    const run = around.reckon().solve({
      ...request,
      limits: around.limits(),
      onLoadProgress: (progress) => {
        view.progress(progress);
        changed.soon();
      },
    });
    for await (const event of run) {
      if (event.type === 'model-ready') {
        stopTicking = startTicking(view, around.clock, changed);
      }
      view.apply(event);
      changed.soon();
    }
  } catch (error) {
    around.log(describe(error));
    view.fail(failureOf(error));
  } finally {
    stopTicking();
    around.onRunChanged({ isActive: false, tokens: view.state().spent?.tokens ?? 0 });
    changed.now();
  }
}

/** What going on with the answer would take is shown before anybody asks for it. Without that it can be gone on with all the same. */
async function priceHarder({ task, model, escalate }: SolveRequest, view: RunView, around: RunSurroundings, changed: Changed): Promise<void> {
  const { harder } = view;
  if (harder === null) {
    return;
  }
  try {
    view.priceHarder(await around.reckon().estimate({ task, model, ...(escalate ? { escalate } : {}), limits: around.limits(), ...harder }));
    changed.now();
  } catch (error) {
    around.log(describe(error));
  }
}

function startTicking(view: RunView, clock: Clock, changed: Changed): () => void {
  const started = clock.seconds();
  let cancel: () => void;
  const tick = (): void => {
    view.tick(clock.seconds() - started);
    changed.soon();
    cancel = clock.schedule(TICK_SECONDS, tick);
  };
  cancel = clock.schedule(TICK_SECONDS, tick);
  return () => cancel();
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
