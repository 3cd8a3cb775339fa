import variant from '@jitl/quickjs-wasmfile-release-sync';
import { transformSync } from '@swc/wasm-typescript';
import { newQuickJSWASMModuleFromVariant, type QuickJSContext, type QuickJSHandle, type QuickJSWASMModule } from 'quickjs-emscripten-core';
import { lockDown } from '../lockdown';
import type { Outcome, RunRequest, SandboxReply } from '../messages';
import { SCRIPT_PROGRAM } from './program';

/** The engine's own limits; the parent's kill stands behind them, since they can be overshot. */
const MEMORY_BYTES = 256 * 1024 * 1024;
const STACK_BYTES = 512 * 1024;

/** The sandbox process for JavaScript and TypeScript: QuickJS compiled to WebAssembly. A candidate gets a context of its own. */
async function main(): Promise<void> {
  const send = process.send?.bind(process);
  const exit = process.exit.bind(process);
  if (!send) {
    throw new Error('The sandbox runs as a child process only.');
  }
  const reply = (message: SandboxReply): void => {
    send(message);
  };
  const quickjs = await newQuickJSWASMModuleFromVariant(variant);
  stripTypes('const warm: number = 1;');
  lockDown();
  process.on('disconnect', () => exit(0));
  process.on('message', (request: RunRequest) => {
    judge(quickjs, request, reply);
    reply({ type: 'done' });
  });
  reply({ type: 'ready' });
}

function judge(quickjs: QuickJSWASMModule, { code, expressions }: RunRequest, reply: (message: SandboxReply) => void): void {
  let script: string;
  try {
    script = stripTypes(code);
  } catch (error) {
    reply({ type: 'loaded', failure: { type: 'raised', exception: 'SyntaxError', message: String(error).slice(0, 300) } });
    return;
  }
  const runtime = quickjs.newRuntime({ memoryLimitBytes: MEMORY_BYTES, maxStackSizeBytes: STACK_BYTES });
  const context = runtime.newContext();
  const program = context.unwrapResult(context.evalCode(SCRIPT_PROGRAM));
  const failure = callText(context, program, 'load', script);
  reply({ type: 'loaded', failure: failure === undefined ? null : (JSON.parse(failure) as Outcome) });
  if (failure === undefined) {
    expressions.forEach((expression, index) => reply({ type: 'outcome', index, json: callText(context, program, 'run', expression) ?? '' }));
  }
  program.dispose();
  context.dispose();
  runtime.dispose();
}

/** Calls a function of the program with one text; undefined when it returned nothing. */
function callText(context: QuickJSContext, program: QuickJSHandle, name: string, argument: string): string | undefined {
  const method = context.getProp(program, name);
  const text = context.newString(argument);
  const called = context.callFunction(method, context.undefined, text);
  text.dispose();
  method.dispose();
  if (called.error) {
    const message = JSON.stringify(context.dump(called.error)).slice(0, 300);
    called.error.dispose();
    return JSON.stringify({ type: 'raised', exception: 'InternalError', message });
  }
  const value: unknown = context.typeof(called.value) === 'undefined' ? undefined : context.getString(called.value);
  called.value.dispose();
  return value as string | undefined;
}

/** Plain script: types erased, module syntax of candidates reduced to declarations. */
function stripTypes(code: string): string {
  const script = code.replace(/^(\s*)export\s+default\s+(?=function|class|async)/gm, '$1').replace(/^(\s*)export\s+(?=function|class|const|let|var|async|type|interface|enum)/gm, '$1');
  return transformSync(script, { mode: 'transform', module: false }).code;
}

void main();
