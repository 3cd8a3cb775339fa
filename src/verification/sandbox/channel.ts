import { leaveInterruptsToParent } from '../../base/interrupts';
import { examineSelf } from './doors';
import type { RunRequest, SandboxReply } from './messages';
import { openNetwork } from './network';

/** The sandbox's end of the channel to the host. Captured before any candidate runs. */
export interface Channel {
  reply(message: SandboxReply): void;
  /** Call after `lockDown`: what is still open is told. */
  listen(onRequest: (request: RunRequest) => void): void;
}

/** The process ends when the channel does, also while it is still starting. */
export function openChannel(): Channel {
  const send = process.send?.bind(process);
  const exit = process.exit.bind(process);
  if (!send) {
    throw new Error('The sandbox runs as a child process only.');
  }
  leaveInterruptsToParent();
  process.on('disconnect', () => exit(0));
  if (!process.connected) {
    exit(0);
  }
  const self = examineSelf();
  return {
    reply: (message) => {
      send(message);
    },
    listen: (onRequest) => {
      process.on('message', onRequest);
      send({ type: 'ready', self: { ...self, open: [...self.open, ...openNetwork()] } } satisfies SandboxReply);
    },
  };
}
