import { z } from 'zod';
import { ReckonError } from '../base/errors';
import { formatBytes } from '../base/format';
import { MAX_TRACE_BYTES, ONE_MODEL_SCHEMA_VERSION, TRACE_SCHEMA_VERSION, type Trace } from './document';
import { traceDocument, traceHead } from './schema/document';
import { KNOWN_EVENTS } from './schema/events';

/**
 * Reads a trace that may come from anywhere. Events of kinds that this Reckon does not know are left out.
 * @param name what people call it, such as the file's name
 * @throws ReckonError `invalid-input` when it is too long, damaged, no trace at all, or one of another version
 */
export function readTrace(text: string, name: string): Trace {
  if (text.length > MAX_TRACE_BYTES) {
    throw unreadable(`${name} is longer than ${formatBytes(MAX_TRACE_BYTES)}, which no trace of a run is.`, 'Name the file that was recorded.');
  }
  const document = parseJson(text, name);
  const head = traceHead.safeParse(document);
  if (!head.success) {
    throw unreadable(`${name} is no trace of a run.`, isOlder(document) ? RECORD_AGAIN : RECORD);
  }
  const { schemaVersion } = head.data;
  if (schemaVersion > TRACE_SCHEMA_VERSION) {
    throw unreadable(`${name} was recorded by a newer Reckon (trace version ${schemaVersion}; this one reads ${TRACE_SCHEMA_VERSION}).`, 'Update Reckon.');
  }
  if (schemaVersion < ONE_MODEL_SCHEMA_VERSION) {
    throw unreadable(`${name} was recorded by an older Reckon (trace version ${schemaVersion}; this one reads ${ONE_MODEL_SCHEMA_VERSION} and ${TRACE_SCHEMA_VERSION}).`, RECORD_AGAIN);
  }
  const parsed = traceDocument.safeParse(document);
  if (!parsed.success) {
    throw unreadable(`${name} is damaged: ${firstProblem(parsed.error)}.`, RECORD_AGAIN, parsed.error);
  }
  // The schema says in data what the type says to the compiler; tests read what the recorder wrote.
  return whole(document as Trace, name);
}

const RECORD = 'Record one with `reckon solve --trace FILE`.';
const RECORD_AGAIN = 'Record the run again with `reckon solve --trace FILE`.';

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const isCutOff = text.trimStart().startsWith('{') && !text.trimEnd().endsWith('}');
    throw unreadable(isCutOff ? `${name} is damaged: it ends in the middle.` : `${name} is no trace of a run: it is not JSON.`, isCutOff ? RECORD_AGAIN : RECORD, error);
  }
}

/** Traces before version 2 had no name of their format. */
function isOlder(document: unknown): boolean {
  return z.object({ schemaVersion: z.literal(1), events: z.array(z.unknown()) }).safeParse(document).success;
}

function firstProblem(error: z.ZodError): string {
  const [issue] = error.issues;
  return issue === undefined ? 'it is not as its schema says' : `${z.core.toDotPath(issue.path)}: ${issue.message}`;
}

/** What the schema cannot say: that what is named is there. */
function whole(trace: Trace, name: string): Trace {
  const prompts = new Set(trace.prompts.map(({ id }) => id));
  const lost = trace.calls.find(({ prompt }) => !prompts.has(prompt));
  if (lost) {
    throw unreadable(`${name} is damaged: a call names the prompt ${lost.prompt}, which is not there.`, RECORD_AGAIN);
  }
  return { ...trace, events: trace.events.filter(({ event }) => KNOWN_EVENTS.has(event.type)) };
}

function unreadable(message: string, hint: string, cause?: unknown): ReckonError {
  return new ReckonError('invalid-input', message, { hint, cause });
}
