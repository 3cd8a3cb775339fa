import { AsyncQueue } from '../base/asyncQueue';

/**
 * Runs something that says what happens as it happens, and ends with a result, which is the last event, too. Leaving the
 * generator early aborts the signal that `execute` is given, as `abortSignal` does.
 * @throws what `execute` fails with, after the events before it
 */
export async function* runEvents<Event, Result>(
  abortSignal: AbortSignal | undefined,
  execute: (signal: AbortSignal, emit: (event: Event | { readonly type: 'run-finished'; readonly result: Result }) => void) => Promise<Result>,
): AsyncGenerator<Event | { readonly type: 'run-finished'; readonly result: Result }, Result> {
  const left = new AbortController();
  const events = new AsyncQueue<Event | { readonly type: 'run-finished'; readonly result: Result }>(() => left.abort());
  const running = execute(abortSignal ? AbortSignal.any([abortSignal, left.signal]) : left.signal, (event) => events.push(event));
  running.then(
    (result) => {
      events.push({ type: 'run-finished', result });
      events.end();
    },
    (error: unknown) => events.fail(error),
  );
  yield* events;
  return running;
}
