import { readFile } from 'node:fs/promises';
import { ReckonError } from '../base/errors';
import type { CodeTask } from '../verification/types';
import { checkWritable, writeWhole } from './output';

/** A file of code, as it was when its task was read. */
export interface AnswerPlace {
  readonly file: string;
  readonly text: string;
}

/**
 * Where `--write` puts an answer: into the file that the task came from.
 * @throws ReckonError `invalid-input` before anything is spent, where that is no file of code or cannot be written
 */
export async function answerPlace(file: string | undefined, text: string, { form }: CodeTask): Promise<AnswerPlace> {
  if (file === undefined || form !== 'source') {
    throw new ReckonError('invalid-input', '--write puts the answer into the file of the function, and this task is in none.', { hint: 'Name a file of code that has the function, or leave --write out.' });
  }
  await checkWritable(file, 'the answer');
  return { file, text };
}

/** @returns false where somebody changed the file meanwhile: what they wrote stays */
export async function writeAnswer({ file, text }: AnswerPlace, code: string): Promise<boolean> {
  const now = await readFile(file).catch(() => null); // Gone is changed, too.
  if (now === null || new TextDecoder().decode(now) !== text) {
    return false;
  }
  await writeWhole(file, code, 'the answer');
  return true;
}
