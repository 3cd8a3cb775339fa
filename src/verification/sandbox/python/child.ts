import { dirname } from 'node:path';
import { openChannel, type Channel } from '../channel';
import { movableClock } from '../clock';
import { memoryLimits } from '../limits';
import { lockDown, type Wear } from '../lockdown';
import type { Outcome, RunRequest } from '../messages';
import { startWatchdog } from '../watchdog';
import { startInterpreter, type Program } from './interpreter';
import { closeSockets, takeHeapCopy, watchFiles } from './pristine';

/** The sandbox process for Python: CPython compiled to WebAssembly, cut off from the host. Its arguments say which snapshot it starts from and what memory it may take. */
async function main(): Promise<void> {
  const channel = openChannel();
  const memory = memoryLimits(process.argv[3]);
  const [watchdog, { inside, program }] = await Promise.all([startWatchdog(memory.residentBytes), startInterpreter(dirname(__filename), Number(process.argv[2]))]);
  const moveClock = movableClock();
  const wear = lockDown(memory.pages);
  closeSockets(inside);
  const lookAtFiles = watchFiles(inside, wear);
  const restoreHeap = takeHeapCopy(inside);
  channel.listen((request) => {
    moveClock(request.variation);
    watchdog.during(() => judge(program, request, channel));
    lookAtFiles();
    finish(channel, wear);
    if (!wear.isSpent()) {
      restoreHeap();
    }
  });
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
