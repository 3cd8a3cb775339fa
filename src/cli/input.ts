import { createReadStream } from 'node:fs';
import { addAbortSignal, type Readable } from 'node:stream';
import { cancelledError } from '../base/abort';
import { ReckonError } from '../base/errors';

export interface TextInput {
  readonly text: string;
  /** Undefined for standard input. */
  readonly fileName: string | undefined;
}

export interface InputSource {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  /** Ends a wait for text that does not come. */
  readonly signal: AbortSignal;
}

/** Longer texts are not tasks; reading them would only end in a prompt that no model takes. */
const MAX_INPUT_BYTES = 1_000_000;

/** What is too long to be read, and what to do about it. */
export interface InputLimit {
  readonly bytes: number;
  readonly hint: string;
}

const TASK_LIMIT: InputLimit = { bytes: MAX_INPUT_BYTES, hint: 'Give the one function and what it needs.' };

/** Reads a file, or standard input for `-` or nothing. `name` is what people call it. */
export async function readInput(file: string | undefined, { stdin, signal }: InputSource, name = 'task', limit = TASK_LIMIT): Promise<TextInput> {
  if (file === '') {
    // A shell's variable that is not set, most likely: reading standard input instead would wait for text that nobody types.
    throw new ReckonError('invalid-input', `The name of the ${name} is empty.`, { hint: 'Name a file, or give - to read standard input.' });
  }
  if (file !== undefined && file !== '-') {
    return { text: decode(await readNamed(file, signal, name, limit), name), fileName: file };
  }
  if (stdin.isTTY === true) {
    throw new ReckonError('invalid-input', `There is no ${name} to read.`, {
      hint: `Name a file, or pipe the ${name} in and give - as its name.`,
    });
  }
  return { text: decode(await readAll(stdin, signal, name, limit), name), fileName: undefined };
}

/** Why a file cannot be read, by the system's code. */
const REASONS: Readonly<Record<string, (file: string) => string>> = {
  ENOENT: (file) => `There is no file ${file}.`,
  EISDIR: (file) => `${file} is a folder, not a file.`,
  EACCES: (file) => `${file} may not be read.`,
};

async function readNamed(file: string, signal: AbortSignal, name: string, limit: InputLimit): Promise<Buffer> {
  try {
    return await readAll(createReadStream(file), signal, name, limit);
  } catch (error) {
    if (ReckonError.is(error)) {
      throw error;
    }
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new ReckonError('file-not-found', REASONS[code]?.(file) ?? `${file} cannot be read (${code}).`, {
      hint: 'Check the path, or use - to read standard input.',
      cause: error,
    });
  }
}

/** Stops at the limit: an endless pipe must not fill the memory. */
async function readAll(stream: Readable, signal: AbortSignal, name: string, limit: InputLimit): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of addAbortSignal(signal, stream)) {
      chunks.push(Buffer.from(chunk as Uint8Array));
      bytes += (chunk as Uint8Array).length;
      if (bytes > limit.bytes) {
        throw new ReckonError('invalid-input', `The ${name} is longer than ${limit.bytes.toLocaleString('en-US')} bytes.`, { hint: limit.hint });
      }
    }
  } catch (error) {
    throw signal.aborted ? cancelledError(signal.reason) : error;
  }
  return Buffer.concat(chunks);
}

function decode(bytes: Buffer, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new ReckonError('invalid-input', `The ${name} is not UTF-8 text.`, { hint: 'Save it as UTF-8.', cause: error });
  }
}
