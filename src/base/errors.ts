/**
 * What can go wrong in a way a person can do something about. Every boundary (CLI exit codes,
 * VS Code notifications, protocol messages) switches on `code`, never on message text.
 */
export type ErrorCode =
  | 'invalid-input'
  | 'file-not-found'
  | 'function-not-found'
  | 'unsupported-language'
  | 'unknown-model'
  | 'model-missing'
  | 'model-corrupt'
  | 'unsupported-model'
  | 'unsupported-platform'
  | 'disk-full'
  | 'network'
  | 'engine-crashed'
  | 'sandbox-failed'
  | 'remote-failed'
  | 'budget-exceeded'
  /** A person's own tests run only in a folder that they trust. */
  | 'untrusted-workspace'
  /** A person has not agreed to the command that would run their tests. */
  | 'consent-required'
  /** A person's own tests cannot be run, whatever the candidate. */
  | 'tests-unusable'
  /** Another process is doing the same at this moment. */
  | 'busy'
  /** A replay wants what was never recorded. */
  | 'record-ended'
  | 'cancelled';

export interface ReckonErrorOptions {
  /** One sentence that says what the person can do next. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/** An expected failure. Bugs throw plain `Error`s; these carry a code and a next step. */
export class ReckonError extends Error {
  override readonly name: string = 'ReckonError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, options: ReckonErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
  }

  /** Guard that also recognises errors of another bundle's copy of this class. */
  static is(error: unknown, code?: ErrorCode): error is ReckonError {
    return (
      error instanceof Error &&
      error.name === 'ReckonError' &&
      'code' in error &&
      (code === undefined || error.code === code)
    );
  }
}

/** Plain-data form of an error, for messages between processes. */
export interface SerializedError {
  readonly code: ErrorCode | null;
  readonly message: string;
  readonly hint?: string | undefined;
}

export function serializeError(error: unknown): SerializedError {
  if (ReckonError.is(error)) {
    return { code: error.code, message: error.message, ...(error.hint === undefined ? {} : { hint: error.hint }) };
  }
  return { code: null, message: error instanceof Error ? error.message : String(error) };
}

export function deserializeError(data: SerializedError): Error {
  if (data.code === null) {
    return new Error(data.message);
  }
  return new ReckonError(data.code, data.message, data.hint === undefined ? {} : { hint: data.hint });
}
