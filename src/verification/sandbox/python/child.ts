import { constants } from 'node:fs';
import { dirname } from 'node:path';
import { loadPyodide } from 'pyodide';
import { lockDown } from '../lockdown';
import type { Outcome, RunRequest, SandboxReply } from '../messages';
import { PYTHON_PROGRAM } from './program';

/** The sandbox process for Python: CPython compiled to WebAssembly, cut off from the host. */
async function main(): Promise<void> {
  const send = process.send?.bind(process);
  const exit = process.exit.bind(process);
  if (!send) {
    throw new Error('The sandbox runs as a child process only.');
  }
  const reply = (message: SandboxReply): void => {
    send(message);
  };
  // The permission model refuses process.binding, of which Pyodide's file layer wants these constants only.
  Object.defineProperty(process, 'binding', { value: () => ({ fs: constants }), configurable: true });
  const pyodide = await loadPyodide({
    indexURL: dirname(require.resolve('pyodide/package.json')),
    jsglobals: Object.create(null) as object,
    stdout: () => undefined,
    stderr: () => undefined,
    stdin: () => null,
    env: {},
  });
  const globals = pyodide.globals as unknown as { get(name: string): unknown };
  pyodide.runPython(PYTHON_PROGRAM);
  const load = globals.get('_reckon_load') as (code: string) => string | undefined;
  const run = globals.get('_reckon_run') as (expression: string) => string;
  const { parse } = JSON;
  lockDown();
  process.on('disconnect', () => exit(0));
  process.on('message', ({ code, expressions }: RunRequest) => {
    const failure = load(code);
    reply({ type: 'loaded', failure: failure === undefined ? null : (parse(failure) as Outcome) });
    if (failure === undefined) {
      expressions.forEach((expression, index) => reply({ type: 'outcome', index, json: run(expression) }));
    }
    reply({ type: 'done' });
  });
  reply({ type: 'ready' });
}

void main();
