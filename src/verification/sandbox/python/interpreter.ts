import { randomInt } from 'node:crypto';
import { constants } from 'node:fs';
import { dirname } from 'node:path';
import { loadPyodide } from 'pyodide';
import type { PyodideInside } from './pristine';
import { PYTHON_PROGRAM } from './program';
import { readSnapshot } from './snapshot';

/** Reckon's program inside the interpreter. */
export interface Program {
  load(code: string, functionName: string, given: string, givenNames: string): string | undefined;
  run(expression: string): string;
  vary(round: number, rounds: number): void;
}

export interface Interpreter {
  readonly inside: PyodideInside;
  readonly program: Program;
}

export type Pyodide = Awaited<ReturnType<typeof loadPyodide>>;

/** Python takes 32 bits. */
const MAX_HASH_SEED = 2 ** 32 - 1;

/**
 * Starts Python with Reckon's program in it: from the snapshot of that variant where there is one that fits.
 * @param folder where the snapshots are
 */
export async function startInterpreter(folder: string, variant: number): Promise<Interpreter> {
  prepareProcess();
  const snapshot = readSnapshot(folder, variant);
  if (snapshot !== null) {
    try {
      return enter(await loadInterpreter({ _loadSnapshot: snapshot }));
    } catch {
      // A snapshot that this engine cannot put back costs time and nothing else.
    }
  }
  // The order of sets differs from one process to the next. Not by the process's number: in a namespace of their own all have the same.
  return enter(await startFresh(randomInt(MAX_HASH_SEED), {}));
}

/** Starts without a snapshot, up to where one could be made. */
export async function startFresh(hashSeed: number, more: Parameters<typeof loadInterpreter>[0]): Promise<Pyodide> {
  const pyodide = await loadInterpreter({ ...more, env: { PYTHONHASHSEED: String(hashSeed) } });
  pyodide.runPython(PYTHON_PROGRAM);
  return pyodide;
}

/** What Pyodide needs of this process, and its time zone: one for all machines, as in a snapshot it is that of the build. */
export function prepareProcess(): void {
  process.env['TZ'] = 'UTC';
  // The permission model refuses process.binding, of which Pyodide's file layer wants these constants only.
  Object.defineProperty(process, 'binding', { value: () => ({ fs: constants }), configurable: true });
}

function loadInterpreter(more: Parameters<typeof loadPyodide>[0]): Promise<Pyodide> {
  return loadPyodide({
    indexURL: dirname(require.resolve('pyodide/package.json')),
    jsglobals: Object.create(null) as object,
    stdout: () => undefined,
    stderr: () => undefined,
    stdin: () => null,
    ...more,
  });
}

/** What differs between processes is made anew; a candidate can import __main__, and must not find its judge there. */
const ENTER = `
__import__('random').seed()
del _reckon_make_loop, _reckon_make, _reckon_load, _reckon_run, _reckon_vary
`;

function enter(pyodide: Pyodide): Interpreter {
  const globals = pyodide.globals as unknown as { get(name: string): unknown };
  const program: Program = {
    load: globals.get('_reckon_load') as Program['load'],
    run: globals.get('_reckon_run') as Program['run'],
    vary: globals.get('_reckon_vary') as Program['vary'],
  };
  pyodide.runPython(ENTER);
  return { inside: pyodide as unknown as PyodideInside, program };
}
