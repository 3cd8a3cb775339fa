import { randomInt } from 'node:crypto';
import { constants } from 'node:fs';
import { dirname } from 'node:path';
import { loadPyodide } from 'pyodide';
import { openChannel, type Channel } from '../channel';
import { movableClock } from '../clock';
import { lockDown, type Wear } from '../lockdown';
import type { Outcome, RunRequest } from '../messages';
import { startWatchdog } from '../watchdog';
import { takeHeapCopy, watchFiles, type PyodideInside } from './pristine';
import { PYTHON_PROGRAM } from './program';

/** Python takes 32 bits. */
const MAX_HASH_SEED = 2 ** 32 - 1;

/** The sandbox process for Python: CPython compiled to WebAssembly, cut off from the host. */
async function main(): Promise<void> {
  const channel = openChannel();
  // The permission model refuses process.binding, of which Pyodide's file layer wants these constants only.
  Object.defineProperty(process, 'binding', { value: () => ({ fs: constants }), configurable: true });
  const [watchdog, pyodide] = await Promise.all([startWatchdog(), loadPyodide({
    indexURL: dirname(require.resolve('pyodide/package.json')),
    jsglobals: Object.create(null) as object,
    stdout: () => undefined,
    stderr: () => undefined,
    stdin: () => null,
    // The order of sets differs from one process to the next. Not by the process's number: in a namespace of their own all have the same.
    env: { PYTHONHASHSEED: String(randomInt(MAX_HASH_SEED)) },
  })]);
  const globals = pyodide.globals as unknown as { get(name: string): unknown };
  pyodide.runPython(PYTHON_PROGRAM);
  const program: Program = {
    load: globals.get('_reckon_load') as Program['load'],
    run: globals.get('_reckon_run') as Program['run'],
    vary: globals.get('_reckon_vary') as Program['vary'],
  };
  pyodide.runPython('del _reckon_make_loop, _reckon_make, _reckon_load, _reckon_run, _reckon_vary'); // A candidate can import __main__, and must not find its judge there.
  const moveClock = movableClock();
  const wear = lockDown();
  const inside = pyodide as unknown as PyodideInside;
  watchFiles(inside, wear);
  const restoreHeap = takeHeapCopy(inside);
  channel.listen((request) => {
    moveClock(request.variation);
    watchdog.during(() => judge(program, request, channel));
    finish(channel, wear);
    if (!wear.isSpent()) {
      restoreHeap();
    }
  });
}

interface Program {
  load(code: string, functionName: string, given: string, givenNames: string): string | undefined;
  run(expression: string): string;
  vary(round: number, rounds: number): void;
}

const { parse } = JSON;

function judge({ load, run, vary }: Program, { functionName, given, givenNames, code, expressions, variation }: RunRequest, { reply }: Channel): void {
  if (variation) {
    vary(variation.round, variation.rounds);
  }
  const failure = load(code, functionName ?? '', given, givenNames.join(' '));
  reply({ type: 'loaded', failure: failure === undefined ? null : (parse(failure) as Outcome) });
  if (failure === undefined) {
    expressions.forEach((expression, index) => reply({ type: 'outcome', index, json: run(expression) }));
  }
}

function finish(channel: Channel, wear: Wear): void {
  channel.reply({ type: 'done', isSpent: wear.isSpent() });
}

void main();
