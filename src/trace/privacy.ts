import { homedir } from 'node:os';
import { basename, isAbsolute, parse } from 'node:path';
import type { SerializedError } from '../base/errors';
import type { DrawnCandidate, JudgedCandidate, RunModel } from '../reasoning';

/** A trace is passed on: where a file lies on this machine is nobody's business. */
export function nameOfModel(modelId: string): string {
  return isAbsolute(modelId) ? basename(modelId) : modelId;
}

export function modelWithoutPath(model: RunModel): RunModel {
  return { ...model, id: nameOfModel(model.id) };
}

/** With the name of who wrote it, as far as that is known. */
export function candidateWithoutPath(candidate: DrawnCandidate): DrawnCandidate {
  return candidate.model === undefined ? candidate : { ...candidate, model: nameOfModel(candidate.model) };
}

export function judgedWithoutPaths(judged: JudgedCandidate): JudgedCandidate {
  return { ...judged, candidate: candidateWithoutPath(judged.candidate) };
}

/** @param home of whoever records; where it is the root, it says nothing of anybody */
export function withoutHome(text: string, home = homedir()): string {
  return parse(home).root === home || home === '' ? text : text.replace(new RegExp(`${escaped(home)}(?![\\w-]|\\.\\w)`, 'g'), '~');
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

export function failureWithoutPaths({ message, hint, ...failure }: SerializedError): SerializedError {
  return { ...failure, message: withoutHome(message), ...(hint === undefined ? {} : { hint: withoutHome(hint) }) };
}
