import { z } from 'zod';
import { ReckonError } from '../base/errors';
import { formatBytes } from '../base/format';
import { isQuestionTrace, type AnyTrace } from './anyTrace';
import { FURTHER_MODELS_SCHEMA_VERSION, MAX_TRACE_BYTES, ONE_MODEL_SCHEMA_VERSION, TRACE_FORMAT, TRACE_SCHEMA_VERSION, type Trace } from './document';
import { QUESTION_TRACE_FORMAT, QUESTION_TRACE_SCHEMA_VERSION } from './questions/document';
import { traceDocument } from './schema/document';
import { KNOWN_EVENTS } from './schema/events';
import { KNOWN_QUESTION_EVENTS, questionTraceDocument } from './schema/question';

/** What is known of each format: versions that this Reckon reads, the newest last. */
const FORMATS = {
  [TRACE_FORMAT]: { versions: [ONE_MODEL_SCHEMA_VERSION, FURTHER_MODELS_SCHEMA_VERSION, TRACE_SCHEMA_VERSION], schema: traceDocument, knownEvents: KNOWN_EVENTS },
  [QUESTION_TRACE_FORMAT]: { versions: [QUESTION_TRACE_SCHEMA_VERSION], schema: questionTraceDocument, knownEvents: KNOWN_QUESTION_EVENTS },
} as const satisfies Record<AnyTrace['format'], object>;

/** Wide enough for a document of any version: what it is has to be known before what it says. */
const traceHead = z.looseObject({ format: z.enum([TRACE_FORMAT, QUESTION_TRACE_FORMAT]), schemaVersion: z.number().int() });

/**
 * Reads the trace of a task, which may come from anywhere. Events of kinds that this Reckon does not know are left out.
 * @param name what people call it, such as the file's name
 * @throws ReckonError `invalid-input` when it is too long, damaged, no such trace, or one of another version
 */
export function readTrace(text: string, name: string): Trace {
  const trace = readAnyTrace(text, name);
  if (isQuestionTrace(trace)) {
    throw unreadable(`${name} records a question, and a task is wanted here.`, `\`reckon trace show\`, \`export\` and \`replay\` take it. A task is recorded by \`reckon solve --trace FILE\`.`);
  }
  return trace;
}

/**
 * Reads a trace of a task or of a question.
 * @param name what people call it, such as the file's name
 * @throws ReckonError `invalid-input` when it is too long, damaged, no trace at all, or one of another version
 */
export function readAnyTrace(text: string, name: string): AnyTrace {
  if (text.length > MAX_TRACE_BYTES) {
    throw unreadable(`${name} is longer than ${formatBytes(MAX_TRACE_BYTES)}, which no trace of a run is.`, 'Name the file that was recorded.');
  }
  const document = parseJson(text, name);
  const head = traceHead.safeParse(document);
  if (!head.success) {
    throw unreadable(`${name} is no trace of a run.`, isOlder(document) ? RECORD_AGAIN : RECORD);
  }
  const { versions, schema, knownEvents } = FORMATS[head.data.format];
  requireVersion(head.data.schemaVersion, versions, name);
  const parsed = schema.safeParse(document);
  if (!parsed.success) {
    throw unreadable(`${name} is damaged: ${firstProblem(parsed.error)}.`, RECORD_AGAIN, parsed.error);
  }
  // The schema says in data what the type says to the compiler; tests read what the recorder wrote.
  const trace = document as AnyTrace;
  requireWhole(trace, name);
  return { ...trace, events: trace.events.filter(({ event }) => knownEvents.has(event.type)) } as AnyTrace;
}

/** @param versions that can be read, the newest last */
function requireVersion(version: number, versions: readonly number[], name: string): void {
  if (versions.includes(version)) {
    return;
  }
  const isNewer = version > (versions.at(-1) ?? 0);
  throw unreadable(
    `${name} was recorded by ${isNewer ? 'a newer' : 'an older'} Reckon (trace version ${version}; this one reads ${versions.join(', ')}).`,
    isNewer ? 'Update Reckon.' : RECORD_AGAIN,
  );
}

const RECORD = 'Record one with `reckon solve --trace FILE` or `reckon ask --trace FILE`.';
const RECORD_AGAIN = 'Record the run again with `--trace FILE`.';

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
function requireWhole({ prompts, calls }: AnyTrace, name: string): void {
  const known = new Set(prompts.map(({ id }) => id));
  const lost = calls.find(({ prompt }) => !known.has(prompt));
  if (lost) {
    throw unreadable(`${name} is damaged: a call names the prompt ${lost.prompt}, which is not there.`, RECORD_AGAIN);
  }
}

function unreadable(message: string, hint: string, cause?: unknown): ReckonError {
  return new ReckonError('invalid-input', message, { hint, cause });
}
