import { systemClock } from '../../../base/clock';
import { serializeError } from '../../../base/errors';
import { leaveInterruptsToParent } from '../../../base/interrupts';
import { Engine } from './engine';
import type { EngineReply, EngineRequest } from './messages';

/**
 * The engine process: loads one model and answers one request after another. It ends when the
 * channel to its parent closes, not at Ctrl-C, and keeps the memory and the native code that may crash outside
 * of the parent.
 */
function main(): void {
  leaveInterruptsToParent();
  const cancels = new Map<number, AbortController>();
  const closing = new AbortController();
  let engine: Promise<Engine> | undefined;
  /** The native session runs one step at a time, so requests wait for each other. */
  let last: Promise<void> = Promise.resolve();

  const reply = (message: EngineReply): void => {
    // A parent that has just gone shows up here first; `disconnect` follows and ends the process in order.
    process.send?.(message, undefined, undefined, () => undefined);
  };
  const loaded = (): Promise<Engine> => engine ?? Promise.reject(new Error('No model was loaded.'));
  const enqueue = (id: number, work: (engine: Engine) => Promise<void>): void => {
    last = last.then(loaded).then(work).catch((error: unknown) => reply({ type: 'failed', id, error: serializeError(error) }));
  };

  const handlers: { [K in EngineRequest['type']]: (message: Extract<EngineRequest, { type: K }>) => void } = {
    load: ({ configuration }) => {
      engine = Engine.load(configuration, systemClock, (progress) => reply({ type: 'load-progress', progress }), closing.signal);
      engine.then(
        ({ info }) => reply({ type: 'loaded', info }),
        (error: unknown) => reply({ type: 'load-failed', error: serializeError(error) }),
      );
    },
    sample: ({ id, prompt, count, options }) => {
      const cancel = new AbortController();
      cancels.set(id, cancel);
      enqueue(id, async (ready) => {
        try {
          for await (const { part, usage } of ready.sample(prompt, count, options, cancel.signal)) {
            reply({ type: 'part', id, part, usage });
          }
        } finally {
          cancels.delete(id);
        }
      });
    },
    cancel: ({ id }) => cancels.get(id)?.abort(),
    tokenize: ({ id, prompt }) => enqueue(id, async (ready) => reply({ type: 'tokens', id, tokens: ready.tokenize(prompt) })),
    logits: ({ id, tokens }) => enqueue(id, async (ready) => reply({ type: 'logits', id, logits: await ready.logits(tokens) })),
  };

  process.on('message', (message: EngineRequest) => (handlers[message.type] as (message: EngineRequest) => void)(message));
  process.on('disconnect', () => {
    closing.abort();
    // An import that is under way removes what it has written before it ends; nothing else is worth waiting for.
    Promise.resolve(engine).then(exit, exit);
  });
}

function exit(): void {
  process.exit(0);
}

main();
