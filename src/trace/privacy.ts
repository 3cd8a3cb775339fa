import { homedir } from 'node:os';
import { basename, isAbsolute } from 'node:path';
import type { SerializedError } from '../base/errors';
import type { RunModel } from '../reasoning';

/** A trace is passed on: where a file lies on this machine is nobody's business. */
export function nameOfModel(modelId: string): string {
  return isAbsolute(modelId) ? basename(modelId) : modelId;
}

export function modelWithoutPath(model: RunModel): RunModel {
  return { ...model, id: nameOfModel(model.id) };
}

export function withoutHome(text: string): string {
  return text.replaceAll(homedir(), '~');
}

export function failureWithoutPaths({ message, hint, ...failure }: SerializedError): SerializedError {
  return { ...failure, message: withoutHome(message), ...(hint === undefined ? {} : { hint: withoutHome(hint) }) };
}
