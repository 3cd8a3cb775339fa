import { InvalidArgumentError, Option } from 'commander';
import type { ModelReference } from '../app';
import { SETTINGS } from '../config/settings';
import { BUDGET_LEVEL_NAMES, LANGUAGE_NAMES } from './choices';

export const DEFAULT_MODEL = SETTINGS['reckon.model'].default;

export function wholeNumber(minimum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < minimum) {
      throw new InvalidArgumentError(`It must be a whole number of at least ${minimum}.`);
    }
    return value;
  };
}

export function positiveNumber(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) {
    throw new InvalidArgumentError('It must be a number above 0.');
  }
  return value;
}

export function nonNegativeNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0) {
    throw new InvalidArgumentError('It must be a number of at least 0.');
  }
  return value;
}

export const modelOption = (): Option =>
  new Option('--model <id|path>', 'catalogue id, GGUF file, or openai-compatible:NAME').default(DEFAULT_MODEL);
export const endpointOption = (): Option =>
  new Option('--endpoint <url>', 'base address of an OpenAI-compatible server');
export const seedOption = (): Option =>
  new Option('--seed <n>', 'same seed, same answer on the same machine').argParser(wholeNumber(0)).default(0);
export const threadsOption = (): Option =>
  new Option('--threads <n>', 'CPU threads of the local engine').argParser(wholeNumber(1));
export const jsonOption = (): Option => new Option('--json', 'print one JSON document');
export const languageOption = (): Option => new Option('--language <name>', 'language of the task').choices(LANGUAGE_NAMES);
export const functionOption = (): Option => new Option('--function <name>', 'function to write or check');
export const budgetOption = (): Option =>
  new Option('--budget <level>', 'how much thinking it is worth').choices(BUDGET_LEVEL_NAMES).default(SETTINGS['reckon.budget'].default);

export interface ModelFlags {
  readonly model: string;
  readonly endpoint?: string;
}

export function modelReference({ model, endpoint }: ModelFlags): ModelReference {
  return { model, ...(endpoint === undefined ? {} : { endpoint }) };
}
