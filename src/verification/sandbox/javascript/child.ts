import variant from '@jitl/quickjs-wasmfile-release-sync';
import { transformSync } from '@swc/wasm-typescript';
import { newQuickJSWASMModuleFromVariant, type QuickJSContext, type QuickJSHandle, type QuickJSRuntime, type QuickJSWASMModule } from 'quickjs-emscripten-core';
import { openChannel, type Channel } from '../channel';
import { movableClock } from '../clock';
import { QUICKJS_MEMORY_BYTES, QUICKJS_STACK_BYTES } from '../limits';
import { lockDown } from '../lockdown';
import type { Outcome, RunRequest } from '../messages';
import { startWatchdog } from '../watchdog';
import { SCRIPT_PROGRAM } from './program';

const { parse, stringify } = JSON;

/** The sandbox process for JavaScript and TypeScript: QuickJS compiled to WebAssembly. Each candidate gets a module of its own. */
async function main(): Promise<void> {
  const channel = openChannel();
  const watchdog = await startWatchdog();
  let next = await newQuickJSWASMModuleFromVariant(variant);
  stripTypes('const warm: number = 1;');
  const moveClock = movableClock();
  const wear = lockDown();
  const judgeNext = async (request: RunRequest): Promise<void> => {
    moveClock(request.variation);
    watchdog.during(() => judge(next, request, channel));
    next = await newQuickJSWASMModuleFromVariant(variant);
    channel.reply({ type: 'done', isSpent: wear.isSpent() });
  };
  channel.listen((request) => void judgeNext(request));
}

function judge(quickjs: QuickJSWASMModule, request: RunRequest, { reply }: Channel): void {
  // Neither is disposed of: both go with the module's memory.
  const runtime = quickjs.newRuntime({ memoryLimitBytes: QUICKJS_MEMORY_BYTES, maxStackSizeBytes: QUICKJS_STACK_BYTES });
  const context = runtime.newContext();
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
      script = stripTypes(code);
    } catch (error) {
      return { type: 'raised', exception: 'SyntaxError', ancestors: [], message: String(error).slice(0, 300) };
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

/** What of module syntax becomes what in a plain script: declarations stay, lists of exports go. */
const MODULE_SYNTAX: readonly (readonly [RegExp, string])[] = [
  [/^(\s*)export\s+(?:default\s+)?(?=(?:async\s+)?function\b|(?:abstract\s+)?class\b|interface\b)/gm, '$1'],
  [/^(\s*)export\s+(?=const\b|let\b|var\b|type\s+\w|(?:const\s+)?enum\b)/gm, '$1'],
  [/^(\s*)export\s+default\s+/gm, '$1void '],
  [/^[ \t]*export\s+(?:type\s+)?\{[^}]*\}[ \t]*;?[ \t]*$/gm, ''],
];

/** Plain script: types erased, module syntax reduced. */
function stripTypes(code: string): string {
  const script = MODULE_SYNTAX.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), code);
  return transformSync(script, { mode: 'transform', module: false }).code;
}

void main();
