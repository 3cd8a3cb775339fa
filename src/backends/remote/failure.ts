import { APIConnectionError, APIError, APIUserAbortError } from 'openai';
import { cancelledError } from '../../base/abort';
import { ReckonError } from '../../base/errors';

const HINTS: Readonly<Record<number, string>> = {
  400: 'The server does not accept the request: check the name of the model and its options.',
  401: 'Check the key.',
  403: 'Check the key and what it is allowed to do.',
  404: 'Check the name of the model and the address, which usually ends in /v1.',
  429: 'The server asks to wait: try again later, or use a local model.',
};
const FIRST_SERVER_ERROR = 500;
/** Of what a server says, in characters: two or three sentences. Some send a page. */
const MAX_EXPLANATION = 300;

/** Where the failed request went, and the key that it held. */
export interface Addressee {
  readonly endpoint: string;
  /** Null when there is none. */
  readonly apiKey: string | null;
}

/** `explanation` is the server's own. */
export function brokeOff(explanation = ''): ReckonError {
  return new ReckonError('remote-failed', `The server ended its answer in the middle${explanation}.`, { hint: 'Try again.' });
}

/** What happened, in words (the server's own, too) and without the request, which holds the key. */
export function describeFailure(error: unknown, signal: AbortSignal, { endpoint, apiKey }: Addressee): ReckonError {
  if (signal.aborted || error instanceof APIUserAbortError) {
    return cancelledError();
  }
  if (ReckonError.is(error)) {
    return error;
  }
  if (error instanceof APIConnectionError) {
    return new ReckonError('network', `Cannot reach ${endpoint}.`, { hint: 'Is the server running, and is the address right?' });
  }
  if (!(error instanceof APIError)) {
    return brokeOff();
  }
  const explanation = explanationOf(error, apiKey);
  if (error.status !== undefined) {
    const status = Number(error.status);
    const hint = HINTS[status] ?? (status >= FIRST_SERVER_ERROR ? 'The server has trouble of its own: try again later.' : 'Check the address and the name of the model.');
    return new ReckonError('remote-failed', `The server at ${endpoint} answered ${status}${explanation}.`, { hint });
  }
  return brokeOff(explanation);
}

/**
 * What the server says of it, to follow our own words; empty when it says nothing. A server can write what it
 * likes there: no more than a line of it is shown, and never the key, which some repeat.
 */
function explanationOf({ error }: APIError, apiKey: string | null): string {
  const said: unknown = typeof error === 'object' && error !== null && 'message' in error ? error.message : error;
  if (typeof said !== 'string') {
    return '';
  }
  const redacted = apiKey === null || apiKey === '' ? said : said.replaceAll(apiKey, '[the key]');
  const line = redacted.replace(/[\p{C}\p{Z}]+/gu, ' ').trim();
  const characters = [...line];
  const shown = characters.length > MAX_EXPLANATION ? `${characters.slice(0, MAX_EXPLANATION).join('')}…` : line;
  return shown === '' ? '' : `: "${shown.replace(/\.$/, '')}"`;
}

/** Whether it is certain that the server did nothing: it refused, or was never reached. */
export function isUnbilled(error: unknown): boolean {
  if (ReckonError.is(error, 'unsupported-model')) {
    return true;
  }
  if (error instanceof APIConnectionError) {
    return NEVER_CONNECTED.has(codeOf(error));
  }
  return error instanceof APIError && error.status !== undefined && Number(error.status) < FIRST_SERVER_ERROR;
}

const NEVER_CONNECTED: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN']);

/** The system's code at the end of the chain of causes. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return '';
  }
  const { code } = error as NodeJS.ErrnoException;
  return code ?? codeOf(error.cause);
}
