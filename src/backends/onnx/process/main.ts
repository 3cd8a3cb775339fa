import { systemClock } from '../../../base/clock';
import { leaveInterruptsToParent } from '../../../base/interrupts';
import { Engine } from './engine';
import type { EngineReply, EngineRequest } from './messages';
import { EngineServer } from './server';

/**
 * The engine process: loads one model and answers requests. It ends when the channel to its parent closes, not at
 * Ctrl-C, and keeps the memory and the native code that may crash outside of the parent.
 */
function main(): void {
  leaveInterruptsToParent();
  const reply = (message: EngineReply): void => {
    // A parent that has just gone shows up here first; `disconnect` follows and ends the process in order.
    process.send?.(message, undefined, undefined, () => undefined);
  };
  const server = new EngineServer((configuration, onProgress, signal) => Engine.load(configuration, systemClock, onProgress, signal), reply);
  process.on('message', (message: EngineRequest) => server.receive(message));
  process.on('disconnect', () => server.close().then(exit, exit));
}

function exit(): void {
  process.exit(0);
}

main();
