import { ReckonError } from './errors';

/** The one error that a cancelled operation rejects with. */
export function cancelledError(reason?: unknown): ReckonError {
  if (ReckonError.is(reason)) {
    return reason;
  }
  return new ReckonError('cancelled', 'The operation was cancelled.', reason === undefined ? {} : { cause: reason });
}

export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) {
    throw cancelledError(signal.reason);
  }
}

/**
 * Settles as `promise` does, or rejects as soon as `signal` aborts. It does not stop the work
 * behind `promise`: the caller that owns the work must do so.
 */
export function raceAbort<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) {
    return promise;
  }
  return new Promise<T>((resolve, reject) => {
    const onAbort = (): void => reject(cancelledError(signal.reason));
    if (signal.aborted) {
      onAbort();
    }
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

/** A signal that aborts when any of the given ones does. Undefined entries are skipped. */
export function anySignal(...signals: readonly (AbortSignal | undefined)[]): AbortSignal {
  return AbortSignal.any(signals.filter((signal) => signal !== undefined));
}
