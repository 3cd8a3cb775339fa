import type { ModelReference, Reckon, SolveRequest } from '../../src/app';
import { createModelledMeter, type ComputeBudget } from '../../src/budget';
import type { HostMessage, PanelState } from '../../src/protocol';
import { solveTask } from '../../src/reasoning';
import type { TestPlan } from '../../src/verification/ownTests';
import { readTask } from '../../src/verification/task';
import type { TaskContext } from '../../src/verification/types';
import type { QuestionContext } from '../../src/vscode/panel/question';
import { PanelSession } from '../../src/vscode/panel/session';
import type { PanelSurroundings } from '../../src/vscode/panel/surroundings';
import { estimateFor } from './estimates';
import { FakeClock } from './fakeClock';
import { ScriptedModel, type ScriptedModelOptions } from './scriptedModel';
import { ScriptedVerifier } from './scriptedVerifier';
import { RIGHT } from './tasks';

/** A question in words alone. */
export const QUESTION = 'A Python function f(x) that adds one. f(1) == 2';
/** What a model writes around code. */
export const fenced = (code: string): { text: string } => ({ text: `\`\`\`python\n${code}\`\`\`` });

/** A core whose model and sandbox are scripted; reading and reasoning are the real ones. */
function scriptedReckon(clock: FakeClock, script: Partial<ScriptedModelOptions>, solved: SolveRequest[]): Reckon {
  const model = new ScriptedModel({ samples: [fenced(RIGHT)], ...script });
  const estimate = (level: SolveRequest['level']) =>
    estimateFor({ level, answers: 'whole', stops: 'first-pass', promptTokens: 100, batchSizes: [3] });
  const core = {
    readTask: ({ text, ...options }) => readTask(text, options),
    estimate: ({ level }) => Promise.resolve(estimate(level)),
    async *solve(request) {
      solved.push(request);
      const { task, level, previous, abortSignal } = request;
      return yield* solveTask(
        { task, budget: { maxSamples: previous ? 8 : 4 }, estimate: estimate(level), rule: 'first-pass', seed: 0, ...(previous ? { previous } : {}), ...(abortSignal ? { abortSignal } : {}) },
        { model, verifier: new ScriptedVerifier(), clock, startEnergyMeter: () => createModelledMeter(clock, 2) },
      );
    },
  } satisfies Partial<Reckon>;
  return core as unknown as Reckon;
}

interface Options extends Partial<ScriptedModelOptions> {
  readonly blocked?: string;
  readonly further?: readonly ModelReference[];
  readonly ownTests?: TestPlan;
  readonly context?: TaskContext;
  /** What the settings say of money and energy. */
  limits?(this: void): ComputeBudget;
  readonly solveError?: Error;
  readonly estimateError?: Error;
}

/** A panel's session with all that it told its surroundings. */
export function openSession(options: Options = {}) {
  const clock = new FakeClock();
  const states: PanelState[] = [];
  const did: string[] = [];
  const solved: SolveRequest[] = [];
  const harder: boolean[] = [];
  const core = scriptedReckon(clock, options, solved);
  if (options.estimateError) {
    core.estimate = () => Promise.reject(options.estimateError as Error);
  }
  if (options.solveError) {
    core.solve = async function* (request) {
      solved.push(request);
      yield* [];
      throw options.solveError;
    };
  }
  const note = (what: string) => async (): Promise<void> => {
    did.push(what);
  };
  const around: PanelSurroundings = {
    clock,
    reckon: () => core,
    model: () => ({ model: 'qwen2.5-coder-0.5b' }),
    furtherModels: () => options.further ?? [],
    defaultLevel: () => 'balanced',
    limits: options.limits ?? (() => ({})),
    editorLanguage: () => undefined,
    blocked: () => options.blocked ?? null,
    ownTests: async (_task, savedPath) => (options.ownTests === undefined ? null : { plan: options.ownTests, file: savedPath, isTrusted: true, consent: options.ownTests }),
    withContext: async (task) => (options.context === undefined ? task : { ...task, context: options.context }),
    insert: async (code) => void did.push(`insert ${code}`),
    copy: async (code) => void did.push(`copy ${code}`),
    chooseModel: note('choose model'),
    downloadModel: async (id) => void did.push(`download ${id}`),
    setKey: note('set key'),
    openSettings: note('open settings'),
    onHarderChanged: (isPossible) => void harder.push(isPossible),
    onRunChanged: ({ isActive }) => void did.push(isActive ? 'run begins' : 'run ends'),
    report: (error) => void did.push(`report ${String(error)}`),
    log: () => undefined,
  };
  const session = new PanelSession(around, (message: HostMessage) => {
    if (message.type === 'state') {
      states.push(message.state);
    }
  });
  return { session, clock, states, did, solved, harder, core, last: (): PanelState => states.at(-1) as PanelState };
}

/** Code of a file that is asked about. */
export function context(replaced: string[] = []): QuestionContext {
  const text = 'def f(x):\n    """Add one.\n\n    >>> f(1)\n    2\n    """\n';
  return { fileName: 'f.py', savedPath: '/project/f.py', source: { path: '/project/f.py', text }, language: 'python', text, firstLine: 1, lastLine: 6, replaceWith: async (code) => void replaced.push(code) };
}
