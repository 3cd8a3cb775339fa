import { readFile } from 'node:fs/promises';
import { ReckonError } from '../base/errors';

export interface TextInput {
  readonly text: string;
  /** Undefined for standard input. */
  readonly fileName: string | undefined;
}

/** Longer texts are not tasks; reading them would only end in a prompt that no model takes. */
const MAX_INPUT_BYTES = 1_000_000;

/** Reads a file, or standard input for `-` or nothing. */
export async function readInput(file: string | undefined, stdin: NodeJS.ReadStream, name = 'task'): Promise<TextInput> {
  const fromStdin = file === undefined || file === '-';
  if (fromStdin && stdin.isTTY) {
    throw new ReckonError('invalid-input', `There is no ${name} to read.`, {
      hint: `Name a file, or pipe the ${name} in: cat ${name}.py | reckon solve -`,
    });
  }
  const bytes = fromStdin ? await readAll(stdin) : await readNamed(file);
  if (bytes.length > MAX_INPUT_BYTES) {
    throw new ReckonError('invalid-input', `The ${name} has ${bytes.length} bytes; at most ${MAX_INPUT_BYTES} are read.`, {
      hint: 'Give the one function and what it needs.',
    });
  }
  return { text: decode(bytes, name), fileName: fromStdin ? undefined : file };
}

async function readAll(stdin: NodeJS.ReadStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) {
    chunks.push(Buffer.from(chunk as Uint8Array));
  }
  return Buffer.concat(chunks);
}

async function readNamed(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new ReckonError('file-not-found', `Cannot read ${file}: ${(error as NodeJS.ErrnoException).code ?? 'unknown error'}.`, {
      hint: 'Check the path, or use - to read standard input.',
      cause: error,
    });
  }
}

function decode(bytes: Buffer, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new ReckonError('invalid-input', `The ${name} is not UTF-8 text.`, { hint: 'Save it as UTF-8.', cause: error });
  }
}
