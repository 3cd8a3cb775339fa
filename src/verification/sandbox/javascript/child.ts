import { readFileSync } from 'node:fs';
import variant from '@jitl/quickjs-wasmfile-release-sync';
import { newQuickJSWASMModuleFromVariant, newVariant, type QuickJSContext, type QuickJSHandle, type QuickJSRuntime, type QuickJSWASMModule } from 'quickjs-emscripten-core';
import { openChannel, type Channel } from '../channel';
import { movableClock } from '../clock';
import { memoryLimits, QUICKJS_STACK_BYTES } from '../limits';
import { lockDown, type Wear } from '../lockdown';
import type { Outcome, RunRequest } from '../messages';
import { startWatchdog } from '../watchdog';
import { mayHaveTypes, withoutModuleSyntax } from './plainScript';
import { SCRIPT_PROGRAM } from './program';
import { TypeStripper } from './stripper';

const { parse, stringify } = JSON;

/** The part of the WebAssembly API used here; Node's types leave it to the browser's. */
declare const WebAssembly: { compile(bytes: Uint8Array): Promise<object> };

/** The sandbox process for JavaScript and TypeScript: QuickJS compiled to WebAssembly. Each candidate gets a module of its own. */
async function main(): Promise<void> {
  const channel = openChannel();
  const newModule = moduleFactory();
  const memory = memoryLimits(process.argv[3]);
  const [watchdog, first] = await Promise.all([startWatchdog(memory.residentBytes), newModule()]);
  const moveClock = movableClock();
  const stripper = new TypeStripper();
  stripper.loadWhenIdle();
  const wear = lockDown(memory.pages);
  let next = Promise.resolve(first);
  const judgeNext = async (request: RunRequest): Promise<void> => {
    const engine = newEngine(await next, memory.quickjsBytes);
    moveClock(request.variation);
    watchdog.during(() => judge(engine, request, stripper, channel, wear));
    channel.reply({ type: 'done', isSpent: wear.isSpent() });
    next = newModule();
  };
  channel.listen((request) => void judgeNext(request));
}

/** Compiles QuickJS once; what it makes share nothing but the code. */
function moduleFactory(): () => Promise<QuickJSWASMModule> {
  const wasmModule = WebAssembly.compile(readFileSync(require.resolve('@jitl/quickjs-wasmfile-release-sync/wasm')));
  const compiled = newVariant(variant, { wasmModule: () => wasmModule });
  return () => newQuickJSWASMModuleFromVariant(compiled);
}

interface Engine {
  readonly runtime: QuickJSRuntime;
  readonly context: QuickJSContext;
}

/** Neither is disposed of: both go with the module's memory. */
function newEngine(quickjs: QuickJSWASMModule, memoryLimitBytes: number): Engine {
  const runtime = quickjs.newRuntime({ memoryLimitBytes, maxStackSizeBytes: QUICKJS_STACK_BYTES });
  return { runtime, context: runtime.newContext() };
}

/** Whether nothing of the request needs its types taken out. Nothing is run to find out. */
function isPlainScript(context: QuickJSContext, { given, code }: RunRequest): boolean {
  return [given, code].map(withoutModuleSyntax).every((script) => {
    if (mayHaveTypes(script)) {
      return false;
    }
    const parsed = context.evalCode(script, 'candidate.js', { type: 'global', compileOnly: true });
    const handle = parsed.error ?? parsed.value;
    handle.dispose();
    return parsed.error === undefined;
  });
}

function judge({ runtime, context }: Engine, request: RunRequest, stripper: TypeStripper, { reply }: Channel, wear: Wear): void {
  const isPlain = isPlainScript(context, request);
  const program = context.unwrapResult(context.evalCode(SCRIPT_PROGRAM));
  const call = (name: string, given: string): string => {
    const text = context.newString(given);
    const outcome = callText(context, program, name, text);
    text.dispose();
    return outcome;
  };
  /** As scripts of their own: what they declare with `const` or `class` at the top is then seen by the expressions. */
  const load = (code: string, fileName: string): Outcome | null => {
    let script: string;
    try {
      script = isPlain ? withoutModuleSyntax(code) : stripper.strip(withoutModuleSyntax(code));
    } catch (error) {
      if (!isSyntaxError(error)) {
        // It ran out of stack within, and never gives back what it had taken: after a few of these it reads nothing any more.
        wear.spend();
      }
      return { type: 'raised', exception: 'SyntaxError', ancestors: [], message: String((error as { readonly message?: unknown }).message ?? error).slice(0, 300) };
    }
    const loaded = context.evalCode(script, fileName, { type: 'global' });
    return loaded.error ? (parse(callText(context, program, 'describe', loaded.error)) as Outcome) : null;
  };
  const failure = loadAll(request, load, call);
  reply({ type: 'loaded', failure });
  if (failure === null) {
    request.expressions.forEach((expression, index) => reply({ type: 'outcome', index, json: call('run', expression) || settled(runtime, call) }));
  }
}

/** What the eraser of types says of code that it has understood to be wrong; everything else broke it. */
function isSyntaxError(error: unknown): boolean {
  return typeof error === 'object' && error !== null && typeof (error as { readonly code?: unknown }).code === 'string';
}

const UNSETTLED = stringify({ type: 'unsettled' } satisfies Outcome);

/** Runs what is pending, then timers one by one, until the promise that is awaited has settled or nothing is left. What goes on for ever meets the limit of the step. */
function settled(runtime: QuickJSRuntime, call: (name: string, given: string) => string): string {
  for (;;) {
    const ran = runtime.executePendingJobs();
    if (ran.error) {
      // Out of memory or stack.
      const message = (stringify(ran.error.context.dump(ran.error)) ?? '').slice(0, 300);
      ran.error.dispose();
      return stringify({ type: 'raised', exception: 'InternalError', ancestors: [], message });
    }
    const outcome = call('settled', '');
    if (outcome !== '') {
      return outcome;
    }
    if (call('tick', '') === '') {
      return UNSETTLED;
    }
  }
}

/** Loads what the task defines, then the candidate. @returns why that did not work; null when it did. */
function loadAll({ functionName, given, givenNames, code, variation }: RunRequest, load: (code: string, fileName: string) => Outcome | null, call: (name: string, given: string) => string): Outcome | null {
  call('vary', JSON.stringify(variation ?? null));
  if (given !== '' && load(given, 'task.js') !== null) {
    return { type: 'self-judged', why: 'what the task defines for its examples does not load by itself' };
  }
  call('begin', JSON.stringify({ functionName: functionName ?? '', text: given, names: givenNames }));
  return load(code, 'candidate.js') ?? (parse(call('defined', '')) as Outcome | null);
}

/** Calls a function of the program that returns an outcome as text. */
function callText(context: QuickJSContext, program: QuickJSHandle, name: string, argument: QuickJSHandle): string {
  const method = context.getProp(program, name);
  const called = context.callFunction(method, context.undefined, argument);
  method.dispose();
  if (called.error) {
    // Out of memory or stack while the outcome was written.
    const message = (JSON.stringify(context.dump(called.error)) ?? '').slice(0, 300);
    called.error.dispose();
    return JSON.stringify({ type: 'raised', exception: 'InternalError', ancestors: [], message });
  }
  const text = context.getString(called.value);
  called.value.dispose();
  return text;
}

void main();
